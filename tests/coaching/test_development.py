"""A person's own focus and steps, and who else reads them."""

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cpd.coaching import queries
from cpd.coaching.models import ActionStep, Focus
from cpd.coaching.queries import BroughtKind
from cpd.core import clock
from cpd.core.database import transaction
from cpd.people.models import Role
from cpd.standards.models import Standard
from tests.coaching.making import MESSAGE, SEEN, STEP, WORKED, Coaching, SignIn
from tests.world import NOW, TODAY, grant_role

pytestmark = pytest.mark.usefixtures("frameworks")

FOCUS = "Every pupil answers before I move on."
EDIT = "/coaching/focus/edit"


def focuses(coaching: Coaching) -> list[tuple[str, dt.date, dt.date | None]]:
    rows = coaching.session.execute(select(Focus.text, Focus.started_on, Focus.ended_on).order_by(Focus.started_on))
    return [(text, started, ended) for text, started, ended in rows]


# The focus


def test_a_person_writes_their_own_focus_with_a_standard_of_their_framework(
    coaching: Coaching, as_persona: SignIn
) -> None:
    client = as_persona("teacher")
    standard = coaching.id_of(Standard, "TS6")
    answer = client.post_form(EDIT, {"text": FOCUS, "standard_id": str(standard)})
    assert answer.location == "/coaching/focus"
    text = client.get("/coaching/focus").get_data(as_text=True)
    assert FOCUS in text
    assert "/standards/TS6" in text
    assert "Who can see this:" in text


