"""Visits in a room without a network, in a browser: each fault tried, nothing lost and nothing doubled."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, Locator, Page, Route, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cpd.accounts.models import SignIn
from cpd.coaching.models import OfflineDevice, Visit, VisitLookFor
from cpd.coaching.rules.visits import VisitState
from cpd.coaching.services import take_on
from cpd.core.database import db, transaction
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looking import Looking
from tests.coaching.making import Coaching
from tests.world import NOW, World

pytestmark = pytest.mark.browser

Open = Callable[..., Looking]

PIN = "482913"
VISITS = "**/coaching/offline/visits"
NOTES = "09:14 T: Thirty seconds, then tell your partner."
PRAISE = "You waited, and every pupil had begun to talk."


@pytest.fixture
def coaching(trust: World, session: Session, site: str) -> Coaching:
    """Siân supports Rosa and Łukasz."""
    coaching = Coaching(trust, session)
    coaching.focus("teacher", "Every pupil answers before I move on.", "TS5")
    coaching.shared(of="ta")
    with transaction() as writing:
        take_on(writing, coaching.actor("ambassador"), trust.person("teacher"), trust.school("hazel"))
    coaching.supported_since(NOW.date() - dt.timedelta(days=1))
    return coaching


@pytest.fixture
def tablet(open_browser: Open, coaching: Coaching) -> Looking:
    """Siân's tablet, with offline switched on and unlocked."""
    return switched_on(open_browser("ambassador"))


def switched_on(looking: Looking) -> Looking:
    looking.page.context.clock.set_fixed_time(NOW)
    page = looking.open("/coaching/offline")
    looking.write("A name for this device", "Blue tablet")
    looking.write("A PIN of six digits or more", PIN)
    looking.write("The PIN again", PIN)
    page.get_by_label("This device is mine").check()
    page.get_by_role("button", name="Switch offline on").click()
    page.wait_for_url("**/coaching/offline/visit")
    unlock(page)
    expect(page.locator("#people").get_by_role("button", name="Rosa Quill")).to_be_visible()
    return looking


def unlock(page: Page, pin: str = PIN) -> None:
    page.get_by_label("Your PIN for this device").fill(pin)
    page.get_by_role("button", name="Unlock").click()


def reopened(page: Page) -> Page:
    """The tab was killed; another is opened on the same device."""
    context = page.context
    page.close()
    page = context.new_page()
    page.goto("/coaching/offline/visit")
    unlock(page)
    return page


def kept_in_clear(page: Page) -> str:
    """All that lies in the device's stores, as somebody who has it in hands would read it."""
    return str(
        page.evaluate("""async () => {
            const open = (name) => new Promise((done) => {
                indexedDB.open(name).onsuccess = (event) => done(event.target.result);
            });
            const all = (store) => new Promise((done) => {
                store.getAll().onsuccess = (event) => done(event.target.result);
            });
            const text = (key, value) => value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value;
            const base = await open("cpd-offline");
            const kept = [];
            for (const name of base.objectStoreNames) kept.push(await all(base.transaction(name).objectStore(name)));
            base.close();
            return JSON.stringify([kept, {...localStorage}, {...sessionStorage}], text);
        }""")
    )


def excuse(looking: Looking, *statuses: int) -> None:
    """Refusals that a test provokes are no faults of the page."""
    looking.faults = [fault for fault in looking.faults if not fault.startswith(tuple(map(str, statuses)))]


def where(page: Page) -> Locator:
    return page.locator("#where")


def begin(page: Page, name: str = "Rosa Quill", notes: str = NOTES) -> None:
    page.locator("#people").get_by_role("button", name=name).click()
    page.get_by_label("What was seen and heard").fill(notes)
    page.get_by_label("What worked").fill(PRAISE)


def visits() -> list[Visit]:
    """What the server holds of what was typed in these tests."""
    db.session.rollback()
    return list(db.session.scalars(select(Visit).where(Visit.worked == PRAISE).order_by(Visit.begun_at, Visit.seen)))


def test_three_visits_without_a_network_arrive_once_each(tablet: Looking) -> None:
    page = tablet.page
    page.context.set_offline(True)
    page.reload()
    unlock(page)
    for number in range(3):
        begin(page, "Łukasz Thorn" if number == 1 else "Rosa Quill", f"{NOTES} {number}")
        expect(where(page)).to_contain_text("when the network is back")
        page.get_by_role("button", name="All visits").click()
    tablet.look_at(PHONE, DESKTOP)
    assert visits() == []
    page.context.set_offline(False)
    expect(page.locator("#news")).to_contain_text("All that was written here is saved")
    assert [visit.seen for visit in visits()] == [f"{NOTES} {number}" for number in range(3)]
    page.reload()
    unlock(page)
    expect(page.get_by_text("the server has it")).to_have_count(3)
    assert len(visits()) == 3


