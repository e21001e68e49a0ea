"""The conversation: what a visit holds beside seen and worked, the step that was open, and a visit by two."""

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import select, update

from cpd.coaching.models import ActionStep, Reflection, Visit
from cpd.coaching.rules.steps import StepState, TrialOutcome
from cpd.coaching.rules.visits import VisitKind, VisitState
from cpd.core.database import transaction
from cpd.people.models import CalendarKind, CalendarPeriod, Post, Role
from cpd.standards.models import LookFor
from tests.coaching.making import MESSAGE, SEEN, STEP, WORKED, Coaching, SignIn
from tests.coaching.test_visit_edit import FULL, post
from tests.conftest import CheckingClient
from tests.world import NOW, PEOPLE, TODAY, grant_role

pytestmark = pytest.mark.usefixtures("frameworks")

TALK = {
    "question": "What told you that they were ready to move on?",
    "modelled": "I read the first line and waited.",
    "modelled_minutes": "4",
    "rehearsed": "You said it twice, the second time without the book.",
    "rehearsed_minutes": "6",
    "tried_where": "Year 4, Thursday, after the register.",
    "check_back_at": "15:30",
}


def send(client: CheckingClient, address: str, **data: Any) -> Any:
    return client.post(address, data={"csrf_token": client.token("/coaching/visits")} | data)


