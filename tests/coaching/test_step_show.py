"""A step and what its person makes of it: agreed, planned, reworded, swapped, parked, declined, tried."""

import re
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from cpd.coaching.models import ActionStep, StepChange, StepTrial
from cpd.coaching.rules.steps import StepMove, StepState
from cpd.standards.models import LibraryStep
from tests.coaching.making import STEP, WORDS, Coaching, SignIn
from tests.conftest import CheckingClient
from tests.world import PEOPLE, TODAY

pytestmark = pytest.mark.usefixtures("frameworks")


def send(client: CheckingClient, address: str, **data: Any) -> Any:
    return client.post(address, data={"csrf_token": client.token("/coaching/visits")} | data)


def page(client: CheckingClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def now(coaching: Coaching, step_id: uuid.UUID) -> ActionStep:
    coaching.session.rollback()
    return coaching.session.get_one(ActionStep, step_id, populate_existing=True)


def moves(coaching: Coaching) -> list[StepMove]:
    return list(coaching.session.scalars(select(StepChange.move).order_by(StepChange.id)))


def test_a_step_is_agreed_once_in_one_tap(coaching: Coaching, as_persona: SignIn) -> None:
    step_id = coaching.step_of(coaching.shared())
    teacher = as_persona("teacher")
    assert "Agree to this step" in page(teacher, f"/coaching/steps/{step_id}")
    for _ in range(2):
        assert send(teacher, f"/coaching/steps/{step_id}/agree").location == f"/coaching/steps/{step_id}/edit"
    assert now(coaching, step_id).agreed_at is not None
    assert moves(coaching) == [StepMove.AGREED]
    assert "Agreed by both" in page(as_persona("ambassador"), f"/coaching/steps/{step_id}")


def test_a_cue_and_a_plan_are_the_persons_own_and_the_visitor_reads_them(
    coaching: Coaching, as_persona: SignIn
) -> None:
    visit_id = coaching.shared()
    step_id = coaching.step_of(visit_id)
    cue = "When I pick up the register, I look at the back table."
    answer = as_persona("teacher").post_form(
        f"/coaching/steps/{step_id}/edit", {"text": STEP, "cue": cue, "tried_where": "Year 4, Thursday."}
    )
    assert answer.location == f"/coaching/steps/{step_id}"
    assert moves(coaching) == [StepMove.PLANNED]
    for address in (f"/coaching/steps/{step_id}", f"/coaching/visits/{visit_id}"):
        text = page(as_persona("ambassador"), address)
        assert cue in text
        assert "Year 4, Thursday." in text


def test_a_reworded_step_keeps_the_earlier_words_in_sight(coaching: Coaching, as_persona: SignIn) -> None:
    step_id = coaching.step_of(coaching.shared())
    client = as_persona("teacher")
    client.post_form(f"/coaching/steps/{step_id}/edit", {"text": "Count to three, then ask."})
    text = page(as_persona("ambassador"), f"/coaching/steps/{step_id}")
    assert "Rosa Quill put the step into other words" in text
    assert "Count to three, then ask." in text
    assert STEP in text
    (mail,) = coaching.letters()
    assert "Count to three" not in mail["text"] + mail["html"] + mail["subject"]
    empty = client.post_form(f"/coaching/steps/{step_id}/edit", {"text": ""})
    assert "A step keeps its words." in empty.get_data(as_text=True)


def test_a_step_is_swapped_for_another_of_the_library(coaching: Coaching, as_persona: SignIn) -> None:
    step_id = coaching.step_of(coaching.shared())
    other = coaching.session.get_one(LibraryStep, coaching.id_of(LibraryStep, "G1A-S2"))
    other_id, other_text = other.id, other.text
    client, address = as_persona("teacher"), f"/coaching/steps/{step_id}/edit"
    assert client.post_form(address, {"text": STEP, "swap_for": str(other_id)}).status_code == 302
    step = now(coaching, step_id)
    assert (step.text, step.library_step_id) == (other_text, other_id)
    assert moves(coaching) == [StepMove.SWAPPED]
    unknown = client.post_form(address, {"text": STEP, "swap_for": str(uuid.UUID(int=3))})
    assert "That step is not offered to you" in unknown.get_data(as_text=True)


def test_a_stale_form_about_a_step_shows_both(coaching: Coaching, as_persona: SignIn) -> None:
    step_id = coaching.step_of(coaching.shared())
    client, address = as_persona("teacher"), f"/coaching/steps/{step_id}/edit"
    version = re.search(r'name="version"[^>]*value="(\d+)"', page(client, address))
    assert version
    client.post_form(address, {"text": "From the phone."})
    answer = send(client, address, version=version[1], text="From the desk.", cue="", tried_where="", swap_for="")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "From the phone." in text
    assert "From the desk." in text


def test_a_step_is_parked_and_taken_up_again(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    step_id = coaching.step_of(visit_id)
    client = as_persona("teacher")
    aside = f"/coaching/steps/{step_id}/aside"
    empty = client.post_form(aside, {"state": "parked", "reason": ""})
    assert "Say in a sentence why" in empty.get_data(as_text=True)
    assert client.post_form(aside, {"state": "parked", "reason": "Reports are due."}).status_code == 302
    assert (now(coaching, step_id).state, now(coaching, step_id).closed_on) == (StepState.PARKED, None)
    for address in (f"/coaching/steps/{step_id}", f"/coaching/visits/{visit_id}"):
        assert "Parked" in page(as_persona("ambassador"), address)
    assert "Reports are due." in page(as_persona("ambassador"), f"/coaching/steps/{step_id}")
    assert "Parked" in page(client, "/coaching/steps")
    assert send(client, f"/coaching/steps/{step_id}/take-up").status_code == 302
    assert now(coaching, step_id).state is StepState.OPEN
    assert moves(coaching) == [StepMove.PARKED, StepMove.TAKEN_UP]


def test_a_declined_step_is_closed_with_its_reason(coaching: Coaching, as_persona: SignIn) -> None:
    step_id = coaching.step_of(coaching.shared())
    client = as_persona("teacher")
    client.post_form(f"/coaching/steps/{step_id}/aside", {"state": "declined", "reason": "I do this already."})
    step = now(coaching, step_id)
    assert (step.state, step.closed_on, step.how_it_went) == (StepState.DECLINED, TODAY, "I do this already.")
    assert "I do this already." in page(as_persona("ambassador"), f"/coaching/steps/{step_id}")
    late = send(client, f"/coaching/steps/{step_id}/agree")
    assert late.status_code == 422
    assert "closed already" in late.get_data(as_text=True)
    assert client.get(f"/coaching/steps/{step_id}/edit").location == f"/coaching/steps/{step_id}"
    assert client.get(f"/coaching/steps/{step_id}/calendar.ics").status_code == 404


def test_trying_is_said_in_one_tap_and_private_until_shared(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    step_id = coaching.step_of(visit_id)
    teacher, client = as_persona("teacher"), as_persona("ambassador")
    address, key = f"/coaching/steps/{step_id}/trials/new", str(uuid.uuid4())
    for _ in range(2):
        assert send(teacher, address, outcome="part", note="Half of them.", request_key=key).status_code == 302
    trial = coaching.session.scalars(select(StepTrial)).one()
    assert "Half of them." in page(teacher, f"/coaching/steps/{step_id}")
    for text in (page(client, f"/coaching/steps/{step_id}"), page(client, f"/coaching/visits/{visit_id}")):
        assert "Half of them." not in text
        assert "In part" not in text
    share = f"/coaching/trials/{trial.id}/share"
    for persona in sorted(set(PEOPLE) - {"teacher"}):
        assert send(as_persona(persona), share).status_code == 404, persona
    assert coaching.letters() == []
    for _ in range(2):
        assert send(teacher, share).status_code == 302
    for text in (page(client, f"/coaching/steps/{step_id}"), page(client, f"/coaching/visits/{visit_id}")):
        assert "Half of them." in text
    assert len(coaching.letters()) == 1
    nothing = send(teacher, address, request_key=str(uuid.uuid4()))
    assert "Choose how it went." in nothing.get_data(as_text=True)


def test_what_was_typed_about_a_step_that_was_closed_meanwhile_is_not_lost(
    coaching: Coaching, as_persona: SignIn
) -> None:
    step_id = coaching.step_of(coaching.shared())
    teacher, address = as_persona("teacher"), f"/coaching/steps/{step_id}"
    version = {"version": "1", "swap_for": "", "tried_where": ""}
    ended = {"state": "embedded", "how_it_went": "It happens now."}
    as_persona("ambassador").post_form(f"{address}/end", ended)
    for end, typed in (
        ("edit", version | {"text": STEP, "cue": "When the bell goes."}),
        ("aside", {"state": "declined", "reason": "I do this already."}),
    ):
        answer = send(teacher, f"{address}/{end}", **typed)
        assert answer.status_code == 422, end
        assert [words for words in typed.values() if words in answer.get_data(as_text=True)]
        assert "mbedded" in answer.get_data(as_text=True)
        assert teacher.get(f"{address}/{end}").location == address
    tried = {"outcome": "part", "note": "Half of them.", "request_key": str(uuid.uuid4())}
    assert send(teacher, f"{address}/trials/new", **tried).status_code == 302
    assert "Half of them." in page(teacher, address)


def test_declining_tapped_twice_is_one(coaching: Coaching, as_persona: SignIn) -> None:
    step_id = coaching.step_of(coaching.shared())
    teacher, declined = as_persona("teacher"), {"state": "declined", "reason": "I do this already."}
    for _ in range(2):
        answer = send(teacher, f"/coaching/steps/{step_id}/aside", **declined)
        assert answer.location == f"/coaching/steps/{step_id}"
    assert moves(coaching) == [StepMove.DECLINED]


@pytest.mark.parametrize("persona", sorted(set(PEOPLE) - {"teacher", "ambassador"}))
def test_nobody_else_reaches_a_step_by_any_address(coaching: Coaching, as_persona: SignIn, persona: str) -> None:
    step_id = coaching.step_of(coaching.shared())
    client = as_persona(persona)
    for end in ("", "/edit", "/aside", "/end", "/trials/new", "/calendar.ics"):
        assert client.get(f"/coaching/steps/{step_id}{end}").status_code == 404, end
    for end in ("agree", "take-up"):
        assert send(client, f"/coaching/steps/{step_id}/{end}").status_code == 404, end


@pytest.mark.parametrize("end", ["edit", "aside", "trials/new"])
def test_the_visitor_does_not_shape_the_persons_step(coaching: Coaching, as_persona: SignIn, end: str) -> None:
    step_id = coaching.step_of(coaching.shared())
    assert as_persona("ambassador").get(f"/coaching/steps/{step_id}/{end}").status_code == 403


def test_a_parked_step_is_ended_by_either(coaching: Coaching, as_persona: SignIn) -> None:
    step_id = coaching.step_of(coaching.shared())
    as_persona("teacher").post_form(f"/coaching/steps/{step_id}/aside", {"state": "parked", "reason": "Later."})
    ended = {"state": "let_go", "how_it_went": "The class has changed."}
    assert as_persona("ambassador").post_form(f"/coaching/steps/{step_id}/end", ended).status_code == 302
    assert now(coaching, step_id).state is StepState.LET_GO


@pytest.mark.parametrize("persona", ["teacher", "ambassador"])
def test_the_calendar_entry_holds_the_time_and_the_school_and_no_word(
    coaching: Coaching, as_persona: SignIn, persona: str
) -> None:
    step_id = coaching.step_of(coaching.shared())
    client = as_persona(persona)
    assert f"/coaching/steps/{step_id}/calendar.ics" in page(client, f"/coaching/steps/{step_id}")
    answer = client.get(f"/coaching/steps/{step_id}/calendar.ics")
    text = answer.get_data(as_text=True)
    assert answer.mimetype == "text/calendar"
    assert text.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20261207\r\n" in text
    assert "SUMMARY:Check back on a coaching step\r\n" in text
    assert "LOCATION:Hazel Down Primary School\r\n" in text
    assert not [words for words in (*WORDS, "Rosa", "Siân", "Neill") if words in text]
