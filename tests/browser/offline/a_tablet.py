"""An ambassador's tablet with offline switched on: what the journeys without a network do with it."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from cpd.coaching.models import Visit
from cpd.core.database import db
from tests.browser.looking import Looking
from tests.world import NOW

Open = Callable[..., Looking]

PIN = "482913"
VISITS = "**/coaching/offline/visits"
NOTES = "09:14 T: Thirty seconds, then tell your partner."
PRAISE = "You waited, and every pupil had begun to talk."


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
