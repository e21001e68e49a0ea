"""Who supports whom: taken on with a word to them, ended by either, in sight of the person."""

import datetime as dt
import html
import uuid
from typing import Any

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from cpd.coaching import queries
from cpd.coaching.models import Support
from cpd.coaching.pages.support import in_words
from cpd.coaching.rules.support import Rhythm, Standing, SupportEnd, next_visit_on, standing, usual
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.core.jobs import Job
from cpd.people.models import Post, Role, StaffGroup
from tests.coaching.making import STEP, SUPPORTED, Coaching, SignIn
from tests.coaching.supporting import CASELOAD, FOCUS, NEW, ask, read, supports, take_on
from tests.world import TODAY, add_post, grant_role


def mails(coaching: Coaching) -> list[dict[str, Any]]:
    return list(coaching.session.scalars(select(Job.payload).where(Job.kind == "mail")))


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