def page(client: CheckingClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def two_ambassadors(coaching: Coaching) -> str:
    """Ike of Larch Lane is ambassador of Hazel Down as well; his id as a form sends it."""
    with transaction() as writing:
        grant_role(writing, coaching.trust, "other_ambassador", Role.AMBASSADOR, "hazel")
    return str(coaching.trust.person("other_ambassador"))


# The words


def test_the_conversation_is_kept_and_read_by_the_teacher(coaching: Coaching, as_persona: SignIn) -> None:
    draft = coaching.begun()
    client = as_persona("ambassador")
    assert post(client, draft, "save", **TALK).status_code == 302
    edit = page(client, f"/coaching/visits/{draft}/edit")
    assert "7 filled in" in edit
    assert all(words in edit for words in TALK.values())
    assert post(client, draft, "share", **TALK).status_code == 302
    shown = page(as_persona("teacher"), f"/coaching/visits/{draft}")
    assert all(TALK[name] in shown for name in ("question", "modelled", "rehearsed", "tried_where"))
    assert "4 minutes" in shown
    assert "6 minutes" in shown


def test_an_empty_conversation_stays_folded(coaching: Coaching, as_persona: SignIn) -> None:
    edit = page(as_persona("ambassador"), f"/coaching/visits/{coaching.begun()}/edit")
    assert '<details class="pick" id="conversation">' in edit


@pytest.mark.parametrize("minutes", ["-1", "ten", "2.5", "241", "²"])
def test_minutes_are_whole_and_few(coaching: Coaching, as_persona: SignIn, minutes: str) -> None:
    answer = post(as_persona("ambassador"), coaching.begun(), "save", modelled_minutes=minutes)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "Write whole minutes, up to 240" in text
    assert '<details class="pick" id="conversation" open>' in text


def test_a_correction_keeps_the_earlier_conversation(coaching: Coaching, as_persona: SignIn) -> None:
    draft = coaching.begun()
    client = as_persona("ambassador")
    post(client, draft, "share", **TALK)
    changed = FULL | TALK | {"question": "What would you try first?", "rehearsed_minutes": "8"}
    assert client.post_form(f"/coaching/visits/{draft}/correct", changed).status_code == 302
    shown = page(as_persona("teacher"), f"/coaching/visits/{draft}")
    assert "What would you try first?" in shown
    assert TALK["question"] in shown
    assert "Minutes of rehearsal, before" in shown
    row = coaching.session.get_one(Visit, draft)
    assert (row.rehearsed_minutes, row.modelled) == (8, TALK["modelled"])


def test_both_texts_of_the_conversation_stand_in_a_stale_form(coaching: Coaching, as_persona: SignIn) -> None:
    draft = coaching.draft(question="From the tablet?", modelled_minutes=3)
    client = as_persona("ambassador")
    data = FULL | TALK | {"then": "save", "version": "1", "csrf_token": client.token("/coaching/visits/new")}
    text = client.post(f"/coaching/visits/{draft}/edit", data=data).get_data(as_text=True)
    assert "From the tablet?" in text
    assert TALK["question"] in text


def test_words_of_a_visit_taken_back_go_along_with_the_conversation(coaching: Coaching, as_persona: SignIn) -> None:
    draft = coaching.begun()
    client = as_persona("ambassador")
    post(client, draft, "share", **TALK)
    send(client, f"/coaching/visits/{draft}/withdraw")
    trust = coaching.trust
    ids = {"person_id": str(trust.person("ta")), "school_id": str(trust.school("hazel")), "source_id": str(draft)}
    answer = send(client, "/coaching/visits/new", request_key=str(uuid.uuid4()), **ids)
    assert TALK["question"] in page(client, answer.location)
    assert TALK["tried_where"] in page(client, answer.location)


# The step while it is written


def test_a_vague_step_gets_a_hint_and_is_shared_all_the_same(coaching: Coaching, as_persona: SignIn) -> None:
    draft = coaching.begun()
    client = as_persona("ambassador")
    answer = post(client, draft, "save", step_text="Improve questioning and be more confident.")
    edit = page(client, answer.location)
    assert "Is the step small enough to see?" in edit
    assert "<q>improve</q>" in edit
    assert "Can it be rehearsed before 7 December?" in edit
    assert post(client, draft, "share", step_text="Improve questioning.").status_code == 302
    assert "small enough to see" not in page(as_persona("teacher"), f"/coaching/visits/{draft}")


def test_the_check_back_falls_on_a_day_the_person_works(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        writing.scalars(
            select(Post).where(Post.person_id == coaching.trust.person("teacher"))
        ).one().working_days = "Wed,Thu"
    draft = coaching.begun()
    client = as_persona("ambassador")
    assert 'value="9 December 2026"' in page(client, f"/coaching/visits/{draft}/edit")
    answer = post(client, draft, "save", check_back_on="08/12/2026")
    assert "Rosa does not work on Tuesdays" in page(client, answer.location)


def test_the_check_back_waits_until_after_a_holiday(coaching: Coaching, as_persona: SignIn) -> None:
    term, half_term = CalendarKind.TERM, CalendarKind.HALF_TERM
    with transaction() as writing:
        for kind, first, last in ((term, (9, 1), (12, 18)), (half_term, (12, 7), (12, 11))):
            days = {"started_on": dt.date(2026, *first), "ended_on": dt.date(2026, *last)}
            writing.add(CalendarPeriod(kind=kind, **days))
    draft = coaching.begun()
    assert 'value="14 December 2026"' in page(as_persona("ambassador"), f"/coaching/visits/{draft}/edit")


def test_a_visit_begins_like_the_last_one_in_one_tap(coaching: Coaching, as_persona: SignIn) -> None:
    look_for = coaching.id_of(LookFor, "G6A-L1")
    coaching.shared(kind=VisitKind.CO_PLANNING, look_for_ids=frozenset([look_for]))
    draft = coaching.begun()
    client = as_persona("ambassador")
    assert "Copy from the last visit" in page(client, f"/coaching/visits/{draft}/edit")
    assert send(client, f"/coaching/visits/{draft}/copy-last").location == f"/coaching/visits/{draft}/edit"
    row = coaching.session.get_one(Visit, draft, populate_existing=True)
    assert (row.kind, row.seen, row.worked) == (VisitKind.CO_PLANNING, "", "")
    edit = page(client, f"/coaching/visits/{draft}/edit")
    assert f'value="{look_for}" checked' in edit
    assert "Copy from the last visit" not in edit


def test_a_draft_with_words_is_not_copied_over(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.shared(kind=VisitKind.CO_PLANNING)
    draft = coaching.draft()
    client = as_persona("ambassador")
    assert "Copy from the last visit" not in page(client, f"/coaching/visits/{draft}/edit")
    assert send(client, f"/coaching/visits/{draft}/copy-last").status_code == 302
    assert coaching.session.get_one(Visit, draft).kind is VisitKind.LESSON_VISIT


# One open step


def test_a_new_step_asks_what_becomes_of_the_open_one(coaching: Coaching, as_persona: SignIn) -> None:
    earlier = coaching.step_of(coaching.shared(step_text="Stand at the door."))
    draft = coaching.draft()
    client = as_persona("ambassador")
    refused = post(client, draft, "share")
    assert refused.status_code == 422
    assert "Say what becomes of the step that is open" in refused.get_data(as_text=True)
    assert "Say what becomes of the step that is open" in page(client, f"/coaching/visits/{draft}")
    thin = post(client, draft, "share", earlier="replaced")
    assert "Say in a sentence how the earlier step went." in thin.get_data(as_text=True)
    assert coaching.session.get_one(Visit, draft).state is VisitState.DRAFT
    done = post(client, draft, "share", earlier="replaced", earlier_went="Doors are calm; on to questions.")
    assert done.status_code == 302
    step = coaching.session.get_one(ActionStep, earlier, populate_existing=True)
    assert (step.state, step.how_it_went) == (StepState.REPLACED, "Doors are calm; on to questions.")


def test_a_visit_taken_back_opens_the_step_again_that_its_sharing_closed(
    coaching: Coaching, as_persona: SignIn
) -> None:
    """And no step that was closed otherwise."""
    before = NOW - dt.timedelta(days=3)
    ended = coaching.step_of(coaching.shared(at=before, step_text="Stand at the door."))
    coaching.end_step(ended)
    earlier = coaching.step_of(coaching.shared(at=before + dt.timedelta(days=1), step_text="Count to five."))
    draft, client, rosa = coaching.draft(), as_persona("ambassador"), as_persona("teacher")
    sharing = {"earlier": "replaced", "earlier_went": "Doors are calm."}
    assert post(client, draft, "share", **sharing).status_code == 302
    assert "Doors are calm." in page(rosa, f"/coaching/steps/{earlier}")
    assert send(client, f"/coaching/visits/{draft}/withdraw").status_code == 302
    steps = coaching.session.scalars(select(ActionStep).execution_options(populate_existing=True)).all()
    states = {step.id: (step.state, step.closed_on, step.closed_by_id, step.how_it_went) for step in steps}
    assert states[earlier] == (StepState.OPEN, None, None, "")
    assert states[ended][0] is StepState.EMBEDDED
    shown = page(rosa, f"/coaching/steps/{earlier}")
    assert "opened the step again, for the other visit was taken back" in shown
    assert "Doors are calm." not in shown
    assert "Count to five." in page(rosa, "/")


def test_both_steps_are_kept_knowingly(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.shared(step_text="Stand at the door.")
    draft = coaching.draft()
    assert post(as_persona("ambassador"), draft, "share", earlier="keep").status_code == 302
    states = coaching.session.scalars(select(ActionStep.state)).all()
    assert states == [StepState.OPEN, StepState.OPEN]


def test_the_next_visit_opens_on_the_step_and_on_what_was_shared_of_trying_it(
    coaching: Coaching, as_persona: SignIn
) -> None:
    step = coaching.step_of(coaching.shared())
    shared, kept = coaching.trial(step, note="Worked with the front rows."), coaching.trial(step, note="Mine alone.")
    send(as_persona("teacher"), f"/coaching/trials/{shared}/share")
    draft = coaching.begun()
    edit = page(as_persona("ambassador"), f"/coaching/visits/{draft}/edit")
    assert STEP in edit
    assert "Worked with the front rows." in edit
    assert "Mine alone." not in edit
    assert str(kept) not in edit


# By two


def test_a_visit_by_two_is_read_and_answered_by_three(coaching: Coaching, as_persona: SignIn) -> None:
    second = two_ambassadors(coaching)
    draft = coaching.begun()
    client, ike, rosa = as_persona("ambassador"), as_persona("other_ambassador"), as_persona("teacher")
    assert post(client, draft, "save", second_visitor_id=second).status_code == 302
    assert "Rosa Quill, Ike Marlow and you" in page(client, f"/coaching/visits/{draft}/edit")
    assert ike.get(f"/coaching/visits/{draft}").status_code == 404
    assert post(client, draft, "share", second_visitor_id=second).status_code == 302
    shown = page(ike, f"/coaching/visits/{draft}")
    assert all(words in shown for words in (SEEN, WORKED, STEP, MESSAGE))
    for reader in (client, ike, rosa):
        text = page(reader, f"/coaching/visits/{draft}")
        who = text[text.index("Who can see this") :]
        assert who.index("you") < who.index("Nobody else")
    assert "Ike Marlow, who visited as well" in page(rosa, f"/coaching/visits/{draft}")
    assert "by Siân O&#39;Neill and Ike Marlow" in page(rosa, f"/coaching/visits/{draft}")
    for reader in (client, ike, rosa):
        assert "by Siân O&#39;Neill and Ike Marlow" in page(reader, "/coaching/visits")
    assert "by Siân O&#39;Neill and Ike Marlow" in page(rosa, "/my-development")
    assert str(draft) in page(ike, "/coaching/visits")
    address = f"/coaching/visits/{draft}/replies/new"
    assert send(ike, address, text="Thank you both.", request_key=str(uuid.uuid4())).status_code == 302
    assert "Thank you both." in page(rosa, f"/coaching/visits/{draft}")
    step = coaching.step_of(draft)
    assert ike.get(f"/coaching/steps/{step}").status_code == 200
    assert ike.get(f"/coaching/steps/{step}/edit").status_code == 403
    assert ike.get(f"/coaching/visits/{draft}/correct").status_code == 403
    mails = coaching.letters()
    assert {mail["to"] for mail in mails} == {
        "rosa.quill@saltmarsh.example",
        "ike.marlow@saltmarsh.example",
        "sian.oneill@saltmarsh.example",
    }
    assert not [mail for mail in mails if SEEN in mail["text"] or "Thank you both" in mail["text"]]


@pytest.mark.parametrize("persona", sorted(set(PEOPLE) - {"teacher", "ambassador", "other_ambassador"}))
def test_a_visit_by_two_is_read_by_nobody_else(coaching: Coaching, as_persona: SignIn, persona: str) -> None:
    two_ambassadors(coaching)
    visit_id = coaching.shared(second_visitor_id=coaching.trust.person("other_ambassador"))
    client = as_persona(persona)
    assert client.get(f"/coaching/visits/{visit_id}").status_code == 404
    assert client.get(f"/coaching/steps/{coaching.step_of(visit_id)}").status_code == 404


@pytest.mark.parametrize("persona", ["teacher", "ambassador", "stranger", "head"])
def test_the_second_visitor_is_another_ambassador(coaching: Coaching, as_persona: SignIn, persona: str) -> None:
    second = str(coaching.trust.person(persona))
    answer = post(as_persona("ambassador"), coaching.begun(), "save", second_visitor_id=second)
    assert answer.status_code == 422
    assert "The second visitor is another ambassador" in answer.get_data(as_text=True)


@pytest.mark.parametrize("persona", ["head", "deputy", "line_manager", "appraiser"])
def test_a_head_manager_or_appraiser_is_not_a_second_visitor(
    coaching: Coaching, as_persona: SignIn, persona: str
) -> None:
    with transaction() as writing:
        grant_role(writing, coaching.trust, persona, Role.AMBASSADOR, "hazel")
    second = str(coaching.trust.person(persona))
    client = as_persona("ambassador")
    assert post(client, coaching.begun(), "save", second_visitor_id=second).status_code == 422
    assert second not in page(client, f"/coaching/visits/{coaching.begun()}/edit")


def test_who_has_left_is_not_a_second_visitor(coaching: Coaching, as_persona: SignIn) -> None:
    two_ambassadors(coaching)
    second = coaching.trust.person("other_ambassador")
    client, draft = as_persona("ambassador"), coaching.begun()
    assert str(second) in page(client, f"/coaching/visits/{draft}/edit")
    with transaction() as writing:
        writing.execute(update(Post).where(Post.person_id == second).values(ended_on=TODAY - dt.timedelta(days=1)))
    assert str(second) not in page(client, f"/coaching/visits/{draft}/edit")


# Reflections


def test_a_reflection_is_the_persons_alone_until_shared(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    teacher, client = as_persona("teacher"), as_persona("ambassador")
    address = f"/coaching/visits/{visit_id}/reflections/new"
    key = str(uuid.uuid4())
    for _ in range(2):
        assert send(teacher, address, reflection="I rushed the ending.", request_key=key).status_code == 302
    reflection = coaching.session.scalars(select(Reflection)).one()
    assert "I rushed the ending." in page(teacher, f"/coaching/visits/{visit_id}")
    assert "I rushed the ending." not in page(client, f"/coaching/visits/{visit_id}")
    share = f"/coaching/reflections/{reflection.id}/share"
    for persona in sorted(set(PEOPLE) - {"teacher"}):
        assert send(as_persona(persona), share).status_code == 404, persona
    assert send(teacher, share).status_code == 302
    assert "I rushed the ending." in page(client, f"/coaching/visits/{visit_id}")
    (mail,) = coaching.letters()
    assert mail["to"] == "sian.oneill@saltmarsh.example"
    assert "rushed" not in mail["text"] + mail["html"] + mail["subject"]


def test_only_the_person_reflects_and_not_on_nothing(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    address = f"/coaching/visits/{visit_id}/reflections/new"
    key = str(uuid.uuid4())
    assert send(as_persona("ambassador"), address, reflection="Hm.", request_key=key).status_code == 403
    assert send(as_persona("head"), address, reflection="Hm.", request_key=key).status_code == 404
    empty = send(as_persona("teacher"), address, reflection="", request_key=key)
    assert "Write something first." in empty.get_data(as_text=True)


# What a cycle holds


def test_the_cycle_says_what_it_holds_to_both_and_gives_no_private_trial_away(
    coaching: Coaching, as_persona: SignIn
) -> None:
    visit_id = coaching.shared(modelled_minutes=3, at=NOW - dt.timedelta(hours=2))
    step = coaching.step_of(visit_id)
    coaching.trial(step, TrialOutcome.PART)
    teacher, client = (
        page(as_persona(persona), f"/coaching/visits/{visit_id}") for persona in ("teacher", "ambassador")
    )
    for text in (teacher, client):
        assert "What this cycle holds" in text
        assert '<li class="cycle__held">Seeing it modelled</li>' in text
        assert "Practise it out loud for two minutes" in text
    assert '<li class="cycle__held">Keeping an eye on oneself</li>' in teacher
    assert "Keeping an eye on oneself" not in client


def test_a_visit_before_the_focus_shows_no_cycle(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.focus("teacher", "Every pupil answers.")
    visit_id = coaching.shared(visited_on=TODAY - dt.timedelta(days=3))
    assert "What this cycle holds" not in page(as_persona("teacher"), f"/coaching/visits/{visit_id}")
