"""The page of one review: what it holds, who reads it, and who is told."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal import queries
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.people.actor import Actor
from cpd.people.models import Post, Role, RoleGrant
from tests.appraisal.making import COMMENT, COURSE, FOCUS, NEED, OBJECTIVE, OWN_WORDS, SENTENCE, Appraisals
from tests.conftest import CheckingClient, QueryCount
from tests.world import TODAY

SignIn = Callable[[str], CheckingClient]
WORDS = (SENTENCE, FOCUS, OBJECTIVE["text"], NEED["need"], OWN_WORDS, COMMENT, COURSE)


@pytest.mark.parametrize("persona", ["teacher", "appraiser", "head", "deputy"])
def test_readers_read_every_part(appraisals: Appraisals, as_persona: SignIn, persona: str) -> None:
    page = as_persona(persona).get(f"/appraisal/reviews/{appraisals.written()}").get_data(as_text=True)
    for words in WORDS:
        assert words in page
    assert "Who can see this" in page


def test_every_part_has_its_writer(appraisals: Appraisals, as_persona: SignIn) -> None:
    address = f"/appraisal/reviews/{appraisals.written()}"
    own = as_persona("teacher").get(address).get_data(as_text=True)
    theirs = as_persona("appraiser").get(address).get_data(as_text=True)
    heads = as_persona("head").get(address).get_data(as_text=True)
    assert "Write a comment" not in theirs
    assert "/carry-in" in own
    assert "/carry-in" not in theirs + heads
    assert "/standards/TS2" in theirs
    assert f"{address}/standards/TS2" not in own + heads


def test_a_teaching_assistant_has_their_own_framework(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started("ta")
    client = as_persona("appraiser")
    page = client.get(f"/appraisal/reviews/{review_id}").get_data(as_text=True)
    assert "/standards/TA1" in page
    assert "/standards/TS1" not in page
    assert client.get(f"/appraisal/reviews/{review_id}/standards/TS1").status_code == 404


def test_part_two_is_there_by_exception_and_never_an_objective(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    client = as_persona("appraiser")
    assert client.get(f"/appraisal/reviews/{review_id}/standards/P2").status_code == 200
    form = client.get(f"/appraisal/reviews/{review_id}/objectives/new").get_data(as_text=True)
    assert str(appraisals.standard("TS8")) in form
    assert str(appraisals.standard("P2")) not in form


def test_training_is_that_of_the_cycle(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    appraisals.complete(on=dt.date(2026, 8, 31), code="LAST-YEAR")
    appraisals.complete(on=dt.date(2026, 9, 1))
    appraisals.complete(persona="ta", on=dt.date(2026, 9, 2))
    page = as_persona("teacher").get(f"/appraisal/reviews/{review_id}").get_data(as_text=True)
    assert "1 course completed from 1 Sep 2026 to 23 Nov 2026" in page


def _readings(session: Session, review_id: object) -> list[tuple[str, str]]:
    session.rollback()
    rows = session.execute(
        select(AuditEntry.by_name, AuditEntry.action)
        .where(AuditEntry.subject_id == review_id, AuditEntry.is_reading.is_(True))
        .order_by(AuditEntry.at, AuditEntry.id)
    )
    return [(name, action) for name, action in rows]


def test_a_reading_by_somebody_else_is_on_the_persons_list(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    review_id = appraisals.to_sign()
    address = f"/appraisal/reviews/{review_id}"
    mine = as_persona("teacher")
    assert "Nobody but you has opened this review yet" in mine.get(address).get_data(as_text=True)
    mine.get(f"{address}.pdf")
    assert _readings(session, review_id) == []
    head = as_persona("head")
    seen_by_head = head.get(address).get_data(as_text=True)
    head.get(f"{address}.pdf")
    as_persona("appraiser").get(f"{address}/sign")
    assert _readings(session, review_id) == [
        ("Harriet Dale", "review.read"),
        ("Harriet Dale", "review.downloaded"),
        ("Greta Stone", "review.read"),
    ]
    page = mine.get(address).get_data(as_text=True)
    assert "Who has looked" in page
    assert "Harriet Dale" in page
    assert "Who has looked" not in seen_by_head


def test_a_visitor_without_rights_leaves_no_reading(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    review_id = appraisals.written()
    assert as_persona("other_head").get(f"/appraisal/reviews/{review_id}").status_code == 404
    assert _readings(session, review_id) == []


def test_an_appointment_that_has_ended_reads_no_more(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    review_id = appraisals.written()
    with transaction() as writing:
        for grant in writing.scalars(select(RoleGrant).where(RoleGrant.role == Role.APPRAISER)):
            grant.ended_on = TODAY - dt.timedelta(days=1)
    client = as_persona("appraiser")
    assert client.get(f"/appraisal/reviews/{review_id}").status_code == 404
    assert "Rosa" not in client.get("/appraisal/").get_data(as_text=True)
    page = as_persona("head").get(f"/appraisal/reviews/{review_id}").get_data(as_text=True)
    assert "Greta Stone is no longer appointed" in page


def test_a_headship_that_has_ended_reads_no_more(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    with transaction() as writing:
        for grant in writing.scalars(
            select(RoleGrant).where(RoleGrant.role == Role.HEAD, RoleGrant.delegated_by_id.is_not(None))
        ):
            grant.ended_on = TODAY - dt.timedelta(days=1)
    assert as_persona("deputy").get(f"/appraisal/reviews/{review_id}").status_code == 404


def test_a_confidential_review_is_closed_to_the_head(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    address = f"/appraisal/reviews/{review_id}"
    head = as_persona("head")
    contact = str(appraisals.trust.person("administrator"))
    head.post_form(f"{address}/confidential", {"hr_contact_id": contact})
    assert head.get(address).status_code == 404
    assert as_persona("deputy").get(address).status_code == 404
    board = head.get(f"/appraisal/schools/{appraisals.trust.school('hazel')}").get_data(as_text=True)
    assert "Rosa" not in board
    for persona in ("teacher", "appraiser", "administrator"):
        page = as_persona(persona).get(address)
        assert page.status_code == 200
        assert "(HR contact)" in page.get_data(as_text=True)
    assert as_persona("development_lead").get(address).status_code == 404


def test_the_head_reads_a_confidential_review_as_its_appraiser(appraisals: Appraisals, as_persona: SignIn) -> None:
    with transaction() as writing:
        writing.add(
            RoleGrant(
                person_id=appraisals.trust.person("head"),
                role=Role.APPRAISER,
                school_id=appraisals.trust.school("hazel"),
                of_person_id=appraisals.trust.person("ambassador"),
                started_on=dt.date(2025, 9, 1),
            )
        )
    review_id = appraisals.started("ambassador")
    head = as_persona("head")
    contact = str(appraisals.trust.person("administrator"))
    head.post_form(f"/appraisal/reviews/{review_id}/confidential", {"hr_contact_id": contact})
    assert head.get(f"/appraisal/reviews/{review_id}").status_code == 200
    assert as_persona("deputy").get(f"/appraisal/reviews/{review_id}").status_code == 404


def test_whoever_has_left_reads_and_signs_no_review_of_others(appraisals: Appraisals, as_persona: SignIn) -> None:
    address = f"/appraisal/reviews/{appraisals.written()}"
    as_persona("head").post_form(
        f"{address}/confidential", {"hr_contact_id": str(appraisals.trust.person("administrator"))}
    )
    with transaction() as writing:
        for persona in ("appraiser", "administrator"):
            post = writing.scalars(select(Post).where(Post.person_id == appraisals.trust.person(persona))).one()
            post.ended_on = TODAY - dt.timedelta(days=1)
    for persona in ("appraiser", "administrator"):
        client = as_persona(persona)
        assert client.get(address).status_code == client.get(f"{address}/sign").status_code == 404, persona
        assert "Rosa" not in client.get("/appraisal/").get_data(as_text=True)
    assert as_persona("teacher").get(address).status_code == 200


def test_an_operator_at_the_command_line_is_nobody(appraisals: Appraisals, session: Session) -> None:
    appraisals.written()
    operator = Actor.operator(TODAY)
    assert queries.my_reviews(session, operator) == []
    assert queries.reviews_i_read(session, operator) == []


def test_the_page_takes_few_statements(
    appraisals: Appraisals, as_persona: SignIn, counted_queries: Callable[[], QueryCount]
) -> None:
    address = f"/appraisal/reviews/{appraisals.written()}"
    client = as_persona("teacher")
    client.get(address)
    count = counted_queries()
    client.get(address)
    assert count.total <= 28
