"""Who is on a session's list: joining, declining, groups in one go, the waiting list; and what people are told."""

import re
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cpd.core.database import db, transaction
from cpd.core.jobs import Job
from cpd.people.actor import load_actor
from cpd.people.models import Away, Person
from cpd.training.mails import invitations as invitation_mails
from cpd.training.models import Invitation, InvitationState as State, TrainingSession
from cpd.training.services import invitations as invitation_services
from cpd.training.services.invitations import SEND_INVITATIONS, decline, join, withdraw
from tests.conftest import CheckingClient, QueryCount
from tests.training.courses import complete, require_of
from tests.training.mailbox import Post
from tests.training.sessions import add_published, add_session
from tests.world import NOW, TODAY, World

SignIn = Callable[[str], CheckingClient]


@pytest.fixture
def planned(session: Session, trust: World) -> TrainingSession:
    """A twilight of Hazel Down's office at Foxglove, with two places."""
    with transaction() as writing:
        course_id = add_published(writing)
        require_of(writing, course_id)
        made = add_session(
            writing,
            course_id,
            places=2,
            place="Hall",
            entered_by_id=trust.person("office"),
            host_school_id=trust.school("foxglove"),
            leader_person_id=trust.person("trainer"),
        )
        session.expunge(made)
        return made


@pytest.fixture
def post(as_persona: SignIn, planned: TrainingSession) -> Callable[..., Any]:
    clients: dict[str, CheckingClient] = {}

    def send(persona: str, what: str, **data: Any) -> Any:
        client = clients.setdefault(persona, as_persona(persona))
        address = what if what.startswith("/") else f"/training/sessions/{planned.id}/{what}"
        return client.post(address, data={"csrf_token": client.token("/")} | data)

    return send


def states(session: Session, trust: World) -> dict[str, State]:
    session.rollback()
    names = {person_id: persona for persona, person_id in trust.people.items()}
    return {names[one.person_id]: one.state for one in session.scalars(select(Invitation))}


ROSA, STAN = "rosa.quill@saltmarsh.example", "stan.gale@saltmarsh.example"
EDITH, TESS = "edith.fenn@saltmarsh.example", "tess.arden@saltmarsh.example"


def test_who_comes_late_waits_and_moves_up_by_themselves(
    planned: TrainingSession,
    post: Callable[..., Any],
    as_persona: SignIn,
    session: Session,
    trust: World,
    mail: Post,
) -> None:
    for persona in ("teacher", "ta", "stranger", "other_ambassador"):
        for _ in range(2):
            assert post(persona, "join").status_code == 302
    assert states(session, trust) == {
        "teacher": State.JOINED,
        "ta": State.JOINED,
        "stranger": State.WAITING,
        "other_ambassador": State.WAITING,
    }
    # The TA has no address; those who wait have no place yet.
    assert [(to, method, sequence) for to, _, method, sequence in mail.work()] == [(ROSA, "REQUEST", 0)]
    post("teacher", "decline")
    assert states(session, trust)["stranger"] is State.JOINED
    assert states(session, trust)["other_ambassador"] is State.WAITING
    assert mail.work() == [
        (ROSA, "You are not coming: Cognition and learning, Thu 3 December 2026", "CANCEL", 1),
        (STAN, "You have a place: Cognition and learning, Thu 3 December 2026", "REQUEST", 0),
    ]
    listed = as_persona("office").get(f"/training/sessions/{planned.id}").get_data(as_text=True)
    assert re.search("Is not coming</span> <span[^>]*>said 23 Nov 2026<", listed)
    assert re.search("On the waiting list</span> <span[^>]*>since Mon 23 November 2026 at 10:00<", listed)
    # More places: the last of them too. And whoever changes their mind gets a later revision.
    with transaction() as writing:
        writing.execute(update(TrainingSession).values(places=4))
    post("teacher", "join")
    assert (ROSA, "REQUEST", 2) in [(to, method, sequence) for to, _, method, sequence in mail.work()]


def test_two_people_never_get_the_last_place(
    planned: TrainingSession, app: Flask, session: Session, trust: World
) -> None:
    with transaction() as writing:
        writing.execute(update(TrainingSession).values(places=1))
    session.rollback()
    begin = Barrier(2)

    def come(persona: str) -> State:
        with app.app_context():
            actor = load_actor(db.session(), trust.person(persona), TODAY)
            begin.wait(timeout=10)
            with transaction() as writing:
                return join(writing, actor, planned.id, NOW)

    with ThreadPoolExecutor(2) as threads:
        assert set(threads.map(come, ("teacher", "stranger"))) == {State.JOINED, State.WAITING}


