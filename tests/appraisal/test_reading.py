"""What is to be read before the meetings of the next days."""

import datetime as dt
import io
import uuid
from collections.abc import Callable

import page as page_validation
import pytest
from pypdf import PdfReader
from sqlalchemy import select

from cpd.appraisal.models import Meeting
from cpd.appraisal.rules.stages import MeetingKind
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from tests.appraisal.making import NEED, OBJECTIVE, STEP, Appraisals
from tests.appraisal.test_parts import MINE, UNDER, meeting, send
from tests.conftest import CheckingClient
from tests.world import NOW

SignIn = Callable[[str], CheckingClient]
PACK = "/appraisal/reading"
NOTES = "She listens before she speaks."


def _plan(appraisals: Appraisals, review_id: uuid.UUID, at: dt.datetime, kind: str = "end_of_year") -> None:
    with transaction() as writing:
        writing.add(Meeting(review_id=review_id, kind=MeetingKind(kind), planned_at=at))


@pytest.fixture
def today(appraisals: Appraisals) -> uuid.UUID:
    """Rosa's review, with support agreed; she and Greta meet this afternoon, and met in autumn."""
    review_id = appraisals.support_agreed(appraisals.to_sign())
    _plan(appraisals, review_id, NOW + dt.timedelta(hours=2))
    with transaction() as writing:
        writing.add(
            Meeting(
                review_id=review_id,
                kind=MeetingKind.PLANNING,
                held_on=dt.date(2026, 10, 1),
                minutes="Begin with two classes.",
            )
        )
    return review_id


def _text(client: CheckingClient) -> str:
    return client.get(PACK).get_data(as_text=True)


def test_it_holds_what_is_open_for_each_of_the_two(
    today: uuid.UUID, appraisals: Appraisals, as_persona: SignIn
) -> None:
    send(as_persona("teacher"), today, "end_of_year", text=MINE, sentence_TS1=UNDER)
    send(as_persona("appraiser"), today, "end_of_year", text=NOTES)
    for reader in ("appraiser", "teacher"):
        page = _text(as_persona(reader))
        expected = [MINE, UNDER, NOTES, OBJECTIVE["text"], NEED["need"], "Begin with two classes.", STEP["step"]]
        assert [text for text in expected if text not in page] == []
    pdf = as_persona("appraiser").get(f"{PACK}.pdf").data
    report = page_validation.validate_pdf_bytes(pdf, profile=page_validation.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [(fault.rule_id, fault.message) for fault in report.failures]
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert MINE in " ".join(printed.split())


def test_what_is_not_sent_is_on_nobodys_page(today: uuid.UUID, as_persona: SignIn) -> None:
    """The teacher has sent hers, which opens to the appraiser once his is sent as well."""
    send(as_persona("teacher"), today, "end_of_year", text=MINE)
    as_persona("appraiser").post_form(f"{meeting(today, 'end_of_year')}/part", {"text": NOTES, "then": "save"})
    for reader, may_read in (("appraiser", False), ("teacher", True)):
        page = _text(as_persona(reader))
        assert (MINE in page) == may_read
        assert NOTES not in page
        assert "opens to the other once both have sent it" in page


def test_the_head_sees_who_meets_and_no_word_of_it(today: uuid.UUID, as_persona: SignIn) -> None:
    page = _text(as_persona("head"))
    assert "Rosa Quill with Greta Stone" in page
    assert OBJECTIVE["text"] not in page
    for other in ("ambassador", "development_lead", "administrator"):
        assert "Rosa Quill" not in _text(as_persona(other))


def test_reading_it_is_on_the_list_of_the_person(today: uuid.UUID, appraisals: Appraisals, as_persona: SignIn) -> None:
    for reader in ("teacher", "head", "appraiser"):
        _text(as_persona(reader))
    appraisals.session.rollback()
    (entry,) = appraisals.session.scalars(select(AuditEntry).where(AuditEntry.is_reading)).all()
    assert (entry.by_name, entry.subject_id) == ("Greta Stone", today)


def test_the_week_is_today_and_six_days_after(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    client = as_persona("appraiser")
    for days, is_there in ((-1, False), (6, True), (7, False)):
        with transaction() as writing:
            for old in writing.scalars(select(Meeting)):
                writing.delete(old)
        _plan(appraisals, review_id, NOW + dt.timedelta(days=days))
        assert (OBJECTIVE["text"] in _text(client)) == is_there, days
