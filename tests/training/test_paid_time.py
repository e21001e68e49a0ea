"""Paid time: from a register to a claim and its answer."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cpd.core.audit import AuditEntry
from cpd.core.database import db, transaction
from cpd.people.actor import load_actor
from cpd.people.models import Role, StaffGroup
from cpd.training.models import (
    AttendedTime,
    ClaimState,
    Completion,
    MarkedBy,
    Presence,
    RegisterMark,
    SessionState,
    TrainingSession,
)
from cpd.training.services.paid_time import answer_claims, propose_claims
from tests.conftest import CheckingClient, QueryCount
from tests.training.claiming import CLAIMS, MINE, THERE, answer, claims, propose, words
from tests.training.conftest import Fire
from tests.training.courses import complete
from tests.world import NOW, TODAY, World, grant_role

SignIn = Callable[[str], CheckingClient]


def test_the_office_claims_for_a_whole_session_and_the_head_answers(
    twilight: uuid.UUID, as_persona: SignIn, session: Session, trust: World
) -> None:
    office = as_persona("office")
    assert f"/training/sessions/{twilight}/paid-time" in office.get(f"/training/sessions/{twilight}").text
    page = words(office.get(f"/training/sessions/{twilight}/paid-time"))
    assert "Teachers (1) Teaching assistants (1) Support staff (1)" in page
    assert "No term dates are known for this day" in page
    assert "Stan Gale" not in page
    assert "Claimed for 4 people." in propose(office, twilight)
    assert "Claimed for 0 people." in propose(office, twilight)
    made = claims(session)
    minutes = {who: made[trust.person(who)].minutes for who in ("teacher", "ta", "head", "office")}
    assert minutes == {"teacher": 30, "ta": 90, "head": 75, "office": 75}
    facts = session.execute(select(AttendedTime.minutes, AttendedTime.outside).order_by(AttendedTime.outside)).all()
    assert [tuple(one) for one in facts] == [(45, 30), (90, 75), (90, 75), (90, 75), (90, 90)]
    head = as_persona("head")
    assert "3 claims of paid time to answer" in words(head.get("/"))
    assert "3 claims approved." in words(answer(head, "approve"))
    made = claims(session)
    assert made[trust.person("head")].state is ClaimState.CLAIMED
    lead = as_persona("development_lead")
    assert "Say in a sentence why" in words(answer(lead, "refuse"))
    assert "1 claim refused." in words(answer(lead, "refuse", remark="In lieu of the open evening"))
    refused = claims(session)[trust.person("head")]
    assert (refused.state, refused.answered_by_id) == (ClaimState.REFUSED, trust.person("development_lead"))
    about = session.scalars(select(AuditEntry.about_person_id).where(AuditEntry.action.like("training.paid_time_%")))
    assert len(about.all()) == 8


def test_closing_a_register_keeps_what_lay_outside(
    twilight: uuid.UUID, as_persona: SignIn, session: Session, trust: World
) -> None:
    with transaction() as writing:
        held = writing.get(TrainingSession, twilight)
        assert held is not None
        held.state, held.register_closed_at = SessionState.ANNOUNCED, None
    assert as_persona("office").get(f"/training/sessions/{twilight}/paid-time").status_code == 404
    lead = as_persona("development_lead")
    assert lead.post_form(f"/training/sessions/{twilight}/register/close").status_code == 302
    facts = {one.person_id: (one.minutes, one.outside) for one in session.scalars(select(AttendedTime))}
    assert facts[trust.person("teacher")] == (45, 30)
    assert len(facts) == len(THERE)


def test_what_is_recorded_by_hand_is_claimed_too_and_taken_back(
    fire: Fire, as_persona: SignIn, session: Session, trust: World
) -> None:
    office, new = as_persona("office"), "/training/completions/new"
    entry = {"course": "HS-FIRE", "completed_on": "20/11/2026", "starts_at": "15:00", "ends_at": "16:00"}
    batch = office.post_form(new, {**entry, "typed": "A001"}).location
    facts = session.scalars(select(AttendedTime)).one()
    assert (facts.minutes, facts.outside) == (60, 30)
    session.rollback()
    assert f"/sessions/{facts.session_id}/paid-time" in office.get(batch).text
    assert "Claimed for 1 person." in propose(office, uuid.UUID(batch.rpartition("/")[2]))
    assert [one.minutes for one in claims(session).values()] == [30]
    office.post(f"{batch}/undo", data={"csrf_token": office.token(new)})
    assert claims(session) == {}
    assert session.scalars(select(TrainingSession.id)).all() == []


def test_nobody_answers_their_own_or_what_they_claimed_for_others(
    twilight: uuid.UUID, as_persona: SignIn, session: Session, trust: World
) -> None:
    head, deputy = as_persona("head"), as_persona("deputy")
    assert head.post_form(f"{MINE}/sessions/{twilight}/claim", {"minutes": "75"}).status_code == 302
    claim_id = claims(session)[trust.person("head")].id
    for client in (head, deputy, as_persona("office"), as_persona("head")):
        assert client.get(f"{CLAIMS}/{claim_id}").status_code == 403
    assert as_persona("other_head").get(f"{CLAIMS}/{claim_id}").status_code == 404
    seen = {"claims": f"{claim_id}:1", "answer": "approve", "csrf_token": head.token()}
    assert "1 claim has changed since you opened the page, or are not yours" in words(
        head.post(CLAIMS, data=seen, follow_redirects=True)
    )
    assert claims(session)[trust.person("head")].state is ClaimState.CLAIMED
    assert as_persona("development_lead").get(f"{CLAIMS}/{claim_id}").status_code == 200


def test_what_a_head_claims_in_the_offices_place_the_development_lead_answers(
    twilight: uuid.UUID, as_persona: SignIn, session: Session, trust: World
) -> None:
    with transaction() as writing:
        grant_role(writing, trust, "head", Role.OFFICE, "hazel")
    head = as_persona("head")
    propose(head, twilight)
    answer(head, "approve")
    assert {one.state for one in claims(session).values()} == {ClaimState.CLAIMED}
    assert "4 claims approved." in words(answer(as_persona("development_lead"), "approve"))


def test_a_person_claims_and_claims_more_with_a_reason(
    twilight: uuid.UUID, as_persona: SignIn, session: Session, trust: World
) -> None:
    ta, address = as_persona("ta"), f"{MINE}/sessions/{twilight}/claim"
    assert "90 minutes, 90 outside paid time" in words(ta.get(MINE))
    rosa = as_persona("teacher")
    assert "You were there for 45 minutes" in words(rosa.post_form(address, {"minutes": "46"}))
    assert "Say why." in words(rosa.post_form(address, {"minutes": "45"}))
    assert rosa.post_form(address, {"minutes": "45", "remark": "I finish at three on Thursdays"}).status_code == 302
    assert (claims(session)[trust.person("teacher")].minutes, "45 claimed" in words(rosa.get(MINE))) == (45, True)
    stale = rosa.post_form(address, {"minutes": "30", "version": "0"})
    assert stale.status_code == 422
    assert "45" in words(stale)
    answer(as_persona("head"), "approve")
    assert rosa.get(address).status_code == 403
    assert as_persona("line_manager").get(address).status_code == 404


def test_an_answer_that_comes_too_late_is_left_and_one_claim_shows_both_texts(
    twilight: uuid.UUID, as_persona: SignIn, session: Session, trust: World
) -> None:
    propose(as_persona("office"), twilight)
    head, rosa = as_persona("head"), claims(session)[trust.person("teacher")].id
    one = f"{CLAIMS}/{rosa}"
    assert "Say in a sentence why it is changed" in words(head.post_form(one, {"answer": "approve", "minutes": "20"}))
    changed = {"answer": "approve", "minutes": "20", "remark": "Left at ten to four"}
    assert head.post_form(one, changed).status_code == 302
    stale = head.post_form(one, {**changed, "minutes": "25", "version": "1"})
    assert stale.status_code == 422
    assert "Left at ten to four" in words(stale)
    late = {"claims": f"{rosa}:1", "answer": "refuse", "remark": "No", "csrf_token": head.token()}
    assert "1 claim has changed" in words(head.post(CLAIMS, data=late, follow_redirects=True))
    assert claims(session)[trust.person("teacher")].minutes == 20


def test_coverage_counts_who_was_trained_in_paid_time(
    fire: Fire, twilight: uuid.UUID, as_persona: SignIn, session: Session, trust: World
) -> None:
    with transaction() as writing:
        for who in THERE:
            complete(writing, fire.course_id, trust.person(who), dt.date(2026, 11, 19), session_id=twilight)
    course = "/training/courses/HS-FIRE"
    lead = as_persona("development_lead")
    assert "In paid time" not in words(lead.get(course))
    propose(as_persona("office"), twilight)
    assert "In paid time" not in words(lead.get(course))
    answer(as_persona("head"), "approve")
    page = words(lead.get(course))
    assert "The whole trust 5 3 " in page
    assert "Hazel Down Primary School 4 3 Larch Lane Primary School 1 0" in page
    trustee = words(as_persona("trustee").get(course))
    assert "The whole trust 5 3 " in trustee
    assert "Larch Lane Primary School not shown" in trustee


def test_pages_of_many_need_as_many_queries_as_pages_of_one(
    twilight: uuid.UUID, as_persona: SignIn, counted_queries: Callable[[], QueryCount], session: Session, trust: World
) -> None:
    head, page = as_persona("head"), f"/training/sessions/{twilight}/paid-time"
    as_persona("ta").post_form(f"{MINE}/sessions/{twilight}/claim", {"minutes": "90"})

    def counts() -> list[int]:
        totals = []
        for address in (CLAIMS, page):
            head.get(address)
            count = counted_queries()
            head.get(address)
            totals.append(count.total)
        return totals

    alone = counts()
    propose(as_persona("office"), twilight)
    with transaction() as writing:
        mark = {"session_id": twilight, "presence": Presence.PRESENT, "marked_by": MarkedBy.PAPER, "marked_at": NOW}
        for who in ("deputy", "ambassador", "appraiser"):
            writing.add(RegisterMark(person_id=trust.person(who), change=9, **mark))
    assert counts() == alone


def test_a_claim_of_somebody_who_was_not_there_after_all_stands_out(
    twilight: uuid.UUID, as_persona: SignIn, session: Session, trust: World
) -> None:
    """The register is put right after the office has claimed: what was claimed stays, and says so."""
    propose(as_persona("office"), twilight)
    head, lead = as_persona("head"), as_persona("development_lead")
    register = f"/training/sessions/{twilight}/register"
    with transaction() as writing:
        held = writing.get_one(TrainingSession, twilight)
        held.entered_by_id, held.register_closed_at = trust.person("office"), None
        mine = (RegisterMark.session_id == twilight) & (RegisterMark.person_id == trust.person("ta"))
        writing.execute(update(RegisterMark).where(mine).values(presence=Presence.ABSENT))
    closed = words(lead.post_form(f"{register}/close", follow_redirects=True))
    assert "1 claim of paid time says more than this register now" in closed
    page = head.get(f"{CLAIMS}?show=to-answer").get_data(as_text=True)
    claim = claims(session)[trust.person("ta")]
    assert re.search(rf'value="{claim.id}:1">', page)
    assert "not in the register any more" in page
    assert page.count(" checked>") == 2


def test_taking_out_what_was_recorded_by_mistake_takes_its_claim_along(
    fire: Fire, as_persona: SignIn, session: Session, trust: World
) -> None:
    office, new = as_persona("office"), "/training/completions/new"
    entry = {"course": "HS-FIRE", "completed_on": "20/11/2026", "starts_at": "15:00", "ends_at": "16:00"}
    batch = office.post_form(new, {**entry, "typed": "A001\nT001"}).location
    propose(office, uuid.UUID(batch.rpartition("/")[2]))
    ta = trust.person("ta")
    of_ta = select(Completion.id).where(Completion.person_id == ta, Completion.session_id.is_not(None))
    office.post(f"/training/completions/{session.scalar(of_ta)}/remove", data={"csrf_token": office.token(new)})
    assert set(claims(session)) == {trust.person("teacher")}
    assert session.scalars(select(AttendedTime.person_id)).all() == [trust.person("teacher")]


def test_claiming_twice_at_once_claims_once(twilight: uuid.UUID, app: Flask, session: Session, trust: World) -> None:
    session.rollback()
    begin = Barrier(2)

    def claim(_: int) -> int:
        with app.app_context():
            actor = load_actor(db.session(), trust.person("office"), TODAY)
            begin.wait(timeout=10)
            with transaction() as writing:
                return propose_claims(writing, actor, twilight, list(StaffGroup), NOW)

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(claim, range(2))) == [0, 4]


def test_two_who_answer_the_same_claims_at_once_answer_each_once(
    twilight: uuid.UUID, as_persona: SignIn, app: Flask, session: Session, trust: World
) -> None:
    propose(as_persona("office"), twilight)
    seen = {one.id: one.version for one in claims(session).values()}
    session.rollback()
    begin = Barrier(2)

    def approve(_: int) -> int:
        with app.app_context():
            actor = load_actor(db.session(), trust.person("head"), TODAY)
            begin.wait(timeout=10)
            with transaction() as writing:
                return answer_claims(writing, actor, seen, approve=True, remark="", at=NOW).done

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(approve, range(2))) == [0, 3]
