"""One visit, from the back of the classroom to the answer: the main job of the platform, in a browser."""

import datetime as dt
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from cpd.accounts.models import Account, SignIn
from cpd.accounts.passwords import hash_password
from cpd.core.database import transaction
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looking import Looking
from tests.coaching.making import STEP, WORKED, Coaching
from tests.world import NOW, World

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

Open = Callable[..., Looking]

PASSWORD = "otter lantern gravel"
SEEN = "09:14 T: Thirty seconds, then tell your partner."
PRAISE = "You waited, and every pupil had begun to talk."
LOOK_FOR = "Pupils are greeted and start the first task without being chased."
REPLY = "Thank you. I will count to five on Thursday too."


@pytest.fixture
def with_password(trust: World) -> None:
    """Siân, the ambassador, has been in before."""
    with transaction() as session:
        account = session.get_one(Account, trust.accounts["ambassador"])
        account.password_hash, account.password_set_at = hash_password(PASSWORD), NOW


@pytest.fixture
def coaching(trust: World, session: Session, site: str) -> Coaching:
    return Coaching(trust, session)


def sign_in(looking: Looking) -> None:
    looking.write("Email address or staff code", "t002")
    looking.write("Password", PASSWORD)
    looking.press("Sign in")


def find(page: Page, letters: str, name: str) -> None:
    """A colleague by three letters, with the keys that a list under a field answers to."""
    field = page.get_by_role("combobox", name="Whom did you visit?")
    field.press_sequentially(letters)
    expect(page.get_by_role("option")).to_have_count(1)
    expect(page.get_by_role("option", name=name)).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")


def tick(page: Page, part: str, letters: str, name: str) -> None:
    """Open a list of the form, find its line by some letters, tick it."""
    group = page.locator("details.pick").filter(has=page.locator("summary", has_text=part))
    group.locator("summary").first.click()
    group.get_by_role("searchbox").fill(letters)
    group.get_by_label(name).first.check()


def test_an_ambassador_logs_a_visit_on_a_phone(open_browser: Open, with_password: None) -> None:
    looking = open_browser(width=PHONE)
    page = looking.open("/sign-in")
    sign_in(looking)
    looking.look()
    looking.follow("Log a visit")
    find(page, "ros", "Rosa Quill")
    expect(looking.heading).to_have_text("Visit to Rosa Quill")
    looking.look()
    looking.press("Begin")

    looking.write("What was seen and heard", SEEN)
    looking.write("What worked", PRAISE)
    tick(page, "Choose a step from the library", "wrong", "wrong answer")
    tick(page, "Look-fors that were seen", "greeted", LOOK_FOR)
    tick(page, "Words of our common language", "cold", "Cold call")
    looking.write("Check back on", "7/12/2026")
    looking.look()
    looking.press("Save draft")
    expect(page.get_by_role("status").first).to_contain_text("Only you can see it until you share it")

    page.goto("/")
    looking.follow("Rosa")
    expect(page.get_by_label("What worked", exact=True)).to_have_value(PRAISE)
    expect(page.get_by_label("One action step", exact=True)).not_to_be_empty()
    looking.press("Share with Rosa")
    expect(page.get_by_role("status").first).to_contain_text("Shared with Rosa")
    looking.look()
    looking.look_at(DESKTOP)
    for words in (SEEN, PRAISE, LOOK_FOR, "Cold call", "7 Dec 2026"):
        assert words in looking.words


def test_two_taps_start_a_visit_from_todays_diary(open_browser: Open, coaching: Coaching) -> None:
    a_week_ago = NOW - dt.timedelta(days=7)
    coaching.shared(at=a_week_ago, visited_on=a_week_ago.date(), check_back_on=NOW.date())
    looking = open_browser("ambassador", width=PHONE)
    page, taps = looking.open("/", look=False), 0

    def tap(role: Literal["link", "button"], name: str) -> None:
        nonlocal taps
        taps += 1
        with page.expect_navigation():
            page.get_by_role(role, name=name).first.click()

    tap("link", "Coaching")
    looking.look_at(PHONE, DESKTOP)
    tap("button", "Start a visit to Rosa Quill")
    expect(looking.heading).to_have_text("Visit to Rosa Quill")
    expect(page.get_by_label("What worked", exact=True)).to_be_editable()
    assert taps == 2


