"""The printed summary: accessible, in order, and one to three pages, whatever was written."""

import dataclasses
import datetime as dt
import io

import page as page_validation
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy.orm import Session

from cpd.appraisal.documents import (
    BroughtPart,
    FrameworkPart,
    NeedPart,
    ObjectivePart,
    ReviewDocument,
    SignaturePart,
    StandardPart,
    TrainingPart,
    file_name,
)
from cpd.appraisal.routes.printing import frozen, print_review

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


@pytest.mark.parametrize("document", [SPARSE, FULL], ids=["sparse", "full"])
def test_it_is_accessible(app: Flask, session: Session, document: ReviewDocument) -> None:
    pdf = print_review(document) if not document.signatures else frozen(document).pdf
    report = page_validation.validate_pdf_bytes(pdf, profile=page_validation.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [(fault.rule_id, fault.message) for fault in report.failures]
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == f"Appraisal statement: {document.person}"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert 1 <= len(reader.pages) <= 3
    for one in reader.pages:
        for font in one["/Resources"]["/Font"].values():
            assert "Atkinson" in str(font.get_object()["/BaseFont"])
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


def test_the_same_words_give_the_same_record(app: Flask, session: Session) -> None:
    assert frozen(FULL).record_json == frozen(dataclasses.replace(FULL)).record_json


def test_the_file_is_called_after_year_and_person() -> None:
    assert file_name(SPARSE) == "2026-27 Rosa Quill.pdf"
