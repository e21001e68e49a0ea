"""The calendar of sessions, the page of one, and its entry for a calendar."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.training.models import Invitation, InvitationState, SessionForm, SessionState
from tests.conftest import CheckingClient, QueryCount
from tests.training.sessions import HELD_ON, add_published, add_session
from tests.world import NOW, TODAY, World

SignIn = Callable[[str], CheckingClient]


def test_the_calendar_shows_sessions_of_every_school_by_day(session: Session, trust: World, as_persona: SignIn) -> None:
    with transaction() as writing:
        course_id = add_published(writing)
        add_session(
            writing, course_id, host_school_id=trust.school("foxglove"), leader_person_id=trust.person("trainer")
        )
        add_session(writing, course_id, host_school_id=trust.school("larch"), form=SessionForm.ONLINE, places=1)
        add_session(writing, course_id, state=SessionState.DRAFT, entered_by_id=trust.person("office"), place="Loft")
        add_session(writing, course_id, held_on=dt.date(2026, 9, 3), place="Long ago")
    page = as_persona("stranger").get("/training/sessions").get_data(as_text=True)
    assert "Thu 3 December 2026" in page
    assert "led by Tess Arden" in page
    assert "1 place left" in page
    assert "Loft" not in page
    assert "Long ago" not in page
    assert "Loft" in as_persona("office").get("/training/sessions").get_data(as_text=True)
    filtered = as_persona("stranger").get(f"/training/sessions?school={trust.school('larch')}").get_data(as_text=True)
    assert "1 place left" in filtered
    assert "Tess Arden" not in filtered
    assert "Long ago" in as_persona("stranger").get("/training/sessions?when=2026-09-term").get_data(as_text=True)


def test_the_calendar_asks_no_more_for_more_sessions(
    session: Session, trust: World, as_persona: SignIn, counted_queries: Callable[[], QueryCount]
) -> None:
    with transaction() as writing:
        course_id = add_published(writing)
        for hour in range(8, 10):
            add_session(writing, course_id, starts_at=dt.time(hour), ends_at=dt.time(hour, 50))
    client = as_persona("teacher")
    client.get("/training/sessions")
    few = counted_queries()
    client.get("/training/sessions")
    asked = few.total
    with transaction() as writing:
        for hour in range(10, 20):
            add_session(writing, course_id, starts_at=dt.time(hour), ends_at=dt.time(hour, 50))
    many = counted_queries()
    client.get("/training/sessions")
    assert many.total == asked


def test_a_draft_is_nobodys_but_those_who_plan_it(session: Session, trust: World, as_persona: SignIn) -> None:
    with transaction() as writing:
        draft_id = add_session(
            writing, add_published(writing), state=SessionState.DRAFT, entered_by_id=trust.person("office")
        ).id
    for persona, status in (("office", 200), ("development_lead", 200), ("head", 404), ("teacher", 404)):
        assert as_persona(persona).get(f"/training/sessions/{draft_id}").status_code == status, persona


def test_names_are_seen_by_those_whose_people_they_are(session: Session, trust: World, as_persona: SignIn) -> None:
    with transaction() as writing:
        one = add_session(
            writing,
            add_published(writing),
            host_school_id=trust.school("foxglove"),
            leader_person_id=trust.person("trainer"),
        )
        for persona in ("teacher", "stranger", "ta"):
            writing.add(
                Invitation(
                    session_id=one.id, person_id=trust.person(persona), state=InvitationState.JOINED, entered_at=NOW
                )
            )
        address = f"/training/sessions/{one.id}"
    rosa, stan, lukasz = "Rosa Quill", "Stan Gale", "Łukasz Thorn"
    seen = {
        "trainer": {rosa, stan, lukasz},
        "development_lead": {rosa, stan, lukasz},
        "head": {rosa, lukasz},
        "other_head": {stan},
        "line_manager": {rosa},
        "ambassador": set(),
        "trustee": set(),
    }
    for persona, names in seen.items():
        page = as_persona(persona).get(address).get_data(as_text=True)
        main = page[page.index('id="main"') :]
        assert {name for name in (rosa, stan, lukasz) if name in main} == names, persona
        assert "said yes" in main
    # Łukasz has no address: somebody tells him on paper.
    assert "1 person has a place and no address for mail" in as_persona("trainer").get(address).get_data(as_text=True)


def test_the_entry_for_a_calendar(session: Session, trust: World, as_persona: SignIn) -> None:
    with transaction() as writing:
        one = add_session(
            writing,
            add_published(writing),
            place="Hall; north",
            online_address="https://meet.example/abc",
            host_school_id=trust.school("foxglove"),
            calendar_sequence=2,
        )
        session_id = one.id
        writing.add(
            Invitation(
                session_id=one.id,
                person_id=trust.person("teacher"),
                state=InvitationState.JOINED,
                entered_at=NOW,
                calendar_sequence=4,
            )
        )
    answer = as_persona("teacher").get(f"/training/sessions/{session_id}.ics")
    assert answer.mimetype == "text/calendar"
    calendar = Calendar.from_ical(answer.get_data())
    event = calendar.events[0]
    assert (str(event["uid"]), event["sequence"], str(calendar["method"])) == (str(session_id), 4, "PUBLISH")
    assert event.start.isoformat() == f"{HELD_ON.isoformat()}T15:45:00+00:00"
    assert str(event["location"]) == "Hall; north, Foxglove Special School"
    assert "https://meet.example/abc" in str(event["description"])
    assert [zone.tz_name for zone in calendar.timezones] == ["Europe/London"]
    other = as_persona("stranger").get(f"/training/sessions/{session_id}.ics").get_data(as_text=True)
    assert "meet.example" not in other


@pytest.mark.parametrize(
    "after",
    [
        {"state": SessionState.HELD, "held_on": TODAY, "register_closed_at": NOW},
        {"held_on": TODAY - dt.timedelta(days=1)},
        {"state": SessionState.CANCELLED, "cancelled_because": "the hall is flooded"},
    ],
    ids=["held", "past", "cancelled"],
)
def test_afterwards_nothing_is_said_as_if_it_were_to_come(
    after: dict[str, Any], session: Session, trust: World, as_persona: SignIn
) -> None:
    with transaction() as writing:
        one_id = add_session(
            writing, add_published(writing), places=4, entered_by_id=trust.person("office"), **after
        ).id
        for persona, state in (("teacher", InvitationState.JOINED), ("ta", InvitationState.DECLINED)):
            writing.add(Invitation(session_id=one_id, person_id=trust.person(persona), state=state, entered_at=NOW))
    address = f"/training/sessions/{one_id}"
    own = as_persona("teacher").get(address).get_data(as_text=True)
    assert "You had a place" in own
    office = as_persona("office").get(address).get_data(as_text=True)
    assert "Meant to come" in office
    for words in ("You are coming", "Is coming", "Who is coming", "places left", "into my calendar"):
        assert words not in own + office
    assert ("This register is closed" in office) == ("register_closed_at" in after)


def test_whoever_leads_a_session_reads_its_address(session: Session, trust: World, as_persona: SignIn) -> None:
    """Also a head who is no trainer and did not plan it."""
    with transaction() as writing:
        one_id = add_session(
            writing,
            add_published(writing),
            online_address="https://meet.example/abc",
            leader_person_id=trust.person("head"),
            entered_by_id=trust.person("development_lead"),
        ).id
    for persona, reads in (("head", True), ("teacher", False)):
        client = as_persona(persona)
        assert ("meet.example/abc" in client.get(f"/training/sessions/{one_id}").get_data(as_text=True)) == reads
        assert ("meet.example/abc" in client.get(f"/training/sessions/{one_id}.ics").get_data(as_text=True)) == reads
