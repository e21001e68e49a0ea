"""Visits in a room without a network: each fault tried, nothing lost and nothing doubled on the server."""

import pytest
from playwright.sync_api import Locator, Route, expect
from sqlalchemy import select, update

from cpd.accounts.models import SignIn
from cpd.coaching.models import Visit, VisitLookFor
from cpd.coaching.rules.visits import VisitState
from cpd.core.database import db, transaction
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looking import Looking
from tests.browser.offline.a_tablet import (
    NOTES,
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
from tests.world import NOW

pytestmark = pytest.mark.browser


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
