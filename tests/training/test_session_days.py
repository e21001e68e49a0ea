"""Several sessions of one day in one form: drafted once, with schools and groups on their lists."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.training.models import Invitation, SessionState, TrainingSession
from tests.conftest import CheckingClient
from tests.training.sessions import add_published
from tests.world import World

SignIn = Callable[[str], CheckingClient]
ADDRESS = "/training/sessions/new-day"


@pytest.fixture
def course(session: Session, trust: World) -> uuid.UUID:
    with transaction() as writing:
        add_published(writing, "SEND-AC", "Access for all")
        return add_published(writing)


@pytest.fixture
def typed(trust: World) -> dict[str, Any]:
    """Three sessions at two schools: the second and third go on at the same time; a fourth row is left empty."""
    foxglove, central = str(trust.school("foxglove")), str(trust.school("central"))
    return {
        "course": "SEND-CL",
        "held_on": "3 12 2026",
        "form": "inset",
        "s1-starts_at": "9:00",
        "s1-ends_at": "10:30",
        "s1-host_school": foxglove,
        "s1-leader": "tess",
        "s1-place": "Hall",
        "s2-starts_at": "11:00",
        "s2-ends_at": "12:00",
        "s2-host_school": foxglove,
        "s2-leader": "Tess Arden (T201)",
        "s2-places": "2",
        "s3-starts_at": "11:00",
        "s3-ends_at": "12:30",
        "s3-host_school": central,
        "s3-leader": "Della",
        "s3-other_course": "SEND-AC",
        "rows": "4",
    }


def to(trust: World, school: str) -> str:
    return f"to-{trust.school(school).hex}-session"


def made(session: Session) -> list[TrainingSession]:
    session.rollback()
    return list(session.scalars(select(TrainingSession).order_by(TrainingSession.starts_at, TrainingSession.ends_at)))


def on_lists(session: Session, trust: World) -> list[set[str]]:
    names = {person_id: persona for persona, person_id in trust.people.items()}
    return [
        {
            names[person_id]
            for person_id in session.scalars(select(Invitation.person_id).where(Invitation.session_id == one.id))
        }
        for one in made(session)
    ]


def test_a_day_with_three_sessions_at_two_special_schools(
    course: uuid.UUID, typed: dict[str, Any], session: Session, trust: World, as_persona: SignIn
) -> None:
    office, key = as_persona("office"), str(uuid.uuid4())
    typed |= {"request_key": key, "to-all-session": "1", to(trust, "hazel"): "2", to(trust, "foxglove"): "3"}
    answers = [office.post_form(ADDRESS, typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].location == answers[1].location
    first, second, third = made(session)
    assert [(one.state, one.minutes, one.places) for one in (first, second, third)] == [
        (SessionState.DRAFT, 90, None),
        (SessionState.DRAFT, 60, 2),
        (SessionState.DRAFT, 90, None),
    ]
    assert (first.course_id, second.course_id) == (course, course)
    assert third.course_id != course
    assert third.leader_person_id == trust.person("development_lead")
    lists = on_lists(session, trust)
    assert lists[1] >= {"teacher", "head", "ta"}
    assert "stranger" in lists[0]
    # Tess leads the second while the third goes on; the administrator works at the centre; nobody goes to two.
    assert lists[2] == {"executive_head"}
    assert not lists[0] & lists[1]
    page = office.get(answers[0].location).get_data(as_text=True)
    assert "Announce my 3 drafts of this day" in page


def test_each_session_for_one_group_and_nobody_of_one_school(
    course: uuid.UUID, typed: dict[str, Any], session: Session, trust: World, as_persona: SignIn
) -> None:
    typed |= {"to-all-session": "each", to(trust, "larch"): "none", "group": "teaching_assistant"}
    assert as_persona("development_lead").post_form(ADDRESS, typed).status_code == 302
    assert on_lists(session, trust) == [{"ta"}, {"ta"}, {"ta"}]


def test_a_head_asks_their_own_people(
    course: uuid.UUID, typed: dict[str, Any], session: Session, trust: World, as_persona: SignIn
) -> None:
    head = as_persona("head")
    page = head.get(ADDRESS).get_data(as_text=True)
    assert to(trust, "hazel") in page
    assert to(trust, "larch") not in page
    assert head.post_form(ADDRESS, typed | {"to-all-session": "1", to(trust, "larch"): "1"}).status_code == 302
    assert "stranger" not in on_lists(session, trust)[0]


def test_what_cannot_be_is_told_where_it_was_typed(
    course: uuid.UUID, typed: dict[str, Any], session: Session, trust: World, as_persona: SignIn
) -> None:
    office = as_persona("office")
    answer = office.post_form(
        ADDRESS, typed | {"s2-ends_at": "", "s3-places": "0", "to-all-session": "4", "held_on": ""}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for href, told in (
        ("#held_on", "Say on which day."),
        ("#s2-ends_at", "Session 2: Say when it ends."),
        ("#s3-places", "Session 3: Write the places as a whole number"),
        ("#to-all-session", "Every school: Session 4 is empty."),
    ):
        assert f'<a href="{href}">{told}' in page
    assert 'value="Hall"' in page
    page = office.post_form(ADDRESS, typed | {"s1-leader": "qqq", "s2-ends_at": "10:00"}).get_data(as_text=True)
    assert '<a href="#s1-leader">Session 1: Nobody of this name works here.' in page
    assert '<a href="#s2-ends_at">Session 2: It ends before it starts.' in page
    past = office.post_form(ADDRESS, typed | {"held_on": "20 11 2026"}).get_data(as_text=True)
    assert past.count('<a href="#held_on">This day is past.') == 1
    assert not made(session)


def test_another_row_and_a_look_keep_what_was_typed(
    course: uuid.UUID, typed: dict[str, Any], session: Session, as_persona: SignIn
) -> None:
    office = as_persona("office")
    page = office.post_form(ADDRESS, typed | {"then": "more"}).get_data(as_text=True)
    assert "Session 5" in page
    assert 'name="s5-starts_at"' in page
    assert 'value="Hall"' in page
    page = office.post_form(ADDRESS, typed | {"then": "look", "s3-leader": "tess"}).get_data(as_text=True)
    assert "Worth knowing about session 3" in page
    assert "Whoever leads it leads session 2 at the same time." in page
    assert not made(session)