def test_a_ta_is_offered_their_own_framework(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("ta")
    page = client.get(EDIT).get_data(as_text=True)
    assert str(coaching.id_of(Standard, "TA2")) in page
    assert str(coaching.id_of(Standard, "TS6")) not in page
    refused = client.post_form(EDIT, {"text": FOCUS, "standard_id": str(coaching.id_of(Standard, "TS6"))})
    assert refused.status_code == 422
    assert "Choose a standard from your own framework" in refused.get_data(as_text=True)


def test_conduct_is_never_a_focus(coaching: Coaching, as_persona: SignIn) -> None:
    assert str(coaching.id_of(Standard, "P2")) not in as_persona("teacher").get(EDIT).get_data(as_text=True)


def test_a_second_focus_closes_the_first_and_keeps_it(coaching: Coaching, as_persona: SignIn) -> None:
    with clock.pinned(NOW - dt.timedelta(days=30)):
        as_persona("teacher").post_form(EDIT, {"text": FOCUS, "standard_id": ""})
    client = as_persona("teacher")
    assert "Close it and begin this one" in client.get(EDIT).get_data(as_text=True)
    client.post_form(EDIT, {"text": "I wait before I answer.", "standard_id": ""})
    began = TODAY - dt.timedelta(days=30)
    assert focuses(coaching) == [
        (FOCUS, began, TODAY - dt.timedelta(days=1)),
        ("I wait before I answer.", TODAY, None),
    ]
    text = client.get("/coaching/focus").get_data(as_text=True)
    assert FOCUS in text
    assert "I wait before I answer." in text


def test_words_put_right_on_the_same_day_make_no_history(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("teacher")
    client.post_form(EDIT, {"text": "Evry pupil", "standard_id": ""})
    client.post_form(EDIT, {"text": FOCUS, "standard_id": ""})
    assert focuses(coaching) == [(FOCUS, TODAY, None)]


def test_the_database_holds_one_live_focus_a_person(coaching: Coaching) -> None:
    coaching.focus("teacher", FOCUS)
    with pytest.raises(IntegrityError), transaction() as writing:
        writing.add(Focus(person_id=coaching.trust.person("teacher"), text="Another", started_on=TODAY))


def test_a_stale_focus_form_shows_both_and_closes_nothing_unseen(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("teacher")
    client.get(EDIT)
    coaching.focus("teacher", FOCUS)
    data = {"text": "From the other window.", "standard_id": "", "of": "", "version": ""}
    answer = client.post(EDIT, data=data | {"csrf_token": client.token(EDIT)})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert FOCUS in text
    assert "From the other window." in text
    assert focuses(coaching) == [(FOCUS, TODAY, None)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": "", "standard_id": ""}, "Write what you are working on."),
        ({"text": "x" * 601, "standard_id": ""}, "Keep this under 600 letters"),
        ({"text": FOCUS, "standard_id": "TS6"}, "could not coerce"),
    ],
)
def test_a_focus_that_cannot_be_is_asked_for_again(
    coaching: Coaching, as_persona: SignIn, data: dict[str, str], sentence: str
) -> None:
    answer = as_persona("teacher").post_form(EDIT, data)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert focuses(coaching) == []


def test_a_focus_is_finished_without_another(coaching: Coaching, as_persona: SignIn) -> None:
    focus_id = coaching.focus("teacher", FOCUS)
    client = as_persona("teacher")
    answer = client.post(f"/coaching/focus/{focus_id}/end", data={"csrf_token": client.token(EDIT)})
    assert answer.status_code == 302
    assert focuses(coaching) == [(FOCUS, TODAY, TODAY)]


def test_a_trustee_has_no_focus(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("trustee")
    assert client.get(EDIT).status_code == 403
    assert "A focus goes with a post" in client.get("/coaching/focus").get_data(as_text=True)


def test_nobody_ends_somebody_elses_focus(coaching: Coaching, as_persona: SignIn) -> None:
    focus_id = coaching.focus("teacher", FOCUS)
    coaching.shared()
    client = as_persona("ambassador")
    answer = client.post(f"/coaching/focus/{focus_id}/end", data={"csrf_token": client.token(EDIT)})
    assert answer.status_code == 404


# Who is somebody's ambassador


def test_the_ambassador_reads_the_focus_once_there_is_a_visit(coaching: Coaching) -> None:
    coaching.focus("teacher", FOCUS)
    rosa = coaching.trust.person("teacher")

    def read_by(persona: str) -> Focus | None:
        return queries.current_focus(coaching.session, coaching.actor(persona), rosa)

    assert read_by("teacher")
    assert not read_by("ambassador")
    coaching.shared()
    assert read_by("ambassador")
    assert [persona for persona in coaching.trust.people if read_by(persona)] == ["teacher", "ambassador"]


def test_the_person_is_told_who_reads_their_focus(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.focus("teacher", FOCUS)
    assert "your ambassador" not in as_persona("teacher").get("/coaching/focus").get_data(as_text=True)
    coaching.shared()
    assert "Siân O&#39;Neill, your ambassador" in as_persona("teacher").get("/coaching/focus").get_data(as_text=True)


def test_a_new_ambassador_gets_the_open_step_only(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    with transaction() as writing:
        grant_role(writing, coaching.trust, "other_ambassador", Role.AMBASSADOR, "hazel")
    draft = coaching.begun(by="other_ambassador")
    client = as_persona("other_ambassador")
    assert STEP not in client.get(f"/coaching/visits/{draft}/edit").get_data(as_text=True)
    coaching.supported_since(TODAY - dt.timedelta(days=1))
    page = client.get(f"/coaching/visits/{draft}/edit").get_data(as_text=True)
    assert STEP in page
    for words in (SEEN, WORKED, MESSAGE, str(visit_id)):
        assert words not in page
    assert client.get(f"/coaching/steps/{coaching.step_of(visit_id)}/end").status_code == 404
    coaching.end_step(coaching.step_of(visit_id))
    assert STEP not in client.get(f"/coaching/visits/{draft}/edit").get_data(as_text=True)


def test_what_an_ambassador_reads_ends_with_the_role(coaching: Coaching) -> None:
    coaching.focus("teacher", FOCUS)
    visit_id = coaching.shared()
    coaching.end_roles("ambassador")
    visitor, rosa = coaching.actor("ambassador"), coaching.trust.person("teacher")
    assert queries.current_focus(coaching.session, visitor, rosa) is None
    assert queries.get_visit(coaching.session, visitor, visit_id).seen == SEEN


# Steps


@pytest.mark.parametrize("persona", ["teacher", "ambassador"])
@pytest.mark.parametrize("state", ["embedded", "replaced", "let_go"])
def test_either_of_the_two_says_how_a_step_ended(
    coaching: Coaching, as_persona: SignIn, persona: str, state: str
) -> None:
    visit_id = coaching.shared()
    step_id = coaching.step_of(visit_id)
    answer = as_persona(persona).post_form(
        f"/coaching/steps/{step_id}/end", {"state": state, "how_it_went": "Nearly all answer now."}
    )
    assert answer.location == f"/coaching/visits/{visit_id}"
    step = coaching.session.get_one(ActionStep, step_id)
    assert (step.state.value, step.closed_on, step.closed_by_id) == (state, TODAY, coaching.trust.person(persona))
    assert "Nearly all answer now." in as_persona("teacher").get("/coaching/steps").get_data(as_text=True)


def test_a_step_ends_with_a_sentence_and_once(coaching: Coaching, as_persona: SignIn) -> None:
    step_id = coaching.step_of(coaching.shared())
    address, client = f"/coaching/steps/{step_id}/end", as_persona("teacher")
    empty = client.post_form(address, {"state": "embedded", "how_it_went": ""})
    assert "Say in a sentence how it went." in empty.get_data(as_text=True)
    token = client.token(address)
    told = {"state": "embedded", "how_it_went": "It happens.", "csrf_token": token}
    assert [client.post(address, data=told).status_code for _ in range(2)] == [302, 302]
    other = client.post(address, data=told | {"state": "let_go"})
    assert other.status_code == 422
    assert "closed already" in other.get_data(as_text=True)


def test_my_steps_stand_with_the_open_one_first(coaching: Coaching, as_persona: SignIn) -> None:
    first = coaching.shared(step_text="Ask first, then name.", at=NOW - dt.timedelta(days=2))
    coaching.end_step(coaching.step_of(first))
    coaching.shared()
    text = as_persona("teacher").get("/coaching/steps").get_data(as_text=True)
    assert text.index(STEP) < text.index("Ask first, then name.")


# What may go into one's own appraisal


def test_a_person_may_bring_their_own_coaching_and_nobody_elses(coaching: Coaching) -> None:
    coaching.focus("teacher", FOCUS)
    visit_id = coaching.shared()
    coaching.reply(visit_id, "teacher", "I tried it.")
    coaching.reply(visit_id, "ambassador", "Tell me more.")
    coaching.draft(seen="Not yet shared.")
    coaching.shared(of="ta", seen="Somebody else.")
    year = dt.date(2026, 9, 1), dt.date(2027, 8, 31)
    brought = queries.what_may_be_brought(coaching.session, coaching.actor("teacher"), *year)
    assert {(item.kind, item.text) for item in brought} == {
        (BroughtKind.FOCUS, FOCUS),
        (BroughtKind.SEEN, SEEN),
        (BroughtKind.WORKED, WORKED),
        (BroughtKind.MESSAGE, MESSAGE),
        (BroughtKind.STEP, STEP),
        (BroughtKind.REPLY, "I tried it."),
    }
    for persona in ("ambassador", "head", "appraiser", "administrator"):
        assert queries.what_may_be_brought(coaching.session, coaching.actor(persona), *year) == [], persona


def test_nothing_is_brought_from_another_year_or_from_a_visit_taken_back(coaching: Coaching) -> None:
    coaching.withdrawn()
    rosa = coaching.actor("teacher")
    assert queries.what_may_be_brought(coaching.session, rosa, dt.date(2026, 9, 1), dt.date(2027, 8, 31)) == []
    coaching.shared()
    assert queries.what_may_be_brought(coaching.session, rosa, dt.date(2025, 9, 1), dt.date(2026, 8, 31)) == []


def test_lists_take_no_more_statements_with_twice_the_rows(
    coaching: Coaching, as_persona: SignIn, counted_queries: Any
) -> None:
    def totals() -> list[int]:
        counts = []
        for persona, address in (
            ("ambassador", "/coaching/visits"),
            ("teacher", "/coaching/visits"),
            ("teacher", "/coaching/steps"),
            ("head", "/coaching/ledger"),
            ("trustee", "/coaching/counts"),
        ):
            client = as_persona(persona)
            count = counted_queries()
            client.get(address)
            counts.append(count.total)
        return counts

    for persona in ("teacher", "ta"):
        coaching.shared(of=persona)
        coaching.draft(of=persona)
    once = totals()
    for persona in ("teacher", "ta", "line_manager", "head"):
        coaching.shared(of=persona)
        coaching.draft(of=persona)
    assert all(more <= less for more, less in zip(totals(), once, strict=True))


def test_a_made_up_focus_or_step_leads_nowhere(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("teacher")
    assert client.get(f"/coaching/steps/{uuid.UUID(int=1)}/end").status_code == 404
    answer = client.post(f"/coaching/focus/{uuid.UUID(int=1)}/end", data={"csrf_token": client.token(EDIT)})
    assert answer.status_code == 404
