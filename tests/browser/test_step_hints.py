"""Whether a step can be seen, and rehearsed before its day: said while one types, with and without a network."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.coaching.services import take_on
from cpd.core.database import transaction
from cpd.people.models import Post
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looking import Looking
from tests.browser.offline.a_tablet import switched_on
from tests.coaching.making import Coaching
from tests.world import NOW, World

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

Open = Callable[..., Looking]

VAGUE = "Improve questioning, and be more confident."
EXACT = "Count to five before taking the first answer."
SEE = "What would somebody see or hear? Name the action and the moment."


@pytest.fixture
def coaching(trust: World, session: Session, site: str) -> Coaching:
    """Siân supports Rosa, who works on Wednesdays and Thursdays."""
    coaching = Coaching(trust, session)
    with transaction() as writing:
        writing.scalars(select(Post).where(Post.person_id == trust.person("teacher"))).one().working_days = "Wed,Thu"
        take_on(writing, coaching.actor("ambassador"), trust.person("teacher"), trust.school("hazel"))
    return coaching


def hints(page: Page) -> Locator:
    return page.locator("#step-hints li")


def test_hints_appear_while_typing_and_the_servers_words_are_the_same(open_browser: Open, coaching: Coaching) -> None:
    looking = open_browser("ambassador")
    page = looking.open(f"/coaching/visits/{coaching.begun()}/edit", look=False)
    expect(hints(page)).to_have_count(0)
    looking.write("One action step", VAGUE)
    looking.write("Check back on", "8/12/2026")
    typed = [
        f"improve: {SEE}",
        f"be more: {SEE}",
        "Rosa does not work on Tuesdays: would another day suit better?",
        "Can it be rehearsed before 8 December? Two minutes, out loud, is enough.",
    ]
    expect(hints(page)).to_have_text(typed)
    looking.look_at(PHONE, DESKTOP)
    looking.press("Save draft")
    expect(page.locator("[data-step-hints-saved] li")).to_have_text(typed)

    looking.write("One action step", EXACT)
    expect(page.locator("[data-step-hints-saved]")).to_have_count(0)
    looking.write("Check back on", "9 Dec 2026")
    expect(hints(page)).to_have_text(["Can it be rehearsed before 9 December? Two minutes, out loud, is enough."])
    page.get_by_text("The conversation").click()
    looking.write("How the step was rehearsed", "You said it twice.")
    expect(page.locator("#step-hints")).to_be_hidden()


def test_without_a_network_likewise_and_the_day_offered_is_one_they_work_on(
    open_browser: Open, coaching: Coaching
) -> None:
    looking = switched_on(open_browser("ambassador"))
    page = looking.page
    page.context.set_offline(True)
    page.locator("#people").get_by_role("button", name="Rosa Quill").click()
    assert NOW.strftime("%A") == "Monday"
    expect(page.get_by_label("Check back on", exact=True)).to_have_value("9 December 2026")
    expect(page.locator("#step-hints")).to_be_hidden()
    page.get_by_label("One action step").fill(VAGUE)
    page.get_by_label("Check back on", exact=True).fill("8 Dec 2026")
    expect(hints(page)).to_have_count(4)
    expect(hints(page).nth(2)).to_have_text("Rosa does not work on Tuesdays: would another day suit better?")
    looking.look()
    page.get_by_label("One action step").fill("")
    expect(page.locator("#step-hints")).to_be_hidden()
