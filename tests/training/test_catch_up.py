"""Those who missed a session are asked to a later one, in one go."""

import datetime as dt
import uuid
from collections.abc import Callable
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.training.models import Invitation, InvitationState as State, SessionState
from tests.conftest import CheckingClient
from tests.training.courses import complete
from tests.training.mailbox import Post
from tests.training.sessions import add_published, add_session
from tests.world import NOW, TODAY, World

SignIn = Callable[[str], CheckingClient]
LATER = dt.date(2026, 12, 10)


@pytest.fixture
def both(session: Session, trust: World) -> tuple[uuid.UUID, uuid.UUID]:
    """A session last week that four missed, of whom Siân has done the course since; and one to come, for two."""
    with transaction() as writing:
        course_id = add_published(writing)
        whose = {"entered_by_id": trust.person("office"), "leader_person_id": trust.person("trainer")}
        missed = add_session(writing, course_id, held_on=TODAY - dt.timedelta(7), state=SessionState.HELD, **whose)
        later = add_session(writing, course_id, held_on=LATER, places=2, **whose)
        add_session(writing, add_published(writing, "OTHER", "Another course"), held_on=LATER, **whose)
        writing.add_all(
            Invitation(session_id=missed.id, person_id=trust.person(one), state=State.INVITED, entered_at=NOW)
            for one in ("teacher", "ta", "stranger", "ambassador")
        )
        complete(writing, course_id, trust.person("ambassador"), TODAY)
        return missed.id, later.id


def listed(session: Session, trust: World, session_id: uuid.UUID) -> dict[str, State]:
    session.rollback()
    names = {person_id: persona for persona, person_id in trust.people.items()}
    rows = session.scalars(select(Invitation).where(Invitation.session_id == session_id))
    return {names[one.person_id]: one.state for one in rows}


def test_some_and_then_all_the_others_are_asked(
    both: tuple[uuid.UUID, uuid.UUID], session: Session, trust: World, as_persona: SignIn, mail: Post
) -> None:
    missed, later = both
    office, address = as_persona("office"), f"/training/sessions/{missed}/catch-up"
    page = office.get(address).get_data(as_text=True)
    assert "Rosa Quill" in page
    assert "Siân" not in page
    assert "Thu 10 December 2026, 15:45 to 17:15, 2 places left" in page
    assert "Another course" not in page
    asked = office.post_form(address, {"session": str(later), "people": [str(trust.person("teacher"))]})
    assert asked.status_code == 302
    assert listed(session, trust, later) == {"teacher": State.INVITED}
    subject = "You are asked to come: Cognition and learning, Thu 10 December 2026"
    assert mail.work() == [("rosa.quill@saltmarsh.example", subject, "REQUEST", 0)]
    page = office.get(address).get_data(as_text=True)
    assert "On the list for Thu 10 December 2026." in page
    assert "Ask all 2 who are on no list yet" in page
    for _ in range(2):
        office.post_form(address, {"session": str(later), "then": "all"})
    # By name: Gale before Thorn. Two places, so the last waits; and nobody is asked twice.
    assert listed(session, trust, later) == {
        "teacher": State.INVITED,
        "stranger": State.INVITED,
        "ta": State.WAITING,
    }


def test_only_a_session_to_come_of_the_course_and_only_who_missed_it(
    both: tuple[uuid.UUID, uuid.UUID], session: Session, trust: World, as_persona: SignIn
) -> None:
    missed, later = both
    office, address = as_persona("office"), f"/training/sessions/{missed}/catch-up"
    for typed in (
        {"session": str(missed), "then": "all"},
        {"session": str(later)},
        {"session": str(later), "people": [str(trust.person("ambassador"))]},
    ):
        answer = office.post_form(address, typed)
        assert answer.status_code == 422
        assert "There is something to put right" in answer.get_data(as_text=True)
    assert not listed(session, trust, later)


def test_a_session_of_the_same_day_is_one_to_catch_up_in_only_if_it_comes_after(
    session: Session, trust: World, as_persona: SignIn
) -> None:
    with transaction() as writing:
        course_id = add_published(writing)
        whose = {"entered_by_id": trust.person("office"), "leader_person_id": trust.person("trainer")}
        times = [dt.time(hour) for hour in (9, 11, 13, 15)]
        _, missed, _ = [
            add_session(writing, course_id, held_on=TODAY, starts_at=start, ends_at=end, **whose)
            for start, end in pairwise(times)
        ]
        missed.state = SessionState.HELD
        writing.add(Invitation(session_id=missed.id, person_id=trust.person("ta"), state=State.INVITED, entered_at=NOW))
        missed_id = missed.id
    page = as_persona("office").get(f"/training/sessions/{missed_id}/catch-up").get_data(as_text=True)
    assert "13:00 to 15:00" in page
    assert "9:00 to 11:00" not in page
    assert "Ask whoever is on no list yet" in page
