"""What a person wishes of coaching: no coaching, another ambassador, others on the same step, mail, a look-for."""

import datetime as dt
import html
import re
import uuid
from typing import Any

import pytest
from sqlalchemy import func, select, update

from cpd.coaching import queries, services
from cpd.coaching.models import CoachingWish, StepChange, Support
from cpd.coaching.rules.support import Reminder
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.core.jobs import Job
from cpd.people.models import Role
from cpd.standards.models import LibraryStep, LookFor
from tests.coaching.making import STEP, Coaching, SignIn
from tests.world import NOW, TODAY, grant_role

pytestmark = pytest.mark.usefixtures("frameworks")

MINE, CASELOAD, NEW = "/my-development", "/coaching/caseload", "/coaching/visits/new"
LOOK_FOR, REMINDERS, MATCHES = "/coaching/wishes/look-for", "/coaching/wishes/reminders", "/coaching/matches"
NOT_COACHED = "is not being coached by you at the moment"


def say(client: Any, address: str, **fields: str) -> Any:
    return client.post(address, data=fields | {"csrf_token": client.token(MINE)})


def read(client: Any, address: str) -> str:
    return html.unescape(client.get(address, follow_redirects=True).get_data(as_text=True))


def live(coaching: Coaching) -> int:
    return coaching.session.scalar(select(func.count()).select_from(Support).where(Support.ended_on.is_(None))) or 0


# No coaching, and coaching again


