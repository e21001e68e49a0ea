"""Two at one meeting type at once, lose the network and the sign-in, and lose no word."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.appraisal.making import Appraisals
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looking import Looking
from tests.world import NOW, World

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def test_two_type_at_one_meeting(
    open_browser: Callable[..., Looking], trust: World, frameworks: None, session: Session
) -> None:
    address = f"/appraisal/reviews/{Appraisals(trust, session).written()}/meetings/end_of_year"
    hers, theirs = open_browser("teacher", width=PHONE), open_browser("appraiser", width=DESKTOP)
    for looking, words in ((hers, "They speak."), (theirs, "She waits.")):
        looking.page.context.clock.set_fixed_time(NOW)
        looking.open(f"{address}/part")
        looking.page.get_by_text("Something under a standard").click()
        looking.write("1 Set high expectations which inspire, motivate and challenge pupils", words)
        expect(looking.page.locator("[data-autosave]")).to_have_text("Saved 10:00")
        looking.press("Send it")
        looking.look()
        looking.press("Send it")
    for looking in (hers, theirs):
        looking.open(address)
        expect(looking.page.get_by_text("They speak.")).to_be_visible()
        expect(looking.page.get_by_text("She waits.")).to_be_visible()
    hers.write("Minutes", "We began with what goes well.")
    expect(hers.page.locator("[data-autosave]")).to_have_text("Saved 10:00")
    theirs.write("What you agree under 1", "She waits, and they speak.")
    expect(theirs.page.locator("[data-autosave]")).to_have_text("Saved 10:00")
    # What the other wrote where nobody typed here has come along.
    expect(theirs.page.get_by_label("Minutes")).to_have_value("We began with what goes well.")
    hers.page.context.set_offline(True)
    hers.write("Next steps", "A term beside the subject lead.")
    expect(hers.page.locator("[data-autosave]")).to_contain_text("no network")
    hers.page.context.set_offline(False)
    expect(hers.page.locator("[data-autosave]")).to_have_text("Saved 10:00")
    hers.page.context.clear_cookies()
    hers.write("Workload, wellbeing and flexible working", "One club fewer.")
    expect(hers.page.locator("[data-autosave]")).to_contain_text("you are signed out")
    hers.faults.clear()
