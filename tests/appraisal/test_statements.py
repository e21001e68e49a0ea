"""Versions of a statement, and the public page that says whether one is ours."""

import io
from collections.abc import Callable

import page as page_validation
import pytest
from pypdf import PdfReader
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from cpd.appraisal.models import ReviewState, SignedRecord
from cpd.appraisal.rules.signing import check_code
from cpd.core.database import db
from tests.appraisal.making import Appraisals
from tests.conftest import CheckingClient

SignIn = Callable[[str], CheckingClient]
CHECK = "/appraisal/check"
ANSWERS = ("This is the signed statement", "Replaced by a later one", "Not known")


def _records(session: Session) -> list[SignedRecord]:
    session.rollback()
    return list(session.scalars(select(SignedRecord).order_by(SignedRecord.number)))


def _answer(page: str) -> list[str]:
    return [answer for answer in ANSWERS if f">{answer}<" in page]


def _corrected(appraisals: Appraisals, as_persona: SignIn, review_id: object) -> None:
    """Taken up again with a reason, changed, and signed by both once more."""
    head, appraiser = as_persona("head"), as_persona("appraiser")
    address = f"/appraisal/reviews/{review_id}"
    assert head.post_form(f"{address}/take-up", {"reason": "A date was wrong."}).status_code == 302
    assert appraiser.post_form(f"{address}/standards/TS2", {"text": "Corrected."}).status_code == 302
    assert appraisals.review(review_id).state is ReviewState.OPEN
    appraisals.sign(review_id, "appraiser")
    appraisals.sign(review_id, "teacher")


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_correction_is_a_new_version_that_names_the_old(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    review_id = appraisals.closed()
    address = f"/appraisal/reviews/{review_id}"
    client = as_persona("teacher")
    first = client.get(f"{address}.pdf").data
    _corrected(appraisals, as_persona, review_id)
    old, new = _records(session)
    assert (old.number, new.number) == (1, 2)
    assert client.get(f"{address}/statements/1.pdf").data == first
    assert client.get(f"{address}.pdf").data == client.get(f"{address}/statements/2.pdf").data != first
    text = _text(client.get(f"{address}.pdf").data)
    for words in ("Version 2", f"Replaces the statement with check code {check_code(old.record_sha256)}", "Corrected."):
        assert words in text
    page = client.get(address).get_data(as_text=True)
    assert "Version 1, replaced" in page
    assert check_code(old.record_sha256) in page
    assert client.get(f"{address}/statements/3.pdf").status_code == 404


def test_the_copy_for_the_file_is_kept_beside(appraisals: Appraisals, as_persona: SignIn, session: Session) -> None:
    review_id = appraisals.closed()
    archive = as_persona("head").get(f"/appraisal/reviews/{review_id}/statements/1/archive.pdf").data
    report = page_validation.validate_pdf_bytes(archive, profile=page_validation.ValidationProfile.PDF_A_3A)
    # The checker takes an end of line that belongs to compressed words for the one after them.
    faults = [fault.rule_id for fault in report.failures if fault.rule_id != "PDFA3A-STREAM-LENGTH-001"]
    assert faults == []
    assert check_code(_records(session)[0].record_sha256) in _text(archive)


def test_everybody_may_ask_whether_a_code_is_ours(
    appraisals: Appraisals, as_persona: SignIn, client: CheckingClient, session: Session
) -> None:
    review_id = appraisals.closed()
    (record,) = _records(session)
    code = check_code(record.record_sha256)
    assert _answer(client.get(CHECK).get_data(as_text=True)) == []
    for typed in (code, code.lower().replace("-", "")):
        page = client.get(f"{CHECK}/{typed}").get_data(as_text=True)
        assert _answer(page) == ["This is the signed statement"]
        assert not [word for word in ("Rosa", "Quill", "Greta", "Hazel", "2026/27") if word in page]
    assert _answer(client.post_form(CHECK, {"code": code}).get_data(as_text=True)) == ["This is the signed statement"]
    assert _answer(client.get(f"{CHECK}/{'0' * 20}").get_data(as_text=True)) == ["Not known"]
    assert _answer(client.get(f"{CHECK}/nonsense").get_data(as_text=True)) == ["Not known"]
    _corrected(appraisals, as_persona, review_id)
    assert _answer(client.get(f"{CHECK}/{code}").get_data(as_text=True)) == ["Replaced by a later one"]


def test_everybody_may_ask_about_a_file(
    appraisals: Appraisals, as_persona: SignIn, client: CheckingClient, session: Session
) -> None:
    review_id = appraisals.closed()
    reader, address = as_persona("teacher"), f"/appraisal/reviews/{review_id}/statements/1"
    files = [reader.get(f"{address}.pdf").data, reader.get(f"{address}/archive.pdf").data]
    asked = [(files[0], ANSWERS[0]), (files[1], ANSWERS[0]), (files[0][:-1] + b" ", ANSWERS[2])]
    for content, answer in asked:
        page = client.post_form(CHECK, {"file": (io.BytesIO(content), "statement.pdf")})
        assert _answer(page.get_data(as_text=True)) == [answer]
    assert client.post_form(CHECK, {}).status_code == 422


def test_every_answer_takes_the_same_statements(
    appraisals: Appraisals, client: CheckingClient, session: Session
) -> None:
    appraisals.closed()
    code = check_code(_records(session)[0].record_sha256)
    asked: list[list[str]] = []

    def count(_: object, __: object, statement: str, *___: object) -> None:
        asked[-1].append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        for one in (code, "0" * 20, "nonsense"):
            asked.append([])
            client.get(f"{CHECK}/{one}")
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    assert asked[0] == asked[1] == asked[2]


def test_a_code_is_not_tried_out(client: CheckingClient, trust: object) -> None:
    answers = [client.get(f"{CHECK}/{'0' * 20}") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "too many tries" in answers[-1].get_data(as_text=True)


@pytest.mark.parametrize("persona", ["ta", "administrator", "development_lead"])
def test_the_files_are_for_the_readers_of_the_review(appraisals: Appraisals, as_persona: SignIn, persona: str) -> None:
    review_id = appraisals.kept(appraisals.started())
    for part in ("1.pdf", "1/archive.pdf"):
        assert as_persona(persona).get(f"/appraisal/reviews/{review_id}/statements/{part}").status_code == 404


def test_a_file_is_called_after_its_person_in_their_own_letters(appraisals: Appraisals, as_persona: SignIn) -> None:
    address = f"/appraisal/reviews/{appraisals.started('ta', appraiser='line_manager')}"
    header = as_persona("ta").get(f"{address}.pdf").headers["Content-Disposition"]
    plain, own = 'filename="2026-27 ukasz Thorn.pdf"', "filename*=UTF-8''2026-27%20%C5%81ukasz%20Thorn.pdf"
    assert header == f"inline; {plain}; {own}"
