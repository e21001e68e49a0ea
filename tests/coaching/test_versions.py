"""Forms about what two people or two windows can edit: refused for whatever reason, none writes over newer words."""

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from cpd.coaching.models import ActionStep, KindOfVisit, OtherVisit, Visit, VisitLimit
from cpd.coaching.rules.visits import VisitState
from cpd.standards.models import LibraryStep
from tests.coaching.making import MESSAGE, SEEN, STEP, WORKED, Coaching, SignIn
from tests.coaching.other_making import ANSWER, LIMIT, OtherVisits
from tests.conftest import CheckingClient, hidden_fields
from tests.world import TODAY

WHOLE = {
    "visited_on": "23/11/2026",
    "visited_at": "09:14",
    "kind": "lesson_visit",
    "seen": SEEN,
    "worked": WORKED,
    "step_text": STEP,
    "check_back_on": "07/12/2026",
    "message": MESSAGE,
}
NEWER = "Saved in the other window."
# A form error, and one that the service finds.
WRONG = [{"visited_on": "soon"}, {"visited_on": "24/11/2026"}]


def hidden(client: CheckingClient, address: str) -> dict[str, str]:
    """What a window holds that was opened now."""
    return of_page(client.get(address))


def of_page(page: Any) -> dict[str, str]:
    return hidden_fields(page.get_data(as_text=True))


def refused_then_put_right(
    client: CheckingClient, address: str, window: dict[str, Any], wrong: dict[str, Any], newer: str = NEWER
) -> Any:
    """A stale window is sent with something wrong in it; what was wrong is put right, and it is sent again.

    The answer that shows the newer words: the first, or else the second.
    """
    first = client.post(address, data=window | wrong)
    assert first.status_code == 422
    if newer in first.get_data(as_text=True):
        return first
    return client.post(address, data=window | of_page(first))


def check_both_are_shown(answer: Any, mine: str) -> None:
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert NEWER in text
    assert mine in text


@pytest.mark.parametrize("wrong", WRONG)
def test_a_draft(coaching: Coaching, as_persona: SignIn, wrong: dict[str, str]) -> None:
    client, address = as_persona("ambassador"), f"/coaching/visits/{coaching.draft()}/edit"
    window = WHOLE | hidden(client, address) | {"seen": "Mine."}
    client.post_form(address, WHOLE | {"seen": NEWER})
    again = refused_then_put_right(client, address, window, wrong)
    check_both_are_shown(again, "Mine.")
    assert coaching.session.scalars(select(Visit.seen)).one() == NEWER
    assert client.post(address, data=window | of_page(again)).status_code == 302
    assert coaching.session.scalars(select(Visit.seen)).one() == "Mine."


@pytest.mark.parametrize("wrong", [*WRONG, {"worked": ""}])
def test_a_correction(coaching: Coaching, as_persona: SignIn, wrong: dict[str, str]) -> None:
    client, address = as_persona("ambassador"), f"/coaching/visits/{coaching.shared()}/correct"
    window = WHOLE | hidden(client, address) | {"seen": "Mine."}
    client.post_form(address, WHOLE | {"seen": NEWER})
    again = refused_then_put_right(client, address, window, wrong)
    check_both_are_shown(again, "Mine.")
    assert coaching.session.scalars(select(Visit.seen)).one() == NEWER


@pytest.mark.parametrize("wrong", [{"text": ""}, {"tried_where": "x" * 601}])
def test_a_step(coaching: Coaching, as_persona: SignIn, wrong: dict[str, str]) -> None:
    client, address = as_persona("teacher"), f"/coaching/steps/{coaching.step_of(coaching.shared())}/edit"
    window = {"text": "Mine.", "cue": "My cue.", "tried_where": "", "swap_for": ""} | hidden(client, address)
    client.post_form(address, {"text": NEWER})
    again = refused_then_put_right(client, address, window, wrong)
    check_both_are_shown(again, "My cue.")
    assert coaching.session.scalars(select(ActionStep.text)).one() == NEWER


