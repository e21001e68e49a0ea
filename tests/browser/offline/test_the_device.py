"""What an unlocked device keeps, shows and wipes: the page alone, whatever the database."""

import datetime as dt

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect
from sqlalchemy import select

from cpd.coaching.models import OfflineDevice
from cpd.core.database import db
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looking import Looking
from tests.browser.offline.a_tablet import (
    NOTES,
    PIN,
    PRAISE,
    VISITS,
    Open,
    begin,
    excuse,
    kept_in_clear,
    reopened,
    switched_on,
    unlock,
    visits,
    where,
)
from tests.coaching.making import Coaching
from tests.world import NOW

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def test_a_killed_tab_keeps_its_words_and_nothing_lies_in_the_clear(tablet: Looking) -> None:
    page = tablet.page
    page.context.set_offline(True)
    begin(page)
    expect(where(page)).to_contain_text("On this device. It is sent when the network is back")
    clear = kept_in_clear(page)
    assert not any(
        word in clear for word in ("Rosa", "Łukasz", "Quill", "partner", "begun to talk", "answers before", PIN)
    )
    page = reopened(page)
    page.locator("#unfinished").get_by_role("button", name="Rosa Quill").click()
    expect(page.get_by_label("What was seen and heard")).to_have_value(NOTES)
    expect(page.get_by_label("What worked")).to_have_value(PRAISE)


def test_a_full_device_says_so_and_the_words_stay_in_sight(tablet: Looking) -> None:
    page = tablet.page
    page.context.set_offline(True)
    page.evaluate("""() => {
        IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
    }""")
    begin(page)
    expect(where(page)).to_contain_text("Not kept: this device has no room for the words")
    expect(page.get_by_label("What was seen and heard")).to_have_value(NOTES)
    page.context.set_offline(False)
    expect(where(page)).to_contain_text("the server has it")
    assert [visit.seen for visit in visits()] == [NOTES]


def test_a_clock_that_is_a_day_ahead_is_put_right_and_nothing_is_lost(tablet: Looking) -> None:
    page = tablet.page
    page.context.clock.set_fixed_time(NOW + dt.timedelta(days=1))
    page = reopened(page)
    expect(page.locator("#news")).to_contain_text("This device's clock says 24 November 2026, the server's 23 November")
    begin(page)
    expect(page.locator("#faults")).to_contain_text("the date is in the future")
    assert visits() == []
    page.get_by_label("Date", exact=True).fill("23/11/2026")
    expect(where(page)).to_contain_text("the server has it")
    assert [visit.visited_on for visit in visits()] == [NOW.date()]


def test_ten_wrong_pins_and_fourteen_days_wipe_the_device(tablet: Looking) -> None:
    page = tablet.page
    page.reload()
    for left in range(9, 0, -1):
        unlock(page, "000000")
        expect(page.locator("#pin-said")).to_contain_text(f"{left} tr")
    tablet.look()
    unlock(page, "000000")
    expect(page.locator("#news")).to_contain_text("Ten wrong PINs: what was kept here has been wiped")
    assert kept_in_clear(page) == "[[[],[]],{},{}]"

    switched_on(tablet)
    page.context.clock.set_fixed_time(NOW + dt.timedelta(days=15))
    page.reload()
    expect(page.get_by_text("Nothing is kept on this device")).to_be_visible()
    assert kept_in_clear(page) == "[[[],[]],{},{}]"


def test_signing_out_asks_about_words_that_were_not_sent_and_wipes(tablet: Looking) -> None:
    page = tablet.page
    page.route(VISITS, lambda route: route.abort())
    begin(page)
    expect(where(page)).to_contain_text("On this device")
    tablet.open("/coaching/offline", look=False)
    tablet.look_at(PHONE, DESKTOP)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("Words on this device were not sent yet")).to_be_visible()
    tablet.look()
    page.unroute(VISITS)
    unlock(page)
    page.wait_for_url("**/sign-in*")
    assert [visit.seen for visit in visits()] == [NOTES]
    assert kept_in_clear(page) == "[[[],[]],{},{}]"
    device = db.session.scalars(select(OfflineDevice)).one()
    assert device.switched_off_at is not None


def hold_back_words(tablet: Looking) -> Page:
    """Words lie on the tablet that the server has not got; its page is left for an ordinary one."""
    page = tablet.page
    page.route(VISITS, lambda route: route.abort())
    begin(page)
    expect(where(page)).to_contain_text("On this device")
    page.unroute(VISITS)
    return page


