"""Planning sessions: drafted once, looked at for clashes, announced, changed, cancelled."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.people.models import CalendarKind, CalendarPeriod, Person, Post
from cpd.training.festivals import festivals_on, list_festivals
from cpd.training.models import (
    Invitation,
    InvitationState,
    MarkedBy,
    Presence,
    RegisterMark,
    SessionState,
    TrainingSession,
)
from tests.conftest import CheckingClient
from tests.training.courses import add_course
from tests.training.sessions import HELD_ON, add_published, add_session
from tests.world import NOW, TEACHER, TODAY, World, add_post

SignIn = Callable[[str], CheckingClient]
TYPED = {
    "course": "SEND-CL",
    "held_on": "3 12 2026",
    "starts_at": "9:00",
    "ends_at": "10:30",
    "form": "inset",
    "leader": "tess",
    "places": "40",
    "credit": "60",
}


@pytest.fixture
def course(session: Session, trust: World) -> uuid.UUID:
    with transaction() as writing:
        return add_published(writing)


def sessions(session: Session) -> list[TrainingSession]:
    session.rollback()
    return list(session.scalars(select(TrainingSession).order_by(TrainingSession.starts_at)))


def post(client: CheckingClient, address: str, **data: Any) -> Any:
    return client.post(address, data={"csrf_token": client.token("/")} | data)


def test_one_more_on_a_day_begins_where_the_one_before_ended(
    course: uuid.UUID, session: Session, trust: World, as_persona: SignIn
) -> None:
    office = as_persona("office")
    made = office.post_form("/training/sessions/new", TYPED | {"host_school": str(trust.school("foxglove"))})
    [one] = sessions(session)
    assert (one.state, one.minutes, one.places) == (SessionState.DRAFT, 90, 40)
    assert one.leader_person_id == trust.person("trainer")
    assert "Plan another on this day" in office.get(made.location).get_data(as_text=True)
    page = office.get(f"/training/sessions/new?after={one.id}").get_data(as_text=True)
    assert 'value="3 December 2026"' in page
    assert 'value="10:30"' in page
    office.post_form("/training/sessions/new", TYPED | {"starts_at": "10:45", "ends_at": "12:00"})
    assert post(office, f"{made.location}/announce", day="1").status_code == 302
    assert {one.state for one in sessions(session)} == {SessionState.ANNOUNCED}


def test_a_form_posted_twice_makes_one(course: uuid.UUID, session: Session, as_persona: SignIn) -> None:
    office, key = as_persona("office"), str(uuid.uuid4())
    answers = [office.post_form("/training/sessions/new", TYPED | {"request_key": key}) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert len(sessions(session)) == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"ends_at": "8:00"}, "It ends before it starts."),
        ({"held_on": "20 11 2026"}, "This day is past."),
        ({"credit": "120"}, "It lasts 90 minutes"),
        ({"leader": "qqq"}, "Nobody of this name works here."),
        ({"online_address": "meet.example"}, "beginning with https://"),
    ],
)
def test_what_cannot_be_is_told_where_it_was_typed(
    course: uuid.UUID, session: Session, as_persona: SignIn, typed: dict[str, str], told: str
) -> None:
    answer = as_persona("office").post_form("/training/sessions/new", TYPED | typed)
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert not sessions(session)


def test_a_leader_is_one_person(course: uuid.UUID, session: Session, trust: World, as_persona: SignIn) -> None:
    with transaction() as writing:
        twin = add_person(writing)
        add_post(writing, twin, trust.school("larch"), "Teacher", TEACHER)
    office = as_persona("office")
    answer = office.post_form("/training/sessions/new", TYPED)
    assert "Tess Arden (T201); Tess Ardery (T909)" in answer.get_data(as_text=True)
    found = office.get("/training/sessions/leaders.json?q=tess").get_json()
    assert [one["text"] for one in found] == ["Tess Arden (T201)", "Tess Ardery (T909)"]
    office.post_form("/training/sessions/new", TYPED | {"leader": found[1]["text"]})
    assert sessions(session)[0].leader_person_id == twin


def add_person(session: Session) -> uuid.UUID:
    person = Person(
        staff_code="T909", first_name="Tess", last_name="Ardery", sort_first_name="tess", sort_last_name="ardery"
    )
    session.add(person)
    session.flush()
    return person.id


def test_clashes_are_told_and_refuse_nothing(
    course: uuid.UUID, session: Session, trust: World, as_persona: SignIn
) -> None:
    day = dt.date(2026, 12, 4)
    with transaction() as writing:
        writing.execute(
            update(Post).where(Post.person_id == trust.person("trainer")).values(working_days="Mon,Tue,Wed")
        )
        writing.add_all(
            CalendarPeriod(school_id=school_id, kind=kind, started_on=first, ended_on=last)
            for school_id, kind, first, last in (
                (None, CalendarKind.TERM, dt.date(2026, 9, 1), dt.date(2026, 12, 18)),
                (trust.school("foxglove"), CalendarKind.HALF_TERM, day, day),
            )
        )
        add_session(writing, course, held_on=day, leader_person_id=trust.person("trainer"))
    office = as_persona("office")
    typed = TYPED | {
        "held_on": "4 12 2026",
        "starts_at": "16:00",
        "ends_at": "17:00",
        "host_school": str(trust.school("foxglove")),
    }
    page = office.post_form("/training/sessions/new", typed | {"then": "look"}).get_data(as_text=True)
    assert "Hanukkah (Jewish) begins in the evening of this day." in page
    assert "Foxglove Special School is closed on this day: in the holidays." in page
    assert "Tess Arden does not work on Fridays." in page
    assert "Tess Arden has another session at this time." in page
    assert len(sessions(session)) == 1
    assert office.post_form("/training/sessions/new", typed).status_code == 302
    quiet = office.post_form("/training/sessions/new", TYPED | {"held_on": "8 3 2027", "leader": "", "then": "look"})
    assert "Ramadan (Muslim) is expected" in quiet.get_data(as_text=True)


def test_people_on_the_list_who_cannot_come_are_named(
    course: uuid.UUID, session: Session, trust: World, as_persona: SignIn
) -> None:
    with transaction() as writing:
        writing.execute(update(Post).where(Post.person_id == trust.person("teacher")).values(working_days="Mon,Tue"))
        first = add_session(writing, course)
        second = add_session(writing, course, starts_at=dt.time(17), ends_at=dt.time(18))
        for one in (first, second):
            for persona in ("teacher", "stranger"):
                writing.add(
                    Invitation(
                        session_id=one.id,
                        person_id=trust.person(persona),
                        state=InvitationState.INVITED,
                        entered_at=NOW,
                    )
                )
        address = f"/training/sessions/{first.id}"
    page = as_persona("development_lead").get(address).get_data(as_text=True)
    assert "1 person does not work on Thursdays. Rosa Quill." in page
    assert "2 people have another session at this time. Stan Gale, Rosa Quill." in page
    assert "another session at this time" not in as_persona("teacher").get(address).get_data(as_text=True)


def test_only_a_published_course_is_announced(session: Session, trust: World, as_persona: SignIn) -> None:
    with transaction() as writing:
        course_id = add_course(writing, "NEW", "Not out yet").id
        draft_id = add_session(writing, course_id, state=SessionState.DRAFT, entered_by_id=trust.person("office")).id
    office = as_persona("office")
    assert "not published yet" in office.get(f"/training/sessions/{draft_id}").get_data(as_text=True)
    post(office, f"/training/sessions/{draft_id}/announce")
    assert sessions(session)[0].state is SessionState.DRAFT
    assert post(office, f"/training/sessions/{draft_id}/discard").status_code == 302
    assert not sessions(session)


def test_a_stale_save_shows_both(course: uuid.UUID, session: Session, trust: World, as_persona: SignIn) -> None:
    with transaction() as writing:
        one_id = add_session(writing, course, place="Library", entered_by_id=trust.person("office")).id
    office, address = as_persona("office"), f"/training/sessions/{one_id}/edit"
    typed = {"course": "SEND-CL", "held_on": "3 12 2026", "starts_at": "15:45", "ends_at": "17:15", "form": "twilight"}
    assert office.post_form(address, typed | {"place": "Hall"}).status_code == 302
    answer = office.post_form(address, typed | {"place": "Loft", "version": "1"})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Hall" in page
    assert 'value="Loft"' in page
    assert [one.calendar_sequence for one in sessions(session)] == [1]


def test_a_day_on_which_people_are_marked_stays(
    course: uuid.UUID, session: Session, trust: World, as_persona: SignIn
) -> None:
    """Whoever checked in today would have been at a session of next week."""
    with transaction() as writing:
        one_id = add_session(writing, course, held_on=TODAY, entered_by_id=trust.person("office")).id
        writing.add(
            RegisterMark(
                session_id=one_id,
                person_id=trust.person("teacher"),
                presence=Presence.PRESENT,
                marked_by=MarkedBy.CHECK_IN,
                marked_at=NOW,
                change=1,
            )
        )
    office, address = as_persona("office"), f"/training/sessions/{one_id}/edit"
    typed = {"course": "SEND-CL", "starts_at": "15:45", "ends_at": "17:30", "form": "twilight"}
    moved = office.post_form(address, typed | {"held_on": "3 12 2026"})
    assert moved.status_code == 422
    assert "People are marked in its register" in moved.get_data(as_text=True)
    assert office.post_form(address, typed | {"held_on": f"{TODAY:%d %m %Y}"}).status_code == 302
    assert [(one.held_on, one.minutes) for one in sessions(session)] == [(TODAY, 105)]


def test_a_session_is_cancelled_with_its_reason(
    course: uuid.UUID, session: Session, trust: World, as_persona: SignIn
) -> None:
    with transaction() as writing:
        one_id = add_session(writing, course, entered_by_id=trust.person("office")).id
    office, address = as_persona("office"), f"/training/sessions/{one_id}/cancel"
    assert office.post_form(address, {"reason": ""}).status_code == 422
    assert office.post_form(address, {"reason": "the hall is flooded"}).status_code == 302
    page = as_persona("teacher").get(f"/training/sessions/{one_id}").get_data(as_text=True)
    assert "The hall is flooded" in page
    assert "I am coming" not in page


def test_each_festival_of_the_list_falls_in_its_years() -> None:
    for festival in list_festivals():
        years = {day.year for day in festival.dates}
        assert years <= set(range(2026, 2031)), festival.name
        assert len(years) >= 4, festival.name
        assert festivals_on(festival.dates[0], None), festival.name
    assert not festivals_on(HELD_ON, dt.time(17))
    assert festivals_on(dt.date(2027, 10, 10), dt.time(14)) == ()