@pytest.mark.parametrize("wrong", WRONG)
def test_a_visit_of_another_kind(other_visits: OtherVisits, as_persona: SignIn, wrong: dict[str, str]) -> None:
    visit_id = other_visits.begun("drop-in", "teacher")
    client, address = as_persona("ambassador"), f"/coaching/other-visits/{visit_id}/edit"
    window = {"visited_on": "23/11/2026", "answer_0": "Mine."} | hidden(client, address)
    client.post_form(address, {"visited_on": "23/11/2026", "answer_0": NEWER})
    again = refused_then_put_right(client, address, window, wrong)
    check_both_are_shown(again, "Mine.")
    assert other_visits.session.scalars(select(OtherVisit.answers)).one()[0] == NEWER
    assert ANSWER not in again.get_data(as_text=True)


@pytest.mark.parametrize("wrong", [{"questions": ""}, {"name": ""}])
def test_a_kind_of_visit(other_visits: OtherVisits, as_persona: SignIn, wrong: dict[str, str]) -> None:
    client = as_persona("development_lead")
    address = f"/coaching/kinds/{other_visits.kind('drop-in')}/edit"
    typed = {"name": "Drop-in", "questions": "What worked?", "notice": "Mine.", "makers": ["head"]}
    window = typed | hidden(client, address)
    client.post_form(address, typed | {"notice": NEWER})
    again = refused_then_put_right(client, address, window, wrong)
    check_both_are_shown(again, "Mine.")
    query = select(KindOfVisit.notice).where(KindOfVisit.code == "drop-in")
    assert other_visits.session.scalars(query).one() == NEWER


@pytest.mark.parametrize("wrong", [{"kind_codes": []}, {"most_in_term": "many"}])
def test_a_limit(other_visits: OtherVisits, as_persona: SignIn, wrong: dict[str, Any]) -> None:
    client, address = as_persona("development_lead"), f"/coaching/limits/{other_visits.limit()}/edit"
    typed = {"name": LIMIT, "kind_codes": ["drop-in"]}
    window = typed | hidden(client, address) | {"most_in_term": "5"}
    client.post_form(address, typed | {"most_in_term": "2"})
    again = refused_then_put_right(client, address, window, wrong, "Saved meanwhile")
    assert f"Saved meanwhile: {LIMIT}, at most 2." in again.get_data(as_text=True)
    assert other_visits.session.scalars(select(VisitLimit.most_in_term)).one() == 2


def test_the_rhythm_says_what_was_saved_and_can_be_sent_again(coaching: Coaching, as_persona: SignIn) -> None:
    client, address = as_persona("development_lead"), "/coaching/rhythm"
    typed = {"visit_every_weeks": "2", "nobody_for_weeks": "6", "share_within_days": "5"}
    window = hidden(client, address) | typed | {"visit_every_weeks": "4"}
    client.post_form(address, typed)
    stale = refused_then_put_right(client, address, window, {"nobody_for_weeks": "often"}, "Saved meanwhile")
    assert "Saved meanwhile: a visit every 2 weeks" in stale.get_data(as_text=True)
    assert client.post(address, data=window | of_page(stale)).status_code == 302


# A visit whose step its person has written on


