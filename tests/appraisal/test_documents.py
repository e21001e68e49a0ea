"""The printed summary: accessible, in order, and one to three pages, whatever was written."""

import dataclasses
import datetime as dt
import io
import json

import page as page_validation
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy.orm import Session

from cpd.appraisal.documents import (
    AdviserPart,
    BroughtPart,
    DayTogetherPart,
    EarlierPart,
    FrameworkPart,
    NeedPart,
    ObjectivePart,
    ReviewDocument,
    SignaturePart,
    StandardPart,
    StepPart,
    SupportPart,
    TrainingPart,
    file_name,
)
from cpd.appraisal.documents.printing import frozen, print_review, printed_page
from cpd.core.canonical import canonical_json, from_canonical_json
from cpd.core.pdf import to_pdf

# What a document is made into does not ask the database.
pytestmark = pytest.mark.one_database

NOTED = dt.datetime(2026, 10, 6, 15, 0, tzinfo=dt.UTC)
OUR_FONTS = {"Atkinson", "Vazirmatn", "Emoji"}
SENTENCE = "Help is planned with the moment it goes, and it goes; pupils who needed prompts now begin on their own."
SIGNED = (
    SignaturePart("person", "Rosa Quill", "p", "a", dt.datetime(2027, 7, 12, 14, 5, tzinfo=dt.UTC)),
    SignaturePart("appraiser", "Greta Stone", "q", "b", dt.datetime(2027, 7, 13, 8, 1, tzinfo=dt.UTC)),
)


def standards(sentence: str = "") -> tuple[FrameworkPart, ...]:
    lines = [StandardPart(f"TS{n}", n, f"Standard number {n}", f"Short {n}", False, sentence) for n in range(1, 9)]
    conduct = StandardPart("P2", None, "Part Two: Personal and professional conduct", "Conduct", True, sentence)
    return (FrameworkPart("TS", "Teachers’ Standards", "2021", "", (*lines, conduct)),)


SPARSE = ReviewDocument(
    form=1,
    review_id="r",
    trust="Saltmarsh Learning Trust",
    school="Hazel Down Primary School",
    school_urn=190001,
    starts_on=dt.date(2026, 9, 1),
    ends_on=dt.date(2027, 8, 31),
    person="Rosa Quill",
    person_known_as="Rosa",
    staff_code="T001",
    job_title="Class Teacher",
    appraiser="Greta Stone",
    frameworks=standards(),
    focus="",
    objectives=(),
    training=(),
    training_as_at=dt.date(2026, 11, 23),
    brought=(),
    needs=(),
    comment="",
    conclusion="meeting",
)
FULL = dataclasses.replace(
    SPARSE,
    person="Maximiliana-Anastazja Wojciechowska-Featherstonehaugh",
    person_known_as="Maximiliana-Anastazja",
    job_title="Assistant Headteacher for Inclusion, SENDCo and Year Six Class Teacher",
    appraiser="Aurelia Katarzyna Bartholomew-Szczepańska",
    frameworks=standards(SENTENCE),
    focus=SENTENCE,
    objectives=(ObjectivePart("TS6", "6 Make use of assessment", SENTENCE, SENTENCE, SENTENCE),) * 3,
    training=tuple(
        TrainingPart("C", f"Course number {n} about teaching", dt.date(2026, 10, n), "A provider") for n in range(1, 9)
    ),
    brought=(BroughtPart("step", "An action step from coaching", SENTENCE, dt.date(2026, 10, 9)),) * 3,
    needs=(NeedPart(SENTENCE, SENTENCE),) * 3,
    comment=f"{SENTENCE}\n{SENTENCE}\n\n{SENTENCE} <b>&amp; “Ł” Siân</b>",
    signatures=SIGNED,
)


SUPPORTED = dataclasses.replace(
    FULL,
    conclusion="support_agreed",
    support=SupportPart(
        concerns=("7 Manage behaviour effectively",),
        earlier=(EarlierPart("A conversation", dt.date(2026, 10, 5), SENTENCE, NOTED),) * 2,
        opened_on=dt.date(2027, 1, 8),
        circumstances_talked_about=True,
        steps=(StepPart(SENTENCE, SENTENCE, dt.date(2027, 2, 12), dt.date(2027, 2, 10)),) * 2,
        days_together=(DayTogetherPart(dt.date(2027, 2, 1), dt.date(2027, 2, 2), SENTENCE),),
        ended_on=dt.date(2027, 5, 6),
        what_came_of_it=SENTENCE,
    ),
    disagreement="The autumn was not like this.",
    pay_recommendation="One point.",
    advisers=(AdviserPart("Anna Example", "External adviser"),),
    number=2,
    replaces="01234-56789-ABCDE-FGHJK",
    replaces_of=dt.datetime(2027, 6, 1, 9, 0, tzinfo=dt.UTC),
)
LETTERS = dataclasses.replace(
    SPARSE,
    school="Ysgol Tŷ Gŵyr, Łódź",
    person="عائشہ ٹھاکر ڈار",
    person_known_as="عائشہ",
    appraiser="فاطمة الزهراء",
    focus="عائشہ کی رائے: بچوں کو زیادہ وقت دیا",
    comment="Ŵŷ źdźbło “Siân” 😀👍🏽🏳️‍🌈👩🏾‍🏫",
    signatures=SIGNED,
)