def test_a_change_and_a_cancellation_reach_those_who_have_a_place(
    planned: TrainingSession, post: Callable[..., Any], as_persona: SignIn, mail: Post
) -> None:
    for persona in ("teacher", "stranger", "ambassador", "other_ambassador"):
        post(persona, "join")
    mail.work()
    office, address = as_persona("office"), f"/training/sessions/{planned.id}"
    typed = {
        "course": "SEND-CL",
        "held_on": "10/12/2026",
        "starts_at": "15:45",
        "ends_at": "17:15",
        "form": "twilight",
        "places": "2",
        "place": "Hall",
        "leader": "Tess Arden (T201)",
    }
    assert office.post_form(f"{address}/edit", typed).status_code == 302
    day = "Cognition and learning, Thu 10 December 2026"
    assert mail.work() == [
        (EDITH, f"No longer at your school: {day}", "CANCEL", 1),
        (ROSA, f"Changed: {day}", "REQUEST", 1),
        (STAN, f"Changed: {day}", "REQUEST", 1),
        (TESS, f"Changed, and you lead it: {day}", "REQUEST", 1),
    ]
    # More places and nothing else that people must know: only who moves up is told.
    assert office.post_form(f"{address}/edit", typed | {"places": "3"}).status_code == 302
    (letter,) = mail.work()
    assert letter[1:] == (f"You have a place: {day}", "REQUEST", 1)
    assert office.post_form(f"{address}/cancel", {"reason": "the leader is ill"}).status_code == 302
    letters = [(subject, method, sequence) for _, subject, method, sequence in mail.work()]
    # Who waited is told, and has no entry to lose.
    assert sorted(letters) == [
        (f"Cancelled, and you were to lead it: {day}", "CANCEL", 2),
        (f"Cancelled: {day}", "", -1),
        *[(f"Cancelled: {day}", "CANCEL", 2)] * 3,
    ]


