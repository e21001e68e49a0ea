"""What was agreed last stands beside a planning meeting: as signed, and for whoever may read that review."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal.models import DevelopmentNeed, Objective, Review, ReviewState
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from tests.appraisal.making import Appraisals
from tests.conftest import CheckingClient, QueryCount

SignIn = Callable[[str], CheckingClient]

OBJECTIVE, CAME_OF_IT = "Hear from every pupil before noon.", "It can be heard in any lesson now."
NEED, ACTION = "To know more about phonics.", "Three mornings in Year 1."
WORDS = (OBJECTIVE, CAME_OF_IT, NEED, ACTION)


def _last_year(appraisals: Appraisals, *, school: str = "hazel", appraiser: str = "appraiser") -> uuid.UUID:
    """Rosa's signed review of 2025/26."""
    review_id = appraisals.laid_down_last_year()
    objective = {"standard_id": appraisals.standard("TS6"), "request_key": uuid.uuid4()}
    with transaction() as writing:
        review = writing.get_one(Review, review_id)
        review.laid_down_on = None
        review.school_id, review.appraiser_id = appraisals.trust.school(school), appraisals.trust.person(appraiser)
        writing.add(Objective(review_id=review_id, position=1, text=OBJECTIVE, what_came_of_it=CAME_OF_IT, **objective))
        writing.add(
            DevelopmentNeed(review_id=review_id, position=1, need=NEED, agreed_action=ACTION, request_key=uuid.uuid4())
        )
    appraisals.kept(review_id)
    with transaction() as writing:
        writing.get_one(Review, review_id).state = ReviewState.CLOSED
        # What is shown is what was signed.
        writing.scalars(select(Objective).where(Objective.review_id == review_id)).one().text = "Something else."
    return review_id


def _pages(review_id: uuid.UUID) -> tuple[str, str]:
    meeting = f"/appraisal/reviews/{review_id}/meetings/planning"
    return meeting, f"{meeting}/part"


def _text(client: CheckingClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def test_the_two_read_what_was_signed_last_before_and_in_the_planning_meeting(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    before, review_id = _last_year(appraisals), appraisals.started()
    for persona in ("teacher", "appraiser"):
        for address in _pages(review_id):
            page = _text(as_persona(persona), address)
            assert all(word in page for word in WORDS), (persona, address)
            assert "Something else." not in page
    assert OBJECTIVE in _text(as_persona("head"), _pages(review_id)[0])
    assert OBJECTIVE not in _text(as_persona("teacher"), f"/appraisal/reviews/{review_id}/meetings/mid-year")
    session.rollback()
    read = select(AuditEntry.by_name).where(AuditEntry.subject_id == before, AuditEntry.is_reading)
    assert sorted(session.scalars(read)) == ["Greta Stone", "Greta Stone", "Harriet Dale"]


@pytest.mark.parametrize(("school", "appraiser"), [("larch", "other_head"), ("hazel", "line_manager")])
def test_a_new_appraiser_reads_none_of_it_and_the_person_always_does(
    appraisals: Appraisals, as_persona: SignIn, session: Session, school: str, appraiser: str
) -> None:
    before, review_id = _last_year(appraisals, school=school, appraiser=appraiser), appraisals.started()
    readers = {"appraiser", "head"} if school != "hazel" else {"appraiser"}
    for persona in readers:
        for address in _pages(review_id)[: 2 if persona == "appraiser" else 1]:
            page = _text(as_persona(persona), address)
            assert not any(word in page for word in WORDS), (persona, address)
            assert "may bring from it what they like" in page
    for address in _pages(review_id):
        page = _text(as_persona("teacher"), address)
        assert all(word in page for word in WORDS)
        assert "Greta Stone did not write this review" in page
    session.rollback()
    read = select(AuditEntry.by_name).where(AuditEntry.subject_id == before, AuditEntry.is_reading)
    assert session.scalars(read).all() == []


def test_a_confidential_one_stays_with_its_readers(appraisals: Appraisals, as_persona: SignIn) -> None:
    before, review_id = _last_year(appraisals), appraisals.started()
    with transaction() as writing:
        writing.get_one(Review, before).hr_contact_id = appraisals.trust.person("development_lead")
    assert OBJECTIVE not in _text(as_persona("head"), _pages(review_id)[0])
    assert OBJECTIVE in _text(as_persona("appraiser"), _pages(review_id)[0])


def test_without_one_the_page_says_so_and_says_no_more_to_others(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    meeting, _ = _pages(review_id)
    assert "No review of yours was signed before this one." in _text(as_persona("teacher"), meeting)
    nothing = _text(as_persona("appraiser"), meeting).partition('id="last-year"')[2].partition("</section>")[0]
    _last_year(appraisals, school="larch", appraiser="other_head")
    hidden = _text(as_persona("appraiser"), meeting).partition('id="last-year"')[2].partition("</section>")[0]
    assert nothing == hidden != ""


def test_it_takes_one_statement(
    appraisals: Appraisals, as_persona: SignIn, counted_queries: Callable[[], QueryCount]
) -> None:
    review_id, client = appraisals.started(), as_persona("teacher")

    def statements(kind: str) -> int:
        address = f"/appraisal/reviews/{review_id}/meetings/{kind}"
        client.get(address)
        count = counted_queries()
        client.get(address)
        return count.total

    assert statements("planning") == statements("mid-year") + 1
    _last_year(appraisals)
    assert statements("planning") == statements("mid-year") + 1