@pytest.mark.parametrize("document", [SPARSE, FULL, SUPPORTED, LETTERS], ids=["sparse", "full", "supported", "letters"])
def test_it_is_accessible(app: Flask, session: Session, document: ReviewDocument) -> None:
    pdf = print_review(document) if not document.signatures else frozen(document).pdf
    report = page_validation.validate_pdf_bytes(pdf, profile=page_validation.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [(fault.rule_id, fault.message) for fault in report.failures]
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == f"Appraisal statement: {document.person}"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert 1 <= len(reader.pages) <= (4 if document.support else 3)
    for one in reader.pages:
        for font in one["/Resources"]["/Font"].values():
            assert str(font.get_object()["/BaseFont"]).split("+")[1].split("-")[0] in OUR_FONTS
            (below,) = font.get_object()["/DescendantFonts"]
            assert "/FontFile2" in below.get_object()["/FontDescriptor"] or (
                "/FontFile3" in below.get_object()["/FontDescriptor"]
            )


def test_its_bookmarks_are_its_parts(app: Flask, session: Session) -> None:
    (title, parts) = PdfReader(io.BytesIO(print_review(FULL))).outline
    assert title.title == f"Appraisal statement: {FULL.person}"
    assert [part.title for part in parts] == [
        "Standards",
        "Focus and what changed",
        "Objectives",
        "Training done",
        "What Maximiliana-Anastazja chose to bring",
        "Development needs and agreed actions",
        "Conclusion",
        "Maximiliana-Anastazja’s comment",
        "Signatures",
    ]


def test_an_unsigned_one_says_so_on_every_page(app: Flask, session: Session) -> None:
    draft = dataclasses.replace(FULL, signatures=SIGNED[:1])
    pages = PdfReader(io.BytesIO(print_review(draft))).pages
    assert all("Draft, not signed" in page.extract_text() for page in pages)


def test_words_are_printed_as_they_were_typed(app: Flask, session: Session) -> None:
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(print_review(FULL))).pages)
    assert "<b>&amp; “Ł” Siân</b>" in text


def _text(document: ReviewDocument) -> str:
    pages = PdfReader(io.BytesIO(print_review(document))).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def test_agreed_support_and_disagreement_stand_in_it(app: Flask, session: Session) -> None:
    text = _text(SUPPORTED)
    for words in (
        "Support agreed. It concerns: 7 Manage behaviour effectively.",
        "before and outside capability",
        "Health and circumstances were talked about.",
        "done 10 Feb 2027",
        "Ended on 6 May 2027",
        "The autumn was not like this.",
        "One point.",
        "External adviser",
        "Replaces the statement with check code 01234-56789-ABCDE-FGHJK",
    ):
        assert words in text
    assert "Meeting the" not in text


def test_names_in_other_letters_can_be_selected_and_searched(app: Flask, session: Session) -> None:
    text = _text(LETTERS)
    for letters in ("ٹ", "ڈ", "ر", "Tŷ Gŵyr", "Łódź", "źdźbło", "😀"):
        assert letters in text


def test_forty_pages_are_printed_whole(app: Flask, session: Session) -> None:
    paragraphs = [f"{number}: {SENTENCE * 12}" for number in range(150)]
    document = dataclasses.replace(FULL, comment="\n\n".join([*paragraphs, "x" * 900, "The end."]))
    pdf = to_pdf(printed_page(document, "01234-56789-ABCDE-FGHJK"))
    report = page_validation.validate_pdf_bytes(pdf, profile=page_validation.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [(fault.rule_id, fault.message) for fault in report.failures]
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) >= 38
    text = " ".join(" ".join(pages).split())
    assert all(f"{number}: Help is" in text for number in range(150))
    assert text.index("The end.") < text.rindex("Signed by typed name")


def test_a_record_of_the_first_form_is_still_read(app: Flask, session: Session) -> None:
    """As it was kept before reviews had a conclusion in so many words."""
    later = {"conclusion", "support", "disagreement", "pay_recommendation", "advisers", "number", "replaces"}
    kept = {name: value for name, value in json.loads(canonical_json(SPARSE)).items() if name not in later}
    document = from_canonical_json(ReviewDocument, json.dumps(kept | {"form": 1}))
    assert (document.conclusion_words, document.support, document.number) == ("", None, 1)
    assert "Conclusion" not in _text(document)


def test_the_same_words_give_the_same_record(app: Flask, session: Session) -> None:
    assert frozen(FULL).record_json == frozen(dataclasses.replace(FULL)).record_json


def test_the_file_is_called_after_year_and_person() -> None:
    assert file_name(SPARSE) == "2026-27 Rosa Quill.pdf"
