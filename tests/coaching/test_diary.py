"""Today's diary on the coaching page: steps to look at again and visits that are due, each begun by its button."""

import datetime as dt
import re
from typing import Any

import pytest
from sqlalchemy import select

from cpd.coaching.models import Visit
from cpd.core.database import transaction
from cpd.people.models import Post
from tests.coaching.making import STEP, Coaching, SignIn
from tests.world import NOW, TODAY

PAGE, NEW = "/coaching/visits", "/coaching/visits/new"
WEEK = dt.timedelta(weeks=1)


def today_of(client: Any) -> str:
    """The part of the page that is about today."""
    page = client.get(PAGE).get_data(as_text=True)
    return str(page[page.index("<h2>Today</h2>") : page.index("Colleagues I support")])


def visited(coaching: Coaching, weeks: int, of: str = "teacher", **words: Any) -> None:
    at = NOW - weeks * WEEK
    coaching.shared(of=of, at=at, **{"visited_on": at.date(), "check_back_on": TODAY + WEEK} | words)


def test_a_step_to_look_at_again_today_stands_with_its_time(coaching: Coaching, as_persona: SignIn) -> None:
    visited(coaching, 1, check_back_on=TODAY, check_back_at=dt.time(15, 30))
    today = today_of(as_persona("ambassador"))
    assert "Rosa Quill" in today
    assert "Look at the step again, 15:30" in today
    assert STEP in today


def test_a_visit_that_is_due_today_by_the_rhythm(coaching: Coaching, as_persona: SignIn) -> None:
    visited(coaching, 3)
    visited(coaching, 2, of="ta")
    today = today_of(as_persona("ambassador"))
    assert "A visit is due" in today
    assert "Rosa Quill" in today
    assert "Łukasz" not in today


def test_due_on_the_first_day_of_the_week_that_somebody_works(coaching: Coaching, as_persona: SignIn) -> None:
    visited(coaching, 3)
    with transaction() as writing:
        post = writing.scalars(select(Post).where(Post.person_id == coaching.trust.person("teacher"))).one()
        post.working_days = "Wed,Thu"
    assert "Nothing is planned" in today_of(as_persona("ambassador"))


@pytest.mark.parametrize("days", [-1, 1])
def test_other_days_are_not_today(coaching: Coaching, as_persona: SignIn, days: int) -> None:
    visited(coaching, 1, check_back_on=TODAY + dt.timedelta(days=days))
    assert "Nothing is planned" in today_of(as_persona("ambassador"))


def test_what_was_agreed_for_a_time_comes_first(coaching: Coaching, as_persona: SignIn) -> None:
    visited(coaching, 3)
    visited(coaching, 1, of="ta", check_back_on=TODAY, check_back_at=dt.time(9, 0))
    visited(coaching, 1, of="office", check_back_on=TODAY)
    today = today_of(as_persona("ambassador"))
    assert today.index("Łukasz Thorn") < today.index("Olive Munro") < today.index("Rosa Quill")


def test_the_button_begins_one_visit_and_then_leads_to_its_draft(coaching: Coaching, as_persona: SignIn) -> None:
    visited(coaching, 1, check_back_on=TODAY)
    client = as_persona("ambassador")
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', today_of(client)))
    first, second = (client.post(NEW, data=fields) for _ in range(2))
    draft = coaching.session.scalars(select(Visit.id).where(Visit.visited_on == TODAY)).one()
    assert first.location == second.location == f"{PAGE}/{draft}/edit"
    today = today_of(client)
    assert f"{PAGE}/{draft}/edit" in today
    assert "Start a visit to Rosa Quill" not in today


def test_whoever_was_visited_today_is_done_with(coaching: Coaching, as_persona: SignIn) -> None:
    visited(coaching, 1, check_back_on=TODAY)
    visited(coaching, 0, step_text="")
    assert "Nothing is planned" in today_of(as_persona("ambassador"))


def test_nobody_else_has_a_diary(coaching: Coaching, as_persona: SignIn) -> None:
    visited(coaching, 1, check_back_on=TODAY)
    assert "Rosa Quill" not in today_of(as_persona("other_ambassador"))
    assert "<h2>Today</h2>" not in as_persona("head").get(PAGE).get_data(as_text=True)
