"""Who supports whom, the caseload, and the rhythm of the trust."""

import datetime as dt
import html
import re
import uuid
from typing import Any

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from cpd.coaching import queries, services
from cpd.coaching.models import CoachingRhythm, Support, Visit
from cpd.coaching.pages.support import in_words
from cpd.coaching.rules.support import Rhythm, Standing, SupportEnd, next_visit_on, standing, usual
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.core.jobs import Job
from cpd.people.models import Post, Role, StaffGroup
from tests.coaching.making import STEP, SUPPORTED, Coaching, SignIn
from tests.world import NOW, TODAY, add_post, grant_role

CASELOAD, NEW, ALLOT, RHYTHM = (
    "/coaching/caseload",
    "/coaching/visits/new",
    "/coaching/support/allot",
    "/coaching/rhythm",
)
FOCUS = "Every pupil answers before I move on."


def supports(coaching: Coaching) -> list[tuple[uuid.UUID, uuid.UUID, SupportEnd | None]]:
    rows = coaching.session.execute(
        select(Support.ambassador_id, Support.person_id, Support.ended_because).order_by(Support.id)
    )
    return [(ambassador, person, because) for ambassador, person, because in rows]


def take_on(coaching: Coaching, client: Any, person: str, school: str = "hazel", **more: str) -> Any:
    data = {
        "csrf_token": client.token("/"),
        "request_key": str(uuid.uuid4()),
        "person_id": str(coaching.trust.person(person)),
        "school_id": str(coaching.trust.school(school)),
    }
    return client.post("/coaching/support", data=data | more)


def mails(coaching: Coaching) -> list[dict[str, Any]]:
    return list(coaching.session.scalars(select(Job.payload).where(Job.kind == "mail")))


def read(client: Any, address: str = CASELOAD) -> str:
    return str(client.get(address).get_data(as_text=True))


# The rules


@given(
    last=st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    weeks=st.integers(1, 26),
    works_on=st.frozensets(st.integers(0, 6), min_size=1),
)
def test_the_next_visit_is_on_a_working_day_of_the_week_it_is_due(
    last: dt.date, weeks: int, works_on: frozenset[int]
) -> None:
    due = next_visit_on(last, Rhythm(visit_every_weeks=weeks), works_on)
    assert due.weekday() in works_on
    assert dt.timedelta(0) <= due - last - dt.timedelta(weeks=weeks) < dt.timedelta(7)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, Standing.LATE), (0, Standing.DUE), (6, Standing.DUE), (7, Standing.LATER)],
)
def test_late_from_the_day_after_and_due_in_the_week_before(days: int, expected: Standing) -> None:
    assert standing(TODAY + dt.timedelta(days), TODAY) is expected


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (dt.timedelta(seconds=3), "1 minute"),
        (dt.timedelta(minutes=90), "90 minutes"),
        (dt.timedelta(hours=3), "3 hours"),
        (dt.timedelta(days=4, hours=2), "4 days"),
    ],
)
def test_a_length_of_time_is_said_in_words(time: dt.timedelta, words: str) -> None:
    assert in_words(time) == words


def test_the_usual_time_is_the_one_in_the_middle() -> None:
    assert usual([]) is None
    assert usual([dt.timedelta(hours=n) for n in (1, 2, 50)]) == dt.timedelta(hours=2)


# Taking somebody on


def test_one_tap_takes_a_colleague_on_and_tells_them_before_anything_is_read(
    coaching: Coaching, as_persona: SignIn
) -> None:
    """Nobody reads a focus or a step and is gone before the person has heard of it."""
    with transaction() as writing:
        grant_role(writing, coaching.trust, "other_ambassador", Role.AMBASSADOR, "hazel")
    coaching.focus("teacher", FOCUS)
    coaching.shared(by="other_ambassador")
    client = as_persona("ambassador")
    page = read(client, f"{NEW}?person={coaching.trust.person('teacher')}")
    assert "Support them, without a visit yet" in page
    assert FOCUS not in page
    assert take_on(coaching, client, "teacher").location == CASELOAD
    page = read(client)
    assert "Rosa Quill is told today" in page
    assert not [words for words in (FOCUS, STEP) if words in page]
    take_on(coaching, client, "teacher")
    assert (coaching.trust.person("ambassador"), coaching.trust.person("teacher"), None) in supports(coaching)
    told = [letter for letter in mails(coaching) if "Siân O'Neill supports you now" in letter["text"]]
    assert [(letter["to"], letter["subject"]) for letter in told] == [("rosa.quill@saltmarsh.example", SUPPORTED)]
    assert not [words for words in (FOCUS, STEP) if words in told[0]["text"] + told[0]["html"]]
    coaching.supported_since(TODAY - dt.timedelta(days=1))
    page = read(client)
    assert FOCUS in page
    assert STEP in page
    by_sian = AuditEntry.by_person_id == coaching.trust.person("ambassador")
    begun = select(AuditEntry).where(AuditEntry.action == "support.begun", by_sian)
    entry = coaching.session.scalars(begun).one()
    assert (entry.about_person_id, entry.detail) == (coaching.trust.person("teacher"), None)