def test_from_opening_to_sharing_takes_at_most_fourteen_taps(tablet: Looking) -> None:
    """Without a network: a look-for of the focus, a term and a step by three letters; shared when it is back."""
    page, taps = tablet.page, 0

    def tap(target: Locator) -> Locator:
        nonlocal taps
        taps += 1
        target.click()
        return target

    page.context.set_offline(True)
    tap(page.get_by_role("button", name="Rosa Quill"))
    tap(page.get_by_role("button", name="Add the time"))
    expect(page.get_by_label("What was seen and heard")).to_have_value("10:00 ")
    page.keyboard.type("T: Thirty seconds, then tell your partner.")
    tap(page.get_by_label("What worked")).fill(PRAISE)
    tap(page.get_by_label("Find a step in the library")).fill("wrong")
    tap(page.locator("#offer-steps button").first)
    expect(page.get_by_label("One action step")).not_to_be_empty()
    tap(page.locator("#offer-look_for_ids label").nth(1))
    tap(page.get_by_label("Find a word of our common language")).fill("cold")
    tap(page.locator("#offer-term_ids").get_by_text("Cold call").first)
    tablet.look_at(PHONE, DESKTOP)
    tap(page.get_by_role("button", name="Share with Rosa"))
    expect(where(page)).to_have_text("On this device. It is shared when the network is back.")
    assert taps <= 14
    page.context.set_offline(False)
    expect(page.locator("#news")).to_contain_text("Shared with Rosa")
    (visit,) = visits()
    assert visit.state is VisitState.SHARED
    assert len(db.session.scalars(select(VisitLookFor).where(VisitLookFor.visit_id == visit.id)).all()) == 1
    assert "draft:" not in kept_in_clear(page)


@pytest.mark.parametrize("fault", ["network off", "reply lost", "server stopped"])
def test_a_fault_in_the_middle_of_saving_loses_nothing_and_doubles_nothing(tablet: Looking, fault: str) -> None:
    page, tries = tablet.page, []

    def fail_twice(route: Route) -> None:
        tries.append(route.request.post_data)
        if len(tries) > 2:
            route.continue_()
        elif fault == "server stopped":
            route.fulfill(status=503, body="away")
        else:
            if fault == "reply lost":
                route.fetch()
            route.abort()

    page.route(VISITS, fail_twice)
    begin(page)
    expect(where(page)).to_contain_text("On this device. It is sent when the network is back")
    # Typing goes on meanwhile, and follows the letter that was not answered.
    page.get_by_label("What was seen and heard").fill(f"{NOTES} And more.")
    expect(where(page)).to_contain_text("the server has it")
    (visit,) = visits()
    assert visit.seen == f"{NOTES} And more."
    assert tries[0] == tries[1] == tries[2]
    excuse(tablet, 503)


def test_two_devices_on_one_draft_are_both_shown(tablet: Looking, open_browser: Open) -> None:
    begin(tablet.page)
    expect(where(tablet.page)).to_contain_text("the server has it")
    phone = switched_on(open_browser("ambassador"))
    phone.page.locator("#unfinished").get_by_role("button", name="Rosa Quill").click()
    phone.write("What was seen and heard", "From the phone.")
    expect(where(phone.page)).to_contain_text("the server has it")
    tablet.page.get_by_label("What was seen and heard").fill("From the tablet.")
    expect(tablet.page.get_by_text("Changed elsewhere meanwhile")).to_be_visible()
    assert [visit.seen for visit in visits()] == ["From the phone."]
    expect(tablet.page.locator("#both")).to_contain_text("From the phone.")
    expect(tablet.page.get_by_label("What was seen and heard")).to_have_value("From the tablet.")
    tablet.look_at(PHONE, DESKTOP)
    tablet.page.get_by_role("button", name="Keep what I typed here").click()
    expect(where(tablet.page)).to_contain_text("the server has it")
    assert [visit.seen for visit in visits()] == ["From the tablet."]
    excuse(tablet, 409)


