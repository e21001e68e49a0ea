"""The page that everybody has about their own development: their own records, told to them alone."""

import datetime as dt
import html
import re
import uuid
from typing import Any

import pytest

from cpd.appraisal.rules.states import READ
from cpd.coaching import services
from cpd.coaching.models import Focus
from cpd.coaching.rules.steps import StepState, TrialOutcome
from cpd.core.audit import record_reading
from cpd.core.changes import forget_everything
from cpd.core.database import transaction
from cpd.insight.pages.my_development import story
from tests.appraisal.making import Appraisals
from tests.coaching.making import SEEN, STEP, WORKED, Coaching
from tests.insight.conftest import ReadPage
from tests.world import NOW, PEOPLE, TODAY, World

MINE = "/my-development"
FOCUS = "Every pupil answers before I move on."
SINCE = dt.date(2026, 9, 1)


# The story


def test_a_focus_that_another_replaced_is_told_once() -> None:
    first = Focus(text="Waiting", started_on=dt.date(2026, 9, 14), ended_on=dt.date(2026, 10, 4))
    second = Focus(text="Asking", started_on=dt.date(2026, 10, 5), ended_on=dt.date(2026, 11, 2))
    months = story([second, first], [], [], SINCE)
    assert [(month.name, [(one.text, one.words) for one in month.sentences]) for month in months] == [
        ("September 2026", [("You began to work on this:", "Waiting")]),
        ("October 2026", [("You began to work on this:", "Asking")]),
        ("November 2026", [("You finished with this focus:", "Asking")]),
    ]


def test_what_was_before_september_is_not_told() -> None:
    before = Focus(text="Waiting", started_on=dt.date(2026, 5, 4), ended_on=None)
    assert story([before], [], [], SINCE) == ()


# The page


@pytest.mark.parametrize("persona", sorted(set(PEOPLE) - {"trustee"}))
def test_everybody_with_a_post_has_one(main_of: ReadPage, trust: World, persona: str) -> None:
    page = main_of(persona, MINE)
    for part in ("My focus", "My step", "My look-for of the week", "What has changed since September", "My visits"):
        assert part in page, part
    for part in ("My training", "My review", "Who has looked", "No coaching for now"):
        assert part in page, part


def test_a_trustee_is_told_that_it_goes_with_a_post(main_of: ReadPage, trust: World) -> None:
    assert "This page goes with a post" in main_of("trustee", MINE)


def test_my_own_year_is_told_to_me(coaching: Coaching, main_of: ReadPage) -> None:
    october = NOW - dt.timedelta(days=40)
    coaching.focus("teacher", FOCUS)
    earlier = coaching.shared(at=october, visited_on=october.date(), check_back_on=TODAY)
    coaching.end_step(coaching.step_of(earlier))
    coaching.shared(worked="Nearly everybody had an answer.", step_text="Ask first, then name.")
    page = main_of("teacher", MINE)
    assert f"My focus {FOCUS}" in page
    assert "Ask first, then name. Agreed with Siân O'Neill" in page
    told = page[page.index("What has changed since September") :]
    order = ["October 2026", WORKED, "November 2026", FOCUS, "Nearly everybody had an answer."]
    assert [told.index(words) for words in order] == sorted(told.index(words) for words in order)
    assert "A step is embedded" in told
    assert "It happens now." in told
    assert "Siân O'Neill supports you" in page
    assert SEEN not in page


def test_how_trying_went_is_on_my_page_and_nobody_elses(coaching: Coaching, main_of: ReadPage) -> None:
    step = coaching.step_of(coaching.shared())
    rosa = coaching.actor("teacher")
    with transaction() as writing:
        services.record_trial(writing, rosa, step, TrialOutcome.PART, "", request_key=uuid.uuid4(), at=NOW)
    assert "In part" in main_of("teacher", MINE)
    assert "In part" not in main_of("ambassador", MINE)


@pytest.mark.parametrize(
    "persona", ["head", "line_manager", "appraiser", "development_lead", "administrator", "other_ambassador", "ta"]
)
def test_nothing_of_mine_stands_on_somebody_elses_page(coaching: Coaching, main_of: ReadPage, persona: str) -> None:
    coaching.focus("teacher", FOCUS)
    coaching.shared()
    page = main_of(persona, MINE)
    for words in (FOCUS, STEP, WORKED, SEEN, "Rosa"):
        assert words not in page, words


def test_i_alone_see_who_has_looked(trust: World, coaching: Coaching, main_of: ReadPage) -> None:
    assert "Nobody else has opened your review" in main_of("teacher", MINE)
    rosa = trust.person("teacher")
    for persona, action in (("appraiser", READ), ("line_manager", "training.list_read"), ("head", "something.new")):
        record_reading(coaching.actor(persona), action, uuid.uuid4(), rosa)
    page = main_of("teacher", MINE)
    assert "Greta Stone opened your review" in page
    assert "Petra Vane opened your training list" in page
    assert "Harriet Dale opened a record about you" in page
    for persona in ("appraiser", "head", "administrator", "development_lead"):
        assert "Greta Stone opened" not in main_of(persona, MINE)


def test_a_review_and_training_stand_with_whose_move_it_is(
    trust: World, courses: dict[str, uuid.UUID], appraisals: Appraisals, main_of: ReadPage
) -> None:
    appraisals.started()
    page = main_of("teacher", MINE)
    assert "Your move:" in page
    assert "courses to catch up on" in page
    assert "Review 2026/27" in page


def test_the_home_page_leads_to_it(trust: World, as_persona: Any) -> None:
    assert f'href="{MINE}"' in as_persona("ta").get("/").get_data(as_text=True)


def test_the_home_page_of_an_ambassador_says_who_is_due(coaching: Coaching, main_of: ReadPage) -> None:
    assert "You support nobody yet." in main_of("ambassador")
    long_ago = NOW - dt.timedelta(weeks=10)
    coaching.shared(at=long_ago, visited_on=long_ago.date(), check_back_on=TODAY)
    assert "You support 1 colleague : 1 past their week, 0 due" in main_of("ambassador")
    assert "My caseload" not in main_of("teacher")


def test_few_statements_and_no_more_with_more_rows(
    trust: World, courses: dict[str, uuid.UUID], coaching: Coaching, as_persona: Any, counted_queries: Any
) -> None:
    def fill() -> None:
        for _ in range(2):
            step = coaching.step_of(coaching.shared(step_text=f"{STEP} {uuid.uuid4()}"))
            with transaction() as writing:
                services.end_step(writing, coaching.actor("teacher"), step, StepState.LET_GO, "Not now.")

    fill()
    client = as_persona("teacher")
    forget_everything()
    count = counted_queries()
    client.get(MINE)
    few = count.total
    # Who is signed in and the frame take seven.
    assert few - 7 <= 15, count.statements
    fill()
    forget_everything()
    again = counted_queries()
    client.get(MINE)
    assert again.total == few


def test_words_are_shown_as_they_are_typed(coaching: Coaching, as_persona: Any) -> None:
    coaching.focus("teacher", "<b>Wait</b> & see")
    text = as_persona("teacher").get(MINE).get_data(as_text=True)
    assert "<b>Wait" not in text
    assert "<b>Wait</b> & see" in html.unescape(re.sub(r"<[^>]+>", " ", text))
