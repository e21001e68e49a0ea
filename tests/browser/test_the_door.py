"""In by a letter, and with the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from cpd.accounts.models import Account, Purpose
from cpd.accounts.rules import new_code
from cpd.accounts.secrets import hashed_code
from cpd.accounts.services.ways_in import make_secret
from cpd.core.database import transaction
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looking import Looking
from tests.coaching.making import Coaching
from tests.training.courses import YEARLY, add_course, require_of
from tests.world import NOW, World

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

Open = Callable[..., Looking]

PASSWORD = "kettle marble thunder"


def test_a_ta_without_an_email_comes_in_by_a_letter(open_browser: Open, trust: World) -> None:
    code = new_code()
    with transaction() as session:
        account = session.get_one(Account, trust.accounts["ta"])
        make_secret(session, account, Purpose.LETTER, hashed_code(account.id, code), NOW)
        require_of(session, add_course(session, "SG-L1", "Safeguarding every year", YEARLY).id)

    looking = open_browser()
    page = looking.open("/sign-in")
    looking.follow("Use the code from my letter")
    looking.look()
    looking.write("Staff code", "a001")
    looking.write("Code", code.replace("-", "").lower())
    looking.press("Go on")
    expect(looking.heading).to_have_text("Welcome, Łukasz")
    looking.look()
    looking.write("Choose a password", PASSWORD)
    looking.write("Type it once more", PASSWORD)
    looking.press("Save and go in")
    expect(looking.heading).to_have_text("Good morning, Łukasz")
    looking.look()

    looking.follow("All my training")
    expect(page.get_by_text("Safeguarding every year").first).to_be_visible()
    looking.look()
    page.goto("/standards/")
    own = page.get_by_role("heading", name="Yours").locator("xpath=following-sibling::section[1]")
    own.get_by_role("link").first.click()
    expect(looking.heading).to_contain_text("eaching assistant")
    looking.look()

    looking.press("Sign out")
    looking.write("Email address or staff code", "A001")
    looking.write("Password", PASSWORD)
    looking.press("Sign in")
    expect(looking.heading).to_have_text("Good morning, Łukasz")


def test_the_door_by_keyboard_alone(open_browser: Open) -> None:
    looking = open_browser(width=DESKTOP)
    page = looking.open("/sign-in")
    assert tabs(page, 6) == [
        "Skip to main content",
        "Saltmarsh Learning Trust Professional development",
        "name",
        "password",
        "Sign in",
        "I have forgotten my password",
    ]
    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert focused(page) == "name"
    page.keyboard.type("nobody@saltmarsh.example")
    page.keyboard.press("Tab")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    assert page.evaluate("document.activeElement.matches('.govuk-error-summary')")
    expect(page.get_by_label("Email address or staff code")).to_have_value("nobody@saltmarsh.example")
    looking.look()


def test_a_visit_by_keyboard_alone(open_browser: Open, site: str, trust: World, session: Session) -> None:
    coaching = Coaching(trust, session)
    looking = open_browser("ambassador", width=PHONE)
    page = looking.open(f"/coaching/visits/{coaching.begun()}/edit", look=False)
    page.locator("main").focus()
    order = tabs(page, 16)
    assert order[:5] == ["visited_on", "Pick: Date", "visited_at", "visited_at", "visited_at"]
    expected = ["kind", "seen", "Add the time", "worked", "step_text", "Choose a step from the library"]
    assert [name for name in order if name in expected] == expected
    page.get_by_label("What worked", exact=True).focus()
    page.keyboard.type("Every pupil began at once.")
    page.keyboard.press("Tab")
    page.keyboard.type("Greet them at the door.")
    while focused(page) != "Save draft":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Only you can see it until you share it")).to_be_visible()
    expect(page.get_by_label("One action step", exact=True)).to_have_value("Greet them at the door.")


def tabs(page: Page, times: int) -> list[str]:
    """What the next presses of Tab lead to; each must show that it is there, and not from under something else."""
    names = []
    for _ in range(times):
        page.keyboard.press("Tab")
        names.append(focused(page))
        assert page.evaluate(_SEEN), f"{names[-1]!r} has the focus and does not show it"
    return names


def focused(page: Page) -> str:
    """The name of the field that has the focus, or what it says."""
    name: str = page.evaluate(
        "(({name, ariaLabel, innerText, type}) =>"
        " (type !== 'submit' && name) || ariaLabel || innerText.replace(/\\s+/g, ' ').trim())(document.activeElement)"
    )
    return name


# An outline or a shadow, on the field or on its drawn mark; and the middle of it is not covered. The button inside a
# field for a time is the browser's own, and so is its outline.
_SEEN = """() => {
    const element = document.activeElement, label = element.labels?.[0];
    if (!element.matches(":focus")) return true;
    const box = element.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const uncovered = !!top && (element.contains(top) || top.contains(element) || label === top);
    const shows = [element, ...(label ? [label] : [])].some((one) => ["", "::before"].some((part) => {
        const style = getComputedStyle(one, part);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
    }));
    return uncovered && shows;
}"""