def test_whoever_took_somebody_on_and_left_at_once_stays_in_sight(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("ambassador")
    take_on(coaching, client, "teacher")
    end = f"/coaching/support/{coaching.support_of('teacher')}/end"
    assert client.post(end, data={"csrf_token": client.token("/coaching/visits")}).location == CASELOAD
    page = html.unescape(read(as_persona("teacher"), "/my-development"))
    assert "Siân O'Neill took you on as your ambassador" in page
    history = page[page.index("Who has supported me") :]
    assert "Siân O'Neill" in history
    assert "23 Nov 2026 to 23 Nov 2026" in history
    assert "Who has supported me" not in read(as_persona("ta"), "/my-development")


def test_a_visit_to_somebody_else_opens_nothing_on_the_first_day(coaching: Coaching, as_persona: SignIn) -> None:
    for persona in ("teacher", "ta"):
        coaching.focus(persona, f"{FOCUS} I am {persona}.")
    coaching.shared(of="ta")
    client = as_persona("ambassador")
    take_on(coaching, client, "teacher")
    begun = coaching.begun()
    for address in (CASELOAD, "/coaching/visits", f"/coaching/visits/{begun}/edit"):
        assert "I am teacher" not in read(client, address), address
    assert "I am ta" in read(client)


def test_a_support_ends_with_the_role_at_its_own_school(coaching: Coaching, as_persona: SignIn) -> None:
    """Also where both are at another school too: the person would not see that it goes on, and could not end it."""
    trust = coaching.trust
    coaching.focus("teacher", FOCUS)
    with transaction() as writing:
        add_post(writing, trust.person("teacher"), trust.school("larch"), "Class Teacher", StaffGroup.TEACHER)
    edit = f"/coaching/visits/{coaching.begun()}/edit"
    coaching.supported_since(TODAY - dt.timedelta(days=30))
    assert FOCUS in read(as_persona("ambassador"), edit)
    assert "O'Neill" in html.unescape(read(as_persona("teacher"), "/coaching/focus"))
    coaching.end_roles("ambassador")
    with transaction() as writing:
        grant_role(writing, trust, "ambassador", Role.AMBASSADOR, "larch")
    assert FOCUS not in read(as_persona("ambassador"), edit)
    assert "O'Neill" not in html.unescape(read(as_persona("teacher"), "/coaching/focus"))
    # Beginning a visit there takes Rosa on anew, which she is told: from tomorrow it reads.
    begun = f"/coaching/visits/{coaching.begun(school='larch')}/edit"
    assert FOCUS not in read(as_persona("ambassador"), begun)
    assert [because for *_, because in supports(coaching)] == [SupportEnd.DONE, None]
    assert len([letter for letter in mails(coaching) if letter["subject"] == SUPPORTED]) == 2


def test_two_school_years_of_supports_are_in_sight(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.shared()
    for ended_on, stands in ((dt.date(2025, 9, 1), True), (dt.date(2025, 8, 31), False)):
        change = {"started_on": dt.date(2025, 1, 6), "ended_on": ended_on, "ended_because": SupportEnd.DONE}
        with transaction() as writing:
            writing.execute(update(Support).values(change))
        assert ("6 Jan 2025 to" in read(as_persona("teacher"), "/my-development")) is stands


def test_beginning_a_visit_takes_its_person_on(coaching: Coaching) -> None:
    coaching.begun()
    coaching.shared()
    assert supports(coaching) == [(coaching.trust.person("ambassador"), coaching.trust.person("teacher"), None)]


@pytest.mark.parametrize("how", ["heads", "manages", "appraises"])
def test_whoever_has_a_say_takes_nobody_on(coaching: Coaching, as_persona: SignIn, how: str) -> None:
    with transaction() as writing:
        if how == "heads":
            grant_role(writing, coaching.trust, "ambassador", Role.HEAD, "hazel")
        elif how == "appraises":
            grant_role(writing, coaching.trust, "ambassador", Role.APPRAISER, "hazel", "ta")
        else:
            post = writing.scalars(select(Post).where(Post.person_id == coaching.trust.person("ta"))).one()
            post.line_manager_id = coaching.trust.person("ambassador")
    coaching.focus("ta", FOCUS)
    client = as_persona("ambassador")
    refused = take_on(coaching, client, "ta", knowingly="yes")
    page = read(client, refused.location)
    assert "You are head, line manager or appraiser of Łukasz Thorn. Another ambassador supports them" in page
    assert "Support them, without a visit yet" not in page
    fields = {"request_key": str(uuid.uuid4()), "person_id": str(coaching.trust.person("ta"))}
    fields |= {"school_id": str(coaching.trust.school("hazel")), "csrf_token": client.token("/")}
    assert client.post(NEW, data=fields).status_code == 302
    assert supports(coaching) == []
    coaching.shared(of="ta")
    assert FOCUS not in read(client)
    if how == "heads":
        assert ask(coaching, client, "ta", knowingly="y").status_code == 422
        assert supports(coaching) == []
    asked = ask(coaching, as_persona("development_lead"), "ta")
    assert "Siân O&#39;Neill is head, line manager or appraiser of Łukasz Thorn" in asked.get_data(as_text=True)
    assert supports(coaching) == []
    assert ask(coaching, as_persona("development_lead"), "ta", knowingly="y").status_code == 302
    assert FOCUS in read(client)
    entry = coaching.session.scalars(select(AuditEntry).where(AuditEntry.action == "support.allotted")).one()
    assert entry.detail == {"although": "has a say over them"}


def test_nobody_takes_on_somebody_of_another_school_or_themselves(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("ambassador")
    assert take_on(coaching, client, "stranger", "larch").status_code == 404
    assert take_on(coaching, client, "ambassador").status_code == 404
    assert take_on(coaching, client, "teacher", person_id="").location == NEW
    assert supports(coaching) == []


def test_the_ambassador_ends_it_and_reads_the_focus_no_longer(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.focus("teacher", FOCUS)
    coaching.shared()
    client, support = as_persona("ambassador"), coaching.support_of("teacher")
    assert FOCUS in read(client)
    form = {"csrf_token": client.token("/coaching/visits")}
    for _ in range(2):
        assert client.post(f"/coaching/support/{support}/end", data=form).location == CASELOAD
    assert supports(coaching)[0][2] is SupportEnd.DONE
    assert FOCUS not in read(client)
    actor, rosa = coaching.actor("ambassador"), coaching.trust.person("teacher")
    assert queries.current_focus(coaching.session, actor, rosa) is None


@pytest.mark.parametrize("persona", ["other_ambassador", "head", "teacher", "development_lead"])
def test_nobody_else_ends_it(coaching: Coaching, as_persona: SignIn, persona: str) -> None:
    coaching.shared()
    client, support = as_persona(persona), coaching.support_of("teacher")
    answer = client.post(f"/coaching/support/{support}/end", data={"csrf_token": client.token("/")})
    assert answer.status_code == 404
    assert supports(coaching)[0][2] is None


def test_the_database_holds_one_live_support_a_pair(coaching: Coaching) -> None:
    coaching.shared()
    pair = {"ambassador_id": coaching.trust.person("ambassador"), "person_id": coaching.trust.person("teacher")}
    with pytest.raises(IntegrityError), transaction() as writing:
        writing.add(Support(**pair, school_id=coaching.trust.school("hazel"), started_on=TODAY))


# Asking an ambassador


def ask(coaching: Coaching, client: Any, person: str, by: str = "ambassador", **more: str) -> Any:
    hazel = coaching.trust.school("hazel")
    data = {"person_id": str(coaching.trust.person(person)), "ambassador_id": str(coaching.trust.person(by))}
    return client.post_form(f"{ALLOT}?school={hazel}", data | more)


@pytest.mark.parametrize("persona", ["head", "deputy", "development_lead"])
def test_a_head_or_the_lead_asks_an_ambassador(coaching: Coaching, as_persona: SignIn, persona: str) -> None:
    assert ask(coaching, as_persona(persona), "ta").status_code == 302
    assert "Łukasz Thorn" in read(as_persona("ambassador"))
    assert supports(coaching) == [(coaching.trust.person("ambassador"), coaching.trust.person("ta"), None)]


def test_a_head_asks_for_their_own_school_only(coaching: Coaching, as_persona: SignIn) -> None:
    assert as_persona("other_head").get(f"{ALLOT}?school={coaching.trust.school('hazel')}").status_code == 404


def test_what_cannot_be_asked_is_said(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("head")
    for person, by, sentence in (
        ("stranger", "ambassador", "Choose somebody who works at this school."),
        ("ta", "other_ambassador", "Choose an ambassador of this school."),
        ("ambassador", "ambassador", "Nobody supports themselves"),
    ):
        answer = ask(coaching, client, person, by)
        assert answer.status_code == 422
        assert sentence in answer.get_data(as_text=True)
    empty = client.post_form(ALLOT, {"person_id": "", "ambassador_id": ""}).get_data(as_text=True)
    assert "Choose who is to be supported." in empty
    assert "Choose an ambassador." in empty


def test_an_appraiser_is_allotted_by_the_lead_alone_and_knowingly(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        grant_role(writing, coaching.trust, "appraiser", Role.AMBASSADOR, "hazel")
    sentence = "Greta Stone is head, line manager or appraiser of Rosa Quill"
    for persona, knowingly in (("head", "y"), ("development_lead", "")):
        more = {"knowingly": knowingly} if knowingly else {}
        refused = ask(coaching, as_persona(persona), "teacher", "appraiser", **more)
        assert sentence in refused.get_data(as_text=True)
        assert supports(coaching) == []
    assert ask(coaching, as_persona("development_lead"), "teacher", "appraiser", knowingly="y").status_code == 302
    assert len(supports(coaching)) == 1
    assert "Della Frost asked an ambassador to support you" in read(as_persona("teacher"), "/my-development")


def test_a_lead_does_not_ask_themselves_for_whom_they_have_a_say_over(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        for role in (Role.AMBASSADOR, Role.HEAD):
            grant_role(writing, coaching.trust, "development_lead", role, "hazel")
    asked = ask(coaching, as_persona("development_lead"), "teacher", "development_lead", knowingly="y")
    assert "Choose another ambassador" in asked.get_data(as_text=True)
    assert supports(coaching) == []


def test_whoever_asks_is_not_told_that_somebody_declined(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        services.decline(writing, coaching.actor("ta"))
    client = as_persona("head")
    asked = ask(coaching, client, "teacher")
    after_one = _of_page(read(client, asked.location))
    declined = ask(coaching, client, "ta")
    assert (asked.status_code, asked.location) == (declined.status_code, declined.location)
    after_two = _of_page(read(client, declined.location))
    assert after_one == after_two
    # Nor does a colleague who can be supported make a difference that would be missed with one who declined.
    assert after_two == _of_page(read(client, ask(coaching, client, "line_manager").location))
    people = [coaching.trust.person(persona) for persona in ("teacher", "line_manager")]
    assert [person for _, person, _ in supports(coaching)] == people


def _of_page(page: str) -> str:
    return re.sub(r'(name="csrf_token"[^>]*value|content)="[^"]*"', "", page)


# The caseload


def test_the_caseload_says_who_is_due(coaching: Coaching, as_persona: SignIn) -> None:
    long_ago = NOW - dt.timedelta(weeks=10)
    coaching.shared(at=long_ago, visited_on=long_ago.date(), check_back_on=TODAY)
    coaching.shared(of="ta")
    page = read(as_persona("ambassador"))
    assert page.index("Rosa Quill") < page.index("Łukasz Thorn")
    assert "Was due 5 Oct 2026" in page
    assert "10 weeks ago" in page
    assert "Next 14 Dec 2026" in page
    assert STEP in page


def test_due_days_fit_the_days_somebody_works(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        post = writing.scalars(select(Post).where(Post.person_id == coaching.trust.person("teacher"))).one()
        post.working_days = "Wed,Thu"
    coaching.shared()
    assert "Next 16 Dec 2026" in read(as_persona("ambassador"))


def test_a_visit_starts_in_one_tap_and_tapped_twice_begins_one(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("ambassador")
    take_on(coaching, client, "teacher")
    page = read(client)
    button = page[page.index(f'method="post" action="{NEW}"') :]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', button[: button.index("</form>")]))
    first, second = (client.post(NEW, data=fields) for _ in range(2))
    visit = coaching.session.scalars(select(Visit)).one()
    assert first.location == second.location == f"/coaching/visits/{visit.id}/edit"
    assert "Go on with the draft" in read(client)


def test_drafts_older_than_agreed_stand_out(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.draft(visited_on=TODAY - dt.timedelta(days=8))
    coaching.draft(of="ta", visited_on=TODAY - dt.timedelta(days=7))
    page = read(as_persona("ambassador"))
    assert "Visited 8 days ago" in page
    assert "Visited 7 days ago" not in page


def test_how_soon_visits_are_shared_is_for_their_visitor(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.shared(visited_at=dt.time(7, 0))
    page = read(as_persona("ambassador"))
    assert "within <strong>3 hours</strong>" in page


def test_who_has_nobody_is_listed_and_leaves_the_list_with_an_ambassador(
    coaching: Coaching, as_persona: SignIn
) -> None:
    with transaction() as writing:
        grant_role(writing, coaching.trust, "deputy", Role.AMBASSADOR, "hazel")
    nobody = {one.name for one in queries.list_with_nobody(coaching.session, coaching.actor("ambassador"))}
    # An ambassador has an ambassador too; oneself is not offered.
    assert {"Rosa Quill", "Dev Rao"} <= nobody
    assert "Siân O'Neill" not in nobody
    assert "Stan Gale" not in nobody
    coaching.shared()
    assert "Rosa Quill" not in {
        one.name for one in queries.list_with_nobody(coaching.session, coaching.actor("deputy"))
    }
    coaching.end_roles("ambassador")
    assert "Rosa Quill" in {one.name for one in queries.list_with_nobody(coaching.session, coaching.actor("deputy"))}


def test_the_caseload_takes_the_same_statements_for_many(
    coaching: Coaching, as_persona: SignIn, counted_queries: Any
) -> None:
    coaching.shared()
    client = as_persona("ambassador")
    count = counted_queries()
    read(client)
    few = count.total
    # Five of the page, the rest for who is signed in and the frame.
    assert few <= 12, count.statements
    for persona in ("ta", "line_manager", "head", "office"):
        coaching.shared(of=persona)
        coaching.draft(of=persona)
    again = counted_queries()
    read(client)
    assert again.total == few


def test_what_leaves_with_a_post_leaves_the_caseload(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.shared()
    with transaction() as writing:
        post = writing.scalars(select(Post).where(Post.person_id == coaching.trust.person("teacher"))).one()
        post.ended_on = TODAY - dt.timedelta(days=1)
    assert "Rosa Quill" not in read(as_persona("ambassador"))


# The rhythm


def test_the_lead_sets_the_rhythm_and_caseloads_go_by_it(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.shared()
    client = as_persona("development_lead")
    new = {"visit_every_weeks": "2", "nobody_for_weeks": "6", "share_within_days": "5"}
    assert client.post_form(RHYTHM, new).status_code == 302
    assert client.post_form(RHYTHM, new | {"share_within_days": "4"}).status_code == 302
    assert queries.current_rhythm(coaching.session) == Rhythm(2, 6, 4)
    assert "Next 7 Dec 2026" in read(as_persona("ambassador"))
    set_twice = select(AuditEntry).where(AuditEntry.action == "coaching.rhythm_set").order_by(AuditEntry.id)
    entries = coaching.session.scalars(set_twice).all()
    assert [entry.detail["share_within_days"] for entry in entries if entry.detail] == [5, 4]


def test_a_rhythm_that_cannot_be_is_asked_for_again(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("development_lead")
    for wrong in ("0", "", "27", "often"):
        data = {"visit_every_weeks": wrong, "nobody_for_weeks": "6", "share_within_days": "5"}
        assert client.post_form(RHYTHM, data).status_code == 422
    assert coaching.session.scalars(select(CoachingRhythm)).all() == []


def test_a_stale_rhythm_is_refused(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("development_lead")
    new = {"visit_every_weeks": "2", "nobody_for_weeks": "6", "share_within_days": "5"}
    client.post_form(RHYTHM, new)
    stale = client.post_form(RHYTHM, new | {"visit_every_weeks": "4", "version": "0"})
    assert stale.status_code == 422
    assert queries.current_rhythm(coaching.session).visit_every_weeks == 2