def test_each_is_told_once_though_the_worker_is_killed(
    planned: TrainingSession,
    post: Callable[..., Any],
    session: Session,
    mail: Post,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(invitation_mails, "AT_ONCE", 1)
    for persona in ("teacher", "stranger"):
        post(persona, "join")
    tell_some = invitation_mails.tell_some
    calls = []

    def killed_after_one(*given: Any) -> tuple[int, int]:
        calls.append(1)
        if len(calls) == 2:
            raise ConnectionError
        return tell_some(*given)

    monkeypatch.setattr(invitation_mails, "tell_some", killed_after_one)
    first = mail.work()
    with transaction() as writing:
        writing.execute(update(Job).where(Job.kind == SEND_INVITATIONS).values(run_after=NOW))
    letters = first + mail.work()
    assert sorted(to for to, _, _, _ in letters) == [ROSA, STAN]


def test_a_whole_school_in_one_go(
    planned: TrainingSession, post: Callable[..., Any], as_persona: SignIn, session: Session, trust: World
) -> None:
    with transaction() as writing:
        writing.execute(update(TrainingSession).values(places=None))
        complete(writing, planned.course_id, trust.person("teacher"), TODAY)
    post("ambassador", "decline")
    office, hazel = as_persona("office"), str(trust.school("hazel"))
    address = f"/training/sessions/{planned.id}/invite"
    assert "<strong>8 people</strong>" in office.get(f"{address}?look=1&school={hazel}").get_data(as_text=True)
    page = office.get(f"{address}?look=1&school={hazel}&who_need=1&group=teacher").get_data(as_text=True)
    assert "Put 1 person on the list" in page
    assert post("office", "invite-group", school=hazel, group="teacher", who_need="1").status_code == 302
    assert states(session, trust) == {"ambassador": State.INVITED}
    post("ambassador", "decline")
    post("office", "invite-group", school=hazel)
    found = states(session, trust)
    assert len(found) == 8
    # Who said no is left alone by a group, and asked again by name.
    assert found["ambassador"] is State.DECLINED
    post("office", "invite", people=str(trust.person("ambassador")))
    assert states(session, trust)["ambassador"] is State.INVITED


def test_a_group_leaves_out_its_leader_and_whoever_is_away(
    planned: TrainingSession, post: Callable[..., Any], session: Session, trust: World
) -> None:
    with transaction() as writing:
        writing.execute(update(TrainingSession).values(places=None))
        writing.add(Away(person_id=trust.person("teacher"), started_on=TODAY))
    post("development_lead", "invite-group")
    listed = states(session, trust)
    assert len(listed) == len(trust.people) - 3
    assert not {"teacher", "trainer", "trustee"} & set(listed)
    post("development_lead", "invite", people=str(trust.person("teacher")))
    assert states(session, trust)["teacher"] is State.INVITED


def test_a_group_costs_the_same_whatever_its_size(
    planned: TrainingSession, post: Callable[..., Any], session: Session, counted_queries: Callable[[], QueryCount]
) -> None:
    post("office", "decline")
    few = counted_queries()
    post("office", "invite-group", group="teaching_assistant")
    asked = few.total
    many = counted_queries()
    post("office", "invite-group")
    assert many.total <= asked + 1
    assert session.scalar(select(func.count()).select_from(Invitation)) == 14


def test_everybody_puts_down_their_own_people_alone(
    planned: TrainingSession, post: Callable[..., Any], session: Session, trust: World
) -> None:
    rosa, stan = str(trust.person("teacher")), str(trust.person("stranger"))
    post("line_manager", "invite", people=stan)
    assert states(session, trust) == {}
    post("line_manager", "invite", people=rosa)
    post("other_head", "invite", people=[rosa, stan])
    assert states(session, trust) == {"teacher": State.INVITED, "stranger": State.INVITED}
    # And takes off nobody else's.
    session.rollback()
    keys = {one.person_id: one.id for one in session.scalars(select(Invitation))}
    withdraw = "/training/invitations/{}/withdraw"
    assert post("line_manager", withdraw.format(keys[uuid.UUID(stan)])).status_code == 404
    assert post("line_manager", withdraw.format(keys[uuid.UUID(rosa)])).status_code == 302
    assert states(session, trust)["teacher"] is State.WITHDRAWN
    assert post("teacher", "invite", people=stan).status_code == 403


def test_people_without_an_address_get_no_mail(
    planned: TrainingSession, post: Callable[..., Any], session: Session, trust: World, mail: Post
) -> None:
    with transaction() as writing:
        writing.execute(update(Person).where(Person.id == trust.person("teacher")).values(email=None))
    post("teacher", "join")
    assert mail.work() == []


def test_what_was_planned_is_not_undone_like_what_was_recorded(
    planned: TrainingSession, post: Callable[..., Any], session: Session, mail: Post
) -> None:
    post("teacher", "join")
    mail.work()

    assert post("office", f"/training/batches/{planned.id}/undo").status_code == 404
    session.rollback()
    assert session.get(TrainingSession, planned.id) is not None


def test_whoever_moves_up_while_being_taken_off_is_told_of_both(
    planned: TrainingSession, app: Flask, session: Session, trust: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rosa declines, so that Łukasz moves up; the office has his page open and takes him off at the same moment."""
    has_one_writer = session.get_bind().dialect.name == "sqlite"
    with transaction() as writing:
        writing.execute(update(TrainingSession).values(places=1))
    session.rollback()

    def acting(persona: str, act: Callable[..., Any], *more: Any) -> None:
        with app.app_context():
            actor = load_actor(db.session(), trust.person(persona), TODAY)
            with transaction() as writing:
                act(writing, actor, *more, NOW)
                if act is decline:
                    moved_up.set()
                    waits.wait(timeout=0 if has_one_writer else 10)

    moved_up, waits, hold = Event(), Event(), invitation_services.hold_session
    for persona in ("teacher", "ta"):
        acting(persona, join, planned.id)
    taken_off = session.scalars(select(Invitation.id).where(Invitation.person_id == trust.person("ta"))).one()
    session.rollback()

    def holding(writing: Session, session_id: uuid.UUID) -> None:
        if moved_up.is_set():
            waits.set()
        hold(writing, session_id)

    monkeypatch.setattr(invitation_services, "hold_session", holding)
    with ThreadPoolExecutor(2) as threads:
        declining = threads.submit(acting, "teacher", decline, planned.id)
        moved_up.wait(timeout=10)
        threads.submit(acting, "office", withdraw, taken_off).result()
        declining.result()
    session.rollback()
    one = session.get_one(Invitation, taken_off)
    assert (one.state, one.calendar_sequence) == (State.WITHDRAWN, 1)