def test_words_wait_for_a_sign_in_that_ended(tablet: Looking) -> None:
    page = tablet.page
    with transaction() as session:
        session.execute(update(SignIn).values(ended_at=NOW))
    begin(page)
    expect(where(page)).to_contain_text("Sign in, and it is sent; your words are kept here")
    expect(page.locator("#news").get_by_role("link", name="Sign in")).to_be_visible()
    page = reopened(page)
    expect(page.get_by_text("Sign in, and it is sent")).to_be_visible()
    assert visits() == []
    tablet.become("ambassador")
    expect(page.get_by_text("the server has it")).to_be_visible()
    assert [visit.seen for visit in visits()] == [NOTES]
    excuse(tablet, 401)


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


@pytest.mark.parametrize("persona", ["teacher", "other_ambassador"])
def test_what_was_refused_for_who_was_signed_in_is_sent_once_its_writer_is(tablet: Looking, persona: str) -> None:
    page = tablet.page
    tablet.become(persona)
    begin(page)
    expect(where(page)).to_contain_text("On this device. The server does not take this")
    expect(page.locator("#faults")).to_contain_text("somebody else is signed in here")
    tablet.look_at(PHONE, DESKTOP)
    page.get_by_role("button", name="All visits").click()
    expect(page.locator("#news")).to_have_text("1 visit not sent: something in it needs you.")
    assert visits() == []
    tablet.become("ambassador")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("the server has it")).to_be_visible()
    expect(page.locator("#news")).to_contain_text("All that was written here is saved")
    assert [visit.seen for visit in visits()] == [NOTES]
    excuse(tablet, 400, 403, 404)


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


def test_two_quarrels_are_told_apart_and_ticks_are_taken_over(tablet: Looking, open_browser: Open) -> None:
    for name in ("Rosa Quill", "Łukasz Thorn"):
        begin(tablet.page, name)
        expect(where(tablet.page)).to_contain_text("the server has it")
        tablet.page.get_by_role("button", name="All visits").click()
    phone = switched_on(open_browser("ambassador"))
    for name in ("Rosa Quill", "Łukasz Thorn"):
        phone.page.locator("#unfinished").get_by_role("button", name=name).click()
        phone.page.get_by_label("Rehearsal", exact=True).check()
        phone.page.get_by_label("Find a word of our common language").fill("cold")
        phone.page.locator("#offer-term_ids").get_by_text("Cold call").first.click()
        phone.write("What was seen and heard", f"From the phone about {name}.")
        expect(where(phone.page)).to_contain_text("the server has it")
        phone.page.get_by_role("button", name="All visits").click()
    page, both = tablet.page, tablet.page.locator("#both")
    for name in ("Rosa Quill", "Łukasz Thorn"):
        page.locator("#unfinished").get_by_role("button", name=name).click()
        page.get_by_label("What was seen and heard").fill("From the tablet.")
        expect(both).to_contain_text(f"From the phone about {name}.")
        expect(both).to_contain_text("Rehearsal")
        expect(both).to_contain_text("Cold call")
        page.get_by_role("button", name="All visits").click()
    page.locator("#unfinished").get_by_role("button", name="Rosa Quill").click()
    expect(both).to_contain_text("From the phone about Rosa Quill.")
    tablet.look_at(PHONE, DESKTOP)
    page.get_by_role("button", name="Take the saved words").click()
    expect(page.get_by_label("What was seen and heard")).to_have_value("From the phone about Rosa Quill.")
    expect(page.locator("#offer-term_ids").get_by_label("Cold call").first).to_be_checked()
    expect(page.get_by_label("Rehearsal", exact=True)).to_be_checked()
    assert [visit.seen for visit in visits()] == [
        f"From the phone about {name}." for name in ("Rosa Quill", "Łukasz Thorn")
    ]
    excuse(tablet, 409)


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


def test_a_visit_taken_back_elsewhere_can_be_let_go(tablet: Looking) -> None:
    """Its sharing was not answered, and it was taken back on the ordinary page meanwhile."""
    page = tablet.page
    begin(page)
    page.get_by_label("One action step").fill("Count to five.")
    expect(where(page)).to_contain_text("the server has it")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(VISITS, lose, times=1)
    page.get_by_role("button", name="Share with Rosa").click()
    expect(where(page)).to_contain_text("when the network is back")
    page.route(VISITS, lambda route: route.abort())
    with transaction() as session:
        (visit,) = session.scalars(select(Visit).where(Visit.worked == PRAISE)).all()
        visit.state, visit.withdrawn_at = VisitState.WITHDRAWN, NOW
    page.unroute(VISITS)
    expect(page.locator("#both")).to_contain_text("This visit was shared and taken back meanwhile")
    page.get_by_role("button", name="Leave mine out").click()
    expect(page.locator("#news")).to_contain_text("All that was written here is saved")
    expect(page.locator("#unfinished")).to_be_empty()
    excuse(tablet, 409)


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
