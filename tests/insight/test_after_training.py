"""Where training and coaching meet: a reflection becomes a focus; visits before and after a training, as counts."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.coaching.models import ActionStep, Focus, Visit, VisitLookFor
from cpd.coaching.rules.visits import VisitKind, VisitState
from cpd.core.database import db, transaction
from cpd.insight.practice import Seen
from cpd.insight.starting import load_what_every_trust_starts_from
from cpd.standards.models import LookFor
from cpd.training.models import SessionReflection, Source
from tests.coaching.making import STEP, Coaching
from tests.conftest import CheckingClient, hidden_fields
from tests.insight.conftest import ReadPage
from tests.training.courses import add_course, complete
from tests.training.sessions import add_session
from tests.world import NOW, PEOPLE, TODAY, World

AsPersona = Callable[[str], CheckingClient]

TRY = "Thirty seconds of thinking before anybody answers."
HELD_ON = TODAY - dt.timedelta(weeks=6)
ENTERED = NOW - dt.timedelta(weeks=5)


@pytest.fixture
def frameworks(trust: World) -> None:
    with transaction() as writing:
        load_what_every_trust_starts_from(writing)


def test_a_reflection_becomes_a_focus_by_its_writers_own_hand(
    as_persona: AsPersona, trust: World, frameworks: None, session: Session
) -> None:
    rosa, words = as_persona("teacher"), "Thirty seconds of thinking before anybody answers."
    with transaction() as writing:
        made = add_session(writing, add_course(writing, "SEND-CL", "Cognition").id, held_on=HELD_ON)
        writing.add(
            SessionReflection(session_id=made.id, person_id=trust.person("teacher"), text=words, written_at=NOW)
        )
        address = f"/my-development/reflections/{made.id}/focus"
    assert "Make it my focus" in rosa.get("/my-development").get_data(as_text=True)
    page = rosa.get(address).get_data(as_text=True)
    assert words in page
    assert 'action="/coaching/focus/edit"' in page
    assert as_persona("ta").get(address).status_code == 404
    rosa.post("/coaching/focus/edit", data={"csrf_token": rosa.token(), "text": words, "of": "", "version": ""})
    db.session.rollback()
    assert db.session.scalars(select(Focus.text)).all() == [words]


@pytest.fixture
def reflected(trust: World, frameworks: None) -> uuid.UUID:
    with transaction() as writing:
        made = add_session(writing, add_course(writing, "SEND-CL", "Cognition").id, held_on=HELD_ON)
        writing.add(SessionReflection(session_id=made.id, person_id=trust.person("teacher"), text=TRY, written_at=NOW))
        return made.id


def test_a_reflection_takes_the_place_of_the_words_of_the_open_step(
    reflected: uuid.UUID, as_persona: AsPersona, trust: World, session: Session
) -> None:
    coaching = Coaching(trust, session)
    visit = coaching.shared()
    rosa, address = as_persona("teacher"), f"/my-development/reflections/{reflected}/step"
    assert "Make it my step" in rosa.get("/my-development").get_data(as_text=True)
    page = rosa.get(address).get_data(as_text=True)
    assert TRY in page
    assert STEP in page
    step_id = coaching.step_of(visit)
    action = f"/coaching/steps/{step_id}/edit"
    assert f'action="{action}"' in page
    assert as_persona("ta").get(address).status_code == 404
    # Reading the page tells the ambassador nothing; saving does.
    assert TRY not in as_persona("ambassador").get(f"/coaching/visits/{visit}").get_data(as_text=True)
    assert rosa.post(action, data=hidden_fields(page) | {"text": TRY, "cue": "", "tried_where": ""}).status_code == 302
    assert TRY in as_persona("ambassador").get(f"/coaching/visits/{visit}").get_data(as_text=True)
    db.session.rollback()
    assert db.session.scalars(select(ActionStep.text)).all() == [TRY]


def test_a_reflection_becomes_a_step_under_the_visit_that_has_none(
    reflected: uuid.UUID, as_persona: AsPersona, trust: World, session: Session
) -> None:
    rosa, address = as_persona("teacher"), f"/my-development/reflections/{reflected}/step"
    assert "A step is agreed with your ambassador" in rosa.get(address).get_data(as_text=True)
    coaching = Coaching(trust, session)
    first = coaching.shared()
    visit = coaching.shared(at=NOW + dt.timedelta(minutes=1), step_text="", check_back_on=None)
    coaching.end_step(coaching.step_of(first))
    page = rosa.get(address).get_data(as_text=True)
    action = f"/coaching/visits/{visit}/step"
    assert f'action="{action}"' in page
    told = len(coaching.letters())
    for _ in range(2):
        assert rosa.post(action, data=hidden_fields(page) | {"text": TRY}).status_code == 302
    refused = rosa.post(action, data=hidden_fields(page) | {"text": "Another."})
    assert refused.status_code == 422
    db.session.rollback()
    [step] = db.session.scalars(select(ActionStep).where(ActionStep.closed_on.is_(None)))
    assert (step.visit_id, step.text, step.agreed_at) == (visit, TRY, NOW)
    assert [letter["subject"] for letter in coaching.letters()[told:]] == ["Rosa Quill has something for you to read"]
    assert TRY in as_persona("ambassador").get(f"/coaching/visits/{visit}").get_data(as_text=True)
    assert as_persona("ambassador").get(action).status_code == 403


def _visit(trust: World, persona: str, on: dt.date, look_for: LookFor | None) -> list[Visit | VisitLookFor]:
    visit = Visit(
        id=uuid.uuid4(),
        visitor_id=trust.person("ambassador"),
        person_id=trust.person(persona),
        school_id=trust.school("hazel"),
        kind=VisitKind.LESSON_VISIT,
        visited_on=on,
        state=VisitState.SHARED,
        begun_at=NOW,
        saved_at=NOW,
        shared_at=dt.datetime.combine(on, dt.time(15), dt.UTC),
        request_key=uuid.uuid4(),
    )
    tag = [VisitLookFor(visit_id=visit.id, look_for_id=look_for.id, position=1, wording="")] if look_for else []
    return [visit, *tag]


def test_visits_before_and_after_a_training_are_counted_from_five_people_on(
    main_of: ReadPage, as_persona: AsPersona, trust: World, frameworks: None, session: Session
) -> None:
    """Ten people learned it. Before, nobody showed it in ten visits; afterwards five of ten, some of them twice."""
    learners = [persona for persona in PEOPLE if persona not in ("ambassador", "trustee")][:10]
    with transaction() as writing:
        course = add_course(writing, "SEND-CL", "Cognition and learning", look_fors=["G5A-L1"])
        made = add_session(writing, course.id, held_on=HELD_ON)
        look_for = writing.scalars(select(LookFor).where(LookFor.code == "G5A-L1")).one()
        for number, persona in enumerate(learners):
            person_id = trust.person(persona)
            complete(
                writing, course.id, person_id, HELD_ON, session_id=made.id, source=Source.REGISTER, entered_at=ENTERED
            )
            writing.add_all(_visit(trust, persona, HELD_ON - dt.timedelta(20), None))
            for later in (10, 20) if number < 5 else (10,):
                writing.add_all(_visit(trust, persona, HELD_ON + dt.timedelta(later), look_for if number < 5 else None))
    page = main_of("development_lead", "/trust/practice?course=SEND-CL")
    assert "10 people completed Cognition and learning" in page
    assert "In the 12 weeks before their training not shown, of 10 or a few more visited" in page
    assert "In the 12 weeks after it 5 or a few more of 10 or a few more visited" in page
    for persona in ("head", "ambassador", "teacher", "administrator"):
        assert as_persona(persona).get("/trust/practice").status_code == 403
    with transaction() as writing:
        for _ in range(5):
            writing.add_all(_visit(trust, learners[9], TODAY, look_for))
    assert "after it 5 or a few more of 10" in main_of("development_lead", "/trust/practice?course=SEND-CL"), (
        "what is shared this week waits for the next"
    )


@pytest.mark.parametrize(
    ("visited", "seen", "shown"), [(10, 5, True), (10, 4, False), (10, 6, False), (4, 0, False), (20, 15, True)]
)
def test_a_count_that_would_give_somebody_away_is_not_told(visited: int, seen: int, shown: bool) -> None:
    assert Seen(visited, seen).is_shown is shown


def test_what_was_recorded_just_now_does_not_count_so_that_nobody_can_be_put_in_and_taken_out(
    main_of: ReadPage, trust: World, frameworks: None, session: Session
) -> None:
    with transaction() as writing:
        course = add_course(writing, "SEND-CL", "Cognition and learning", look_fors=["G5A-L1"])
        made = add_session(writing, course.id, held_on=HELD_ON)
        for persona in PEOPLE:
            person_id = trust.person(persona)
            complete(writing, course.id, person_id, HELD_ON, session_id=made.id, source=Source.REGISTER)
            if persona not in ("ambassador", "trustee"):
                writing.add_all(_visit(trust, persona, HELD_ON + dt.timedelta(10), None))
    page = main_of("development_lead", "/trust/practice?course=SEND-CL")
    assert "fewer than 5 visited" in page
    assert "14 or a few more" not in page