@pytest.mark.parametrize("persona", ["teacher", "other_ambassador"])
def test_a_colleague_who_signs_out_leaves_anothers_words_locked(tablet: Looking, persona: str) -> None:
    page = hold_back_words(tablet)
    tablet.become(persona)
    tablet.open("/", look=False)
    page.get_by_role("button", name="Sign out").click()
    leave = page.get_by_role("button", name="They are a colleague's")
    page.context.set_offline(True)
    leave.click()
    expect(page.locator("#news")).to_have_text(
        "What is kept here stays locked. There is no network to sign you out: close the browser."
    )
    page.context.set_offline(False)
    leave.click()
    page.wait_for_url("**/sign-in*")
    assert visits() == []
    tablet.become("ambassador")
    page = reopened(page)
    expect(page.get_by_text("the server has it")).to_be_visible()
    assert [visit.seen for visit in visits()] == [NOTES]


def test_a_role_that_ended_wipes_the_caseload_and_first_what_was_not_sent(tablet: Looking, coaching: Coaching) -> None:
    page = tablet.page
    begin(page)
    expect(where(page)).to_contain_text("the server has it")
    page.context.set_offline(True)
    page.get_by_label("What was seen and heard").fill("Typed without a network.")
    expect(where(page)).to_contain_text("when the network is back")
    page.get_by_role("button", name="All visits").click()
    begin(page, "Łukasz Thorn")
    expect(where(page)).to_contain_text("when the network is back")
    coaching.end_roles("ambassador")
    page.context.set_offline(False)
    # Of today, when he was no ambassador any more: nothing to be sent, and not thrown away without asking.
    expect(page.locator("#faults")).to_contain_text("you were no ambassador on that day")
    page.get_by_role("button", name="All visits").click()
    expect(page.locator("#people").get_by_role("button")).to_have_count(0)
    expect(page.locator("#unfinished").get_by_role("button")).to_have_count(1)
    assert [visit.seen for visit in visits()] == ["Typed without a network."]
    page.locator("#unfinished").get_by_role("button", name="Łukasz Thorn").click()
    page.get_by_role("button", name="Take it off this device, unsent").click()
    page.get_by_role("button", name="Take it off: its words are lost").click()
    expect(page.locator("#news")).to_have_text("You are no ambassador any more: what was kept here has been wiped.")
    assert kept_in_clear(page) == "[[[],[]],{},{}]"
    assert len(visits()) == 1
    excuse(tablet, 403)


def test_a_wiped_page_stays_quiet(tablet: Looking) -> None:
    page = tablet.page
    page.get_by_text("Wipe this device").click()
    page.get_by_role("button", name="Wipe it now").click()
    expect(page.locator("#news")).to_have_text("This device is wiped.")
    # The next round of what asks every few seconds whether there is something to send.
    page.clock.run_for(5_000)


def test_a_list_of_drafts_that_comes_late_brings_no_older_words_back(tablet: Looking) -> None:
    page = tablet.page
    begin(page)
    expect(where(page)).to_contain_text("the server has it")
    page.get_by_role("button", name="All visits").click()
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/coaching/offline/caseload", lambda route: held.append((route, route.fetch())))
    with page.expect_request("**/coaching/offline/caseload"):
        page.evaluate("dispatchEvent(new Event('online'))")
    page.locator("#unfinished").get_by_role("button", name="Rosa Quill").click()
    page.get_by_label("What was seen and heard").fill("Written since.")
    expect(where(page)).to_contain_text("the server has it")
    page.get_by_role("button", name="All visits").click()
    with page.expect_response("**/coaching/offline/caseload"):
        route, answer = held[0]
        route.fulfill(response=answer)
    page.locator("#unfinished").get_by_role("button", name="Rosa Quill").click()
    expect(page.get_by_label("What was seen and heard")).to_have_value("Written since.")
    assert [visit.seen for visit in visits()] == ["Written since."]


def test_a_device_switched_off_from_elsewhere_wipes_itself(tablet: Looking, open_browser: Open) -> None:
    elsewhere = open_browser("ambassador")
    elsewhere.open("/coaching/offline")
    elsewhere.press("Switch Blue tablet off")
    page = reopened(tablet.page)
    expect(page.locator("#news")).to_contain_text("Offline was switched off for this device")
    assert kept_in_clear(page) == "[[[],[]],{},{}]"


def test_the_ordinary_page_saves_itself_and_says_where_the_words_are(open_browser: Open, coaching: Coaching) -> None:
    visit_id = coaching.begun()
    looking = open_browser("ambassador")
    looking.page.context.clock.set_fixed_time(NOW)
    page = looking.open(f"/coaching/visits/{visit_id}/edit", look=False)
    said = page.locator("[data-autosave]")
    looking.write("What worked", PRAISE)
    expect(said).to_have_text("Saved 10:00")
    page.context.set_offline(True)
    looking.write("What was seen and heard", NOTES)
    expect(said).to_have_text("Not saved: no network. The words are on this page only.")
    looking.look()
    page.context.set_offline(False)
    expect(said).to_have_text("Saved 10:00")
    assert [visit.seen for visit in visits()] == [NOTES]
    looking.write("What was seen and heard", "Pressed at once.")
    looking.press("Save draft")
    assert [visit.seen for visit in visits()] == ["Pressed at once."]
