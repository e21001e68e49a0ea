"""A register kept on two tablets through a network break: nothing lost, nothing doubled, nobody undone."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Locator, Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.database import db, transaction
from cpd.training.models import Invitation, InvitationState, Presence, RegisterMark, RegisterSending
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looking import Looking
from tests.training.sessions import add_published, add_session
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.browser

Open = Callable[..., Looking]


@pytest.fixture
def address(trust: World, session: Session, site: str) -> str:
    """Tess leads it, Olive planned it; Rosa, Łukasz and Petra have a place."""
    with transaction() as writing:
        made = add_session(
            writing,
            add_published(writing),
            held_on=TODAY,
            starts_at=dt.time(9, 45),
            ends_at=dt.time(11, 15),
            leader_person_id=trust.person("trainer"),
            entered_by_id=trust.person("office"),
        )
        writing.add_all(
            Invitation(session_id=made.id, person_id=trust.person(one), state=InvitationState.INVITED, entered_at=NOW)
            for one in ("teacher", "ta", "line_manager")
        )
        return f"/training/sessions/{made.id}/register"


def mark(page: Page, name: str, word: str) -> None:
    page.get_by_role("group", name=name).get_by_text(word, exact=True).click()


def chosen(page: Page, name: str, word: str) -> Locator:
    return page.get_by_role("group", name=name).get_by_role("radio", name=word, exact=True)


def said(page: Page) -> Locator:
    return page.locator("#register-said")


def look_again(page: Page) -> None:
    """What the tablet does every few seconds, at once."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def no_network(route: Route) -> None:
    """Chromium's own switch lets a request through while a page is being left."""
    route.abort("internetdisconnected")


def marks() -> dict[uuid.UUID, Presence]:
    db.session.rollback()
    return {one.person_id: one.presence for one in db.session.scalars(select(RegisterMark))}


def test_two_tablets_through_a_network_break(open_browser: Open, trust: World, address: str) -> None:
    rosa, lukasz, petra, stan = (trust.person(one) for one in ("teacher", "ta", "line_manager", "stranger"))
    tess, olive = open_browser("trainer"), open_browser("office", width=DESKTOP)
    here, there = tess.open(address), olive.open(address)
    tess.look_at(DESKTOP)
    mark(here, "Quill, Rosa", "Here")
    expect(said(here)).to_have_text("All marks are saved.")

    here.context.route("**", no_network)
    mark(here, "Thorn, Łukasz", "Here")
    mark(here, "Vane, Petra", "Not here")
    expect(said(here)).to_have_text("2 marks are still on this tablet. They are sent when the network is back.")
    tess.look_at(PHONE, DESKTOP)
    kept = here.evaluate("JSON.stringify({...sessionStorage})")
    assert str(lukasz) in kept
    assert not any(word in kept for word in ("Łukasz", "Thorn", "Petra", "Hazel"))
    with pytest.raises(Error):
        here.reload()

    # Meanwhile the other tablet says something else of Łukasz, and adds somebody of another school.
    mark(there, "Thorn, Łukasz", "Not here")
    there.get_by_label("Three letters of their name").fill("gal")
    there.get_by_role("button", name="Stan Gale is here").click()
    expect(said(there)).to_have_text("All marks are saved.")
    expect(there.locator("[data-counts]")).to_have_text("2 here, 1 not here, 1 not marked, of 4")

    here.context.unroute("**", no_network)
    tess.open(address, look=False)
    expect(said(here)).to_have_text("All marks are saved.")
    assert marks() == {
        rosa: Presence.PRESENT,
        lukasz: Presence.ABSENT,
        petra: Presence.ABSENT,
        stan: Presence.PRESENT,
    }
    both = here.locator("#register-news")
    expect(both).to_contain_text("It says not here, marked by Olive Munro at 10:00. Here somebody said here.")
    expect(chosen(here, "Thorn, Łukasz", "Not here")).to_be_checked()
    expect(here.get_by_role("group", name="Gale, Stan")).to_be_visible()
    tess.look_at(PHONE, DESKTOP)
    with here.expect_response(lambda answer: answer.request.method == "POST"):
        both.get_by_role("button", name="Put mine in its place").click()
    expect(said(here)).to_have_text("All marks are saved.")
    assert marks()[lukasz] is Presence.PRESENT
    look_again(there)
    expect(chosen(there, "Thorn, Łukasz", "Here")).to_be_checked()
    expect(chosen(there, "Vane, Petra", "Not here")).to_be_checked()
    assert here.evaluate("sessionStorage.length") == 0
    # The tablet offline has met its fault; pages that were asked for meanwhile are none of the register's.
    tess.faults.clear()


def test_an_answer_that_is_lost_doubles_nothing(open_browser: Open, trust: World, address: str) -> None:
    tablet = open_browser("trainer")
    page, batches = tablet.open(address, look=False), []

    def lose_the_first(route: Route) -> None:
        if route.request.method == "POST":
            batches.append(route.request.post_data)
        if len(batches) == 1 and route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/register/marks*", lose_the_first)
    mark(page, "Quill, Rosa", "Here")
    expect(said(page)).to_contain_text("1 mark is still on this tablet")
    # Marked again before the answer has come: it follows, knowing the first.
    mark(page, "Quill, Rosa", "Not here")
    expect(said(page)).to_have_text("All marks are saved.")
    assert batches[0] == batches[1]
    assert marks() == {trust.person("teacher"): Presence.ABSENT}
    assert len(db.session.scalars(select(RegisterSending)).all()) == 2
    expect(page.locator("#register-news")).to_be_hidden()
    tablet.faults.clear()
