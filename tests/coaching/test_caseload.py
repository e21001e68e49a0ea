"""The caseload of an ambassador, and the rhythm of the trust that it goes by."""

import datetime as dt
import re
from typing import Any

from sqlalchemy import select

from cpd.coaching import queries
from cpd.coaching.models import CoachingRhythm, Visit
from cpd.coaching.rules.support import Rhythm
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.people.models import Post, Role
from tests.coaching.making import STEP, Coaching, SignIn
from tests.coaching.supporting import NEW, RHYTHM, read, take_on
from tests.world import NOW, TODAY, grant_role

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