def test_declining_takes_one_click_and_so_does_undoing_it(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.shared()
    rosa = as_persona("teacher")
    assert "Siân O'Neill</strong> supports you" in read(rosa, MINE)
    assert say(rosa, "/coaching/wishes/decline").location == f"{MINE}#wishes"
    assert "Be coached again" in read(rosa, MINE)
    assert live(coaching) == 0
    say(rosa, "/coaching/wishes/decline")
    say(rosa, "/coaching/wishes/decline", undo="yes")
    assert "Siân O'Neill</strong> supports you" in read(rosa, MINE)
    assert live(coaching) == 1
    say(rosa, "/coaching/wishes/decline", undo="yes")
    assert live(coaching) == 1


def test_an_ambassador_does_not_find_somebody_who_declined(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("ambassador")
    rosa = coaching.trust.person("teacher")
    say(as_persona("teacher"), "/coaching/wishes/decline")
    assert client.get("/coaching/colleagues?q=qui").get_json() == []
    assert "Nobody found" in read(client, f"{NEW}?q=quill")
    page = read(client, f"{NEW}?person={rosa}")
    assert NOT_COACHED in page
    assert "Begin" not in page[page.index("<main") :]
    form = {"request_key": str(uuid.uuid4()), "person_id": str(rosa), "school_id": str(coaching.trust.school("hazel"))}
    refused = client.post(NEW, data=form | {"csrf_token": client.token(NEW)})
    assert refused.status_code == 422
    assert NOT_COACHED in refused.get_data(as_text=True)
    client.post("/coaching/support", data=form | {"csrf_token": client.token(NEW)})
    assert live(coaching) == 0
    read(client, CASELOAD)
    assert "Rosa Quill" not in read(client, CASELOAD)


def test_the_ambassador_reads_neither_focus_nor_step_of_somebody_who_declined(coaching: Coaching) -> None:
    coaching.focus("teacher", "Every pupil answers before I move on.")
    coaching.shared()
    with transaction() as writing:
        services.decline(writing, coaching.actor("teacher"))
    visitor, rosa = coaching.actor("ambassador"), coaching.trust.person("teacher")
    assert queries.current_focus(coaching.session, visitor, rosa) is None
    assert queries.list_ambassadors(coaching.session, coaching.actor("teacher")) == []
    assert queries.list_supported(coaching.session, visitor, TODAY) == []


# Another ambassador


def test_asking_for_another_ends_one_support_and_no_other(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        grant_role(writing, coaching.trust, "deputy", Role.AMBASSADOR, "hazel")
    coaching.shared()
    coaching.begun(by="deputy")
    support = queries.list_supported(coaching.session, coaching.actor("ambassador"), TODAY)[0].support_id
    rosa = as_persona("teacher")
    say(rosa, f"/coaching/support/{support}/another")
    assert "You asked for another ambassador than Siân O'Neill" in read(rosa, MINE)
    assert "Rosa Quill" not in read(as_persona("ambassador"), CASELOAD)
    assert "Rosa Quill" in read(as_persona("deputy"), CASELOAD)
    assert NOT_COACHED in read(as_persona("ambassador"), f"{NEW}?person={coaching.trust.person('teacher')}")
    say(rosa, f"/coaching/support/{support}/another", undo="yes")
    assert "Rosa Quill" in read(as_persona("ambassador"), CASELOAD)


def test_a_window_opened_before_declining_brings_nobody_back(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.focus("teacher", "Every pupil answers before I move on.")
    coaching.shared()
    rosa, support = as_persona("teacher"), coaching.support_of("teacher")
    say(rosa, f"/coaching/support/{support}/another")
    say(rosa, "/coaching/wishes/decline")
    say(rosa, f"/coaching/support/{support}/another", undo="yes")
    assert "Be coached again first" in read(rosa, MINE)
    assert live(coaching) == 0
    visitor = coaching.actor("ambassador")
    assert queries.current_focus(coaching.session, visitor, coaching.trust.person("teacher")) is None


@pytest.mark.parametrize("persona", ["ambassador", "head", "development_lead", "stranger"])
def test_nobody_asks_it_for_somebody_else(coaching: Coaching, as_persona: SignIn, persona: str) -> None:
    coaching.shared()
    support = coaching.support_of("teacher")
    assert say(as_persona(persona), f"/coaching/support/{support}/another").status_code == 404
    assert live(coaching) == 1


# Nobody is told


@pytest.mark.parametrize("persona", ["head", "line_manager", "appraiser", "development_lead", "administrator"])
def test_managers_heads_and_administrators_learn_nothing_of_it(
    coaching: Coaching, as_persona: SignIn, persona: str
) -> None:
    coaching.shared()
    client = as_persona(persona)
    rosa, hazel = coaching.trust.person("teacher"), coaching.trust.school("hazel")
    addresses = ["/", MINE, "/coaching/visits", "/coaching/ledger", f"/people/{rosa}", "/people/"]
    addresses.append(f"/coaching/support/allot?school={hazel}")

    def pages() -> list[str]:
        return [_without_tokens(client.get(address).get_data(as_text=True)) for address in addresses]

    def mail_and_jobs() -> int:
        return coaching.session.scalar(select(func.count()).select_from(Job)) or 0

    before, jobs = pages(), mail_and_jobs()
    entries = coaching.session.scalar(select(func.count()).select_from(AuditEntry))
    with transaction() as writing:
        services.decline(writing, coaching.actor("teacher"))
    assert pages() == before
    assert mail_and_jobs() == jobs
    assert coaching.session.scalar(select(func.count()).select_from(AuditEntry)) == entries


def _without_tokens(page: str) -> str:
    return re.sub(r'(name="csrf_token"[^>]*value|name="request_key"[^>]*value|content)="[^"]*"', "", page)


@pytest.mark.parametrize(
    "persona", ["head", "line_manager", "appraiser", "development_lead", "administrator", "other_ambassador", "trustee"]
)
def test_wishes_stand_on_ones_own_page_alone(coaching: Coaching, as_persona: SignIn, persona: str) -> None:
    with transaction() as writing:
        rosa = coaching.actor("teacher")
        services.decline(writing, rosa)
        services.set_matching(writing, rosa, is_open=True)
        services.choose_look_for(writing, rosa, _a_look_for(coaching).id)
    client = as_persona(persona)
    words = _a_look_for(coaching).text
    for address in ("/", MINE, "/coaching/visits", CASELOAD, MATCHES, "/coaching/ledger"):
        page = read(client, address)
        assert words not in page, address
        assert "no coaching now" not in page, address


def _a_look_for(coaching: Coaching) -> LookFor:
    offered = queries.look_fors_offered(coaching.session, coaching.actor("teacher").staff_groups)
    return coaching.session.get_one(LookFor, offered[0].id)


# Others on the same step


def _same_step(coaching: Coaching, *personas: str) -> LibraryStep:
    """Each of these works on one step of the library."""
    offered = queries.steps_offered(coaching.session, coaching.actor("teacher").staff_groups)
    step = coaching.session.get_one(LibraryStep, offered[0].id)
    with transaction() as writing:
        grant_role(writing, coaching.trust, "other_ambassador", Role.AMBASSADOR, "hazel")
    for persona in personas:
        school = "larch" if persona == "stranger" else "hazel"
        by = "other_ambassador" if persona in {"stranger", "ambassador"} else "ambassador"
        coaching.shared(of=persona, by=by, school=school, library_step_id=step.id, step_text="")
    return coaching.session.get_one(LibraryStep, step.id)


def _opt_in(client: Any, is_open: str = "yes") -> None:
    assert say(client, "/coaching/wishes/matching", open=is_open).location == MATCHES


def test_only_those_who_have_each_opted_in_are_shown_to_each_other(coaching: Coaching, as_persona: SignIn) -> None:
    step = _same_step(coaching, "teacher", "stranger", "line_manager")
    rosa, stan = as_persona("teacher"), as_persona("stranger")
    assert "Stan Gale" not in read(rosa, MATCHES)
    _opt_in(rosa)
    assert "Nobody yet" in read(rosa, MATCHES)
    assert "Rosa Quill" not in read(stan, MATCHES)
    _opt_in(stan)
    for client, other, school in ((rosa, "Stan Gale", "Larch Lane"), (stan, "Rosa Quill", "Hazel Down")):
        page = read(client, MATCHES)
        assert other in page
        assert school in page
        assert step.text in page
        assert "The same step" in page
        assert "Petra Vane" not in page
    assert "Rosa Quill" not in read(as_persona("line_manager"), MATCHES)
    _opt_in(stan, "no")
    assert "Stan Gale" not in read(rosa, MATCHES)


@pytest.mark.parametrize("is_typed_first", [False, True])
def test_swapping_through_the_library_finds_nobody(
    coaching: Coaching, as_persona: SignIn, *, is_typed_first: bool
) -> None:
    """Nor where the words of the other step were typed before, so that the swap changes none."""
    step = _same_step(coaching, "stranger")
    visit_id = coaching.shared()
    for persona in ("teacher", "stranger"):
        _opt_in(as_persona(persona))
    rosa, edit = as_persona("teacher"), f"/coaching/steps/{coaching.step_of(visit_id)}/edit"
    if is_typed_first:
        rosa.post_form(edit, {"text": step.text})
    swap = {"text": step.text, "cue": "At the door.", "swap_for": str(step.id)}
    assert rosa.post_form(edit, swap).status_code == 302
    assert "Stan Gale" not in read(rosa, MATCHES)
    assert "Rosa Quill" not in read(as_persona("stranger"), MATCHES)
    with transaction() as writing:
        writing.execute(update(StepChange).values(at=NOW - dt.timedelta(days=7)))
    assert "Stan Gale" in read(rosa, MATCHES)


def test_the_words_a_visit_made_of_a_step_are_not_shown(coaching: Coaching, as_persona: SignIn) -> None:
    step = _same_step(coaching, "teacher")
    coaching.shared(of="stranger", by="other_ambassador", school="larch", library_step_id=step.id, step_text=STEP)
    for persona in ("teacher", "stranger"):
        _opt_in(as_persona(persona))
    page = read(as_persona("teacher"), MATCHES)
    assert "Stan Gale" in page
    assert STEP not in page


def test_a_look_for_finds_those_in_the_same_area(coaching: Coaching, as_persona: SignIn) -> None:
    look_for = _a_look_for(coaching)
    for persona in ("teacher", "stranger"):
        client = as_persona(persona)
        _opt_in(client)
        assert client.post_form(LOOK_FOR, {"look_for_id": str(look_for.id)}).location == MINE
    page = read(as_persona("teacher"), MATCHES)
    assert "Stan Gale" in page
    assert "The same area" in page
    assert look_for.text not in page[page.index("<main") :]


# Mail, and the look-for of the week


def test_each_kind_of_mail_can_be_turned_off(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("teacher")
    page = read(client, REMINDERS)
    assert page.count(" checked") == len(Reminder)
    client.post_form(REMINDERS, {"wanted": [Reminder.REPLIED.value]})
    rosa = coaching.trust.person("teacher")
    assert queries.wants(coaching.session, rosa, Reminder.REPLIED)
    assert not queries.wants(coaching.session, rosa, Reminder.SHARED)
    assert queries.wants(coaching.session, coaching.trust.person("ta"), Reminder.SHARED)


def test_no_mail_of_a_kind_that_is_off(coaching: Coaching, as_persona: SignIn) -> None:
    def share() -> int:
        draft = coaching.draft(step_text="", check_back_on=None)
        client = as_persona("ambassador")
        client.post(f"/coaching/visits/{draft}/share", data={"csrf_token": client.token("/coaching/visits")})
        return coaching.session.scalar(select(func.count()).select_from(Job)) or 0

    coaching.shared()
    before = share()
    assert before
    as_persona("teacher").post_form(REMINDERS, {"wanted": []})
    assert share() == before


def test_the_look_for_is_of_ones_own_framework(coaching: Coaching, as_persona: SignIn) -> None:
    look_for = _a_look_for(coaching)
    client = as_persona("ta")
    assert look_for.text not in read(client, LOOK_FOR)
    refused = client.post_form(LOOK_FOR, {"look_for_id": str(look_for.id)})
    assert refused.status_code == 422
    assert "Choose a look-for of your own framework." in refused.get_data(as_text=True)
    rosa = as_persona("teacher")
    rosa.post_form(LOOK_FOR, {"look_for_id": str(look_for.id)})
    assert look_for.text in read(rosa, MINE)
    wish = coaching.session.scalars(select(CoachingWish)).one()
    assert (wish.look_for_id, wish.look_for_chosen_on) == (look_for.id, TODAY)
    rosa.post_form(LOOK_FOR, {"look_for_id": ""})
    assert look_for.text not in read(rosa, MINE)


def test_nobody_tries_one_look_for_after_another(coaching: Coaching, as_persona: SignIn) -> None:
    """Whoever could would learn what each colleague works on who may be found."""
    offered = queries.look_fors_offered(coaching.session, coaching.actor("teacher").staff_groups)
    first, second = {"look_for_id": str(offered[0].id)}, {"look_for_id": str(offered[-1].id)}
    rosa = as_persona("teacher")
    assert "another can be chosen from" not in read(rosa, LOOK_FOR)
    assert rosa.post_form(LOOK_FOR, first).status_code == 302
    assert rosa.post_form(LOOK_FOR, first).status_code == 302
    sentence = "A look-for is for a week: another can be chosen from 30 November 2026."
    assert "another can be chosen from Mon 30 November 2026" in read(rosa, LOOK_FOR)
    for _ in range(2):
        refused = rosa.post_form(LOOK_FOR, second)
        assert refused.status_code == 422
        assert sentence in refused.get_data(as_text=True)
        # Taking it back is free, and does not shorten the week.
        assert say(rosa, LOOK_FOR, look_for_id="").location == MINE
    with transaction() as writing:
        writing.execute(update(CoachingWish).values(look_for_chosen_on=TODAY - dt.timedelta(days=7)))
    assert rosa.post_form(LOOK_FOR, second).status_code == 302
    assert offered[-1].text in read(rosa, MINE)