def test_a_correction_does_not_undo_what_the_person_made_of_the_step(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    client, address = as_persona("ambassador"), f"/coaching/visits/{visit_id}/correct"
    window = WHOLE | hidden(client, address)
    as_persona("teacher").post_form(f"/coaching/steps/{coaching.step_of(visit_id)}/edit", {"text": NEWER})
    answer = client.post(address, data=window | {"seen": "09:15, not 09:14."})
    check_both_are_shown(answer, "09:15, not 09:14.")
    assert coaching.session.scalars(select(ActionStep.text)).one() == NEWER


@pytest.mark.usefixtures("frameworks")
def test_nor_bring_back_the_words_of_a_step_that_was_swapped(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    client, address = as_persona("ambassador"), f"/coaching/visits/{visit_id}/correct"
    window = WHOLE | hidden(client, address)
    swap = {"text": STEP, "swap_for": str(coaching.id_of(LibraryStep, "G1A-S2"))}
    as_persona("teacher").post_form(f"/coaching/steps/{coaching.step_of(visit_id)}/edit", swap)
    assert client.post(address, data=window | {"seen": "09:15, not 09:14."}).status_code == 422
    step = coaching.session.scalars(select(ActionStep)).one()
    assert step.text != STEP
    assert step.library_step_id == coaching.id_of(LibraryStep, "G1A-S2")


def test_other_words_of_a_step_are_agreed_to_anew(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    teacher, step = as_persona("teacher"), f"/coaching/steps/{coaching.step_of(visit_id)}"
    teacher.post(f"{step}/agree", data={"csrf_token": teacher.token(step)})
    client, address = as_persona("ambassador"), f"/coaching/visits/{visit_id}/correct"
    client.post_form(address, WHOLE | {"seen": "09:15, not 09:14."})
    assert "Agreed by both" in client.get(step).get_data(as_text=True)
    client.post_form(address, WHOLE | {"step_text": "Count to three."})
    assert "Agreed by both" not in client.get(step).get_data(as_text=True)
    assert "Agree to this step" in teacher.get(step).get_data(as_text=True)


@pytest.mark.usefixtures("frameworks")
def test_a_swap_tapped_twice_is_one(coaching: Coaching, as_persona: SignIn) -> None:
    client, address = as_persona("teacher"), f"/coaching/steps/{coaching.step_of(coaching.shared())}/edit"
    other = str(coaching.id_of(LibraryStep, "G1A-S2"))
    window = {"text": STEP, "cue": "", "tried_where": "", "swap_for": other} | hidden(client, address)
    for _ in range(2):
        assert client.post(address, data=window | {"swap_for": other}).status_code == 302


# Shared elsewhere while somebody typed


def test_words_typed_on_a_draft_that_was_shared_elsewhere_become_a_correction(
    coaching: Coaching, as_persona: SignIn
) -> None:
    draft = coaching.draft()
    client, address = as_persona("ambassador"), f"/coaching/visits/{draft}/edit"
    window = WHOLE | hidden(client, address)
    client.post(f"/coaching/visits/{draft}/share", data={"csrf_token": window["csrf_token"]})
    answer = client.post(address, data=window | {"seen": "Typed after lunch."})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Typed after lunch." in text
    assert SEEN in text
    assert f'action="/coaching/visits/{draft}/correct"' in text
    assert coaching.session.scalars(select(Visit.seen)).one() == SEEN
    sent = client.post(
        f"/coaching/visits/{draft}/correct", data=window | of_page(answer) | {"seen": "Typed after lunch."}
    )
    assert sent.status_code == 302
    assert coaching.session.scalars(select(Visit.seen)).one() == "Typed after lunch."


@pytest.mark.parametrize("words", [{}, {"visited_on": "soon"}])
def test_a_share_tapped_twice_is_no_correction_and_half_a_form_is_kept(
    coaching: Coaching, as_persona: SignIn, words: dict[str, str]
) -> None:
    """Only a day was typed of a step: sharing leaves it out, and that is no difference."""
    coaching.shared()
    draft = coaching.draft(step_text="", check_back_on=TODAY.replace(month=12))
    client, address = as_persona("ambassador"), f"/coaching/visits/{draft}/edit"
    window = WHOLE | {"step_text": "", "check_back_on": "23/12/2026", "then": "share"} | hidden(client, address)
    assert client.post(address, data=window).location == f"/coaching/visits/{draft}"
    again = client.post(address, data=window | words)
    if words:
        assert again.status_code == 422
        assert SEEN in again.get_data(as_text=True)
    else:
        assert again.location == f"/coaching/visits/{draft}"
    assert coaching.session.get_one(Visit, draft).state is VisitState.SHARED


def test_the_address_of_a_shared_visit_leads_to_it(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id: uuid.UUID = coaching.shared()
    answer = as_persona("ambassador").get(f"/coaching/visits/{visit_id}/edit")
    assert answer.location == f"/coaching/visits/{visit_id}"