def test_a_visit_shared_with_the_wrong_person_is_taken_back(open_browser: Open, coaching: Coaching) -> None:
    visit_id = coaching.shared()
    looking = open_browser("ambassador")
    page = looking.open(f"/coaching/visits/{visit_id}")
    looking.press("Take it back")
    expect(page.get_by_text("You took this visit back")).to_be_visible()
    looking.look()
    reader = open_browser("teacher")
    answer = reader.page.goto(f"/coaching/visits/{visit_id}")
    assert answer is not None
    assert answer.status == 404
    assert WORKED not in reader.words
    reader.look()


def test_a_teacher_reads_it_answers_and_changes_their_focus(open_browser: Open, coaching: Coaching) -> None:
    coaching.focus("teacher", "Every pupil answers before I move on.")
    coaching.shared()
    looking = open_browser("teacher")
    page = looking.open("/")
    looking.follow("Lesson visit by Siân")
    expect(page.get_by_text(WORKED)).to_be_visible()
    looking.look_at(PHONE, DESKTOP)
    looking.write("Your reply", REPLY)
    looking.press("Send the reply")
    expect(page.get_by_text(REPLY)).to_be_visible()

    page.goto("/")
    expect(page.get_by_text("You have replied")).to_be_visible()
    looking.follow("Change my focus")
    looking.look()
    looking.write("What are you working on?", "I wait five seconds after every question.")
    page.get_by_label("Which standard does it belong to?").select_option(index=1)
    looking.press("Save my focus")
    looking.look()
    page.goto("/")
    looking.look_at(PHONE, DESKTOP)
    assert "I wait five seconds after every question." in looking.words
    assert STEP in looking.words


def test_words_outlive_the_sign_in_under_which_they_were_typed(
    open_browser: Open, coaching: Coaching, with_password: None
) -> None:
    visit_id = coaching.begun()
    looking = open_browser("ambassador")
    page = looking.open(f"/coaching/visits/{visit_id}/edit", look=False)
    note = "\n".join(f"09:{minute:02} T: Who can say that another way?" for minute in range(10, 60))
    looking.write("What was seen and heard", note)
    with transaction() as session:
        session.execute(update(SignIn).values(ended_at=NOW))
    looking.press("Save draft")
    expect(page.get_by_text("Your words are safe")).to_be_visible()
    looking.look()
    sign_in(looking)
    expect(page.get_by_label("Seen")).to_have_value(note)
    looking.look()
    looking.press("Send them on")
    expect(looking.heading).to_have_text("Visit to Rosa Quill")
    expect(page.get_by_label("What was seen and heard", exact=True)).to_have_value(note)
    expect(page.get_by_role("status").first).to_contain_text("Saved")


def test_without_javascript_an_ambassador_signs_in_and_logs_a_visit(open_browser: Open, with_password: None) -> None:
    looking = open_browser(script=False)
    page = looking.page
    page.goto("/coaching/visits/new")
    sign_in(looking)
    page.get_by_label("Whom did you visit?").fill("ros")
    looking.press("Find")
    looking.follow("Rosa Quill")
    looking.press("Begin")
    looking.write("What was seen and heard", SEEN)
    looking.write("What worked", PRAISE)
    looking.write("One action step", STEP)
    page.locator("summary", has_text="Look-fors that were seen").click()
    page.locator("details.pick details > summary").filter(visible=True).first.click()
    page.locator("[name=look_for_ids]").filter(visible=True).first.check()
    looking.press("Share with Rosa")
    expect(page.get_by_text("Shared with Rosa")).to_be_visible()
    expect(page.get_by_text(STEP)).to_be_visible()
