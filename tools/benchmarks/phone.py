"""A phone in a classroom: a real Chromium at 390 pixels, with a slow network and a slow processor.

Each page is opened by a browser that keeps nothing yet. Then a visit is opened, written and shared by taps, with the
words put in at once: what is left is what the platform itself takes of somebody's time.
"""

import sqlite3
import statistics
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Locator, Page, sync_playwright
from sqlalchemy import select

from benchmarks.served import compressing, cookies_for, served
from benchmarks.world import World, reopened
from cpd.coaching.models import Visit
from cpd.coaching.rules.visits import VisitState
from cpd.core.database import db
from cpd.core.settings import sqlite_url
from tests.browser.chromium import CHROMIUM_OPTIONS, find_chromium

# 1.6 Mbit/s down, 750 kbit/s up, 150 ms, and a processor four times slower.
_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
_SLOWER = 4
_TURNS = 5
# How long somebody looks before each tap.
PAUSE = 1.0

SEEN = (
    "T: Thirty seconds, then tell your partner. P: two tables begin at once, the third looks to the board.\n"
    "T waits, names the question again. All tables talk by 09:15."
)
WORKED = "You waited, and every pupil had begun to talk by 09:15."

_TIMES = """() => {
    const page = performance.getEntriesByType("navigation")[0];
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    return {paint: paint.startTime, ready: page.domContentLoadedEventEnd, whole: page.loadEventEnd};
}"""


@dataclass(frozen=True)
class FirstOpening:
    """One page, opened for the first time: seconds until something is painted, until its scripts have run, until all
    has come, and what crossed the wire for it.
    """

    name: str
    paint: float
    ready: float
    whole: float
    on_the_wire: int

    @property
    def usable(self) -> float:
        return max(self.paint, self.ready)


@dataclass
class Taps:
    """Taps on a page, each after a pause."""

    page: Page
    count: int = 0

    def tap(self, target: Locator) -> Locator:
        self.count += 1
        self.page.wait_for_timeout(PAUSE * 1000)
        target.tap()
        return target


@dataclass(frozen=True)
class Sharing:
    """From opening a visit to the page that says it is shared."""

    taps: int
    seconds: float


@contextmanager
def phone(world: World, folder: Path) -> Iterator["Phone"]:
    """A phone of the demonstration's ambassador, at a server on a copy of the trust."""
    copy = folder / "phone.sqlite3"
    copy.unlink(missing_ok=True)
    _copy(world, copy)
    ambassador = world.person_id("ambassador")
    path = find_chromium()
    if path is None:
        raise RuntimeError("this measurement needs Chromium")
    own = reopened(world, sqlite_url(copy), folder)
    with (
        served(own) as (port,),
        compressing(port) as proxy,
        sync_playwright() as playwright,
        closing(playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)) as browser,
    ):
        (cookie,) = cookies_for(own, [ambassador])
        yield Phone(browser, f"http://127.0.0.1:{proxy}", cookie, _draft_of(own, ambassador))
    own.close()
    copy.unlink()


def _copy(world: World, to: Path) -> None:
    """The trust as it stands, whatever of it is still beside its file."""
    with world.app.app_context():
        name = db.engine.url.database
    assert name is not None
    with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def _draft_of(world: World, person: uuid.UUID) -> uuid.UUID:
    with world.app.app_context():
        draft = db.session.scalars(
            select(Visit.id).where(Visit.visitor_id == person, Visit.state == VisitState.DRAFT).limit(1)
        ).one()
        db.session.remove()
    return draft


@dataclass
class Phone:
    browser: Browser
    site: str
    cookie: str
    draft_id: uuid.UUID

    def measure_openings(self) -> Iterator[FirstOpening]:
        for name, address in (
            ("sign-in", "/sign-in"),
            ("a draft (coaching.visit_edit)", f"/coaching/visits/{self.draft_id}/edit"),
            ("without a network (coaching.offline_visit)", "/coaching/offline/visit"),
        ):
            yield self._opening(name, address)

    def _opening(self, name: str, address: str) -> FirstOpening:
        """The middle of several, each in a browser of its own."""
        times: list[dict[str, float]] = []
        wire: list[int] = []
        for _ in range(_TURNS):
            with self._page(is_signed_in=address != "/sign-in") as (page, session):
                received = 0

                def count(event: dict[str, float]) -> None:
                    nonlocal received
                    received += int(event["encodedDataLength"])

                session.on("Network.loadingFinished", count)
                page.goto(address, wait_until="load")
                page.wait_for_timeout(500)
                times.append(page.evaluate(_TIMES))
                wire.append(received)
        middle = {key: statistics.median(one[key] for one in times) / 1000 for key in times[0]}
        return FirstOpening(name, **middle, on_the_wire=round(statistics.median(wire)))

    def measure_sharing(self) -> Sharing:
        """The next colleague of the caseload: notes with a time, what worked, a step of the library, a look-for."""
        with self._page(is_signed_in=True) as (page, _):
            page.goto("/coaching/caseload")
            taps = Taps(page)
            start = time.perf_counter()
            taps.tap(page.get_by_role("button", name="Start a visit").first)
            page.wait_for_url("**/edit")
            taps.tap(page.get_by_role("button", name="Add the time"))
            page.get_by_label("What was seen and heard", exact=True).fill(SEEN)
            taps.tap(page.get_by_label("What worked", exact=True)).fill(WORKED)
            self._pick(taps, "Choose a step from the library", "wrong", "input[type=radio]")
            self._pick(taps, "Look-fors that were seen", "greet", "input[type=checkbox]")
            if page.locator("[name=earlier]").count():
                taps.tap(page.get_by_label("Replaced: another step helps more"))
                taps.tap(page.get_by_label("In a sentence", exact=True)).fill("It happens without thinking now.")
            taps.tap(page.get_by_role("button", name="Share with"))
            page.get_by_text("You can take it back within the hour").wait_for()
            return Sharing(taps.count, time.perf_counter() - start)

    @staticmethod
    def _pick(taps: Taps, summary: str, letters: str, kind: str) -> None:
        """A line of a long list by some letters: the list is opened, the letters put in, the line tapped."""
        part = taps.page.locator("details.pick").filter(has=taps.page.locator("summary", has_text=summary))
        taps.tap(part.locator("summary").first)
        taps.tap(part.get_by_role("searchbox")).fill(letters)
        taps.tap(part.locator(f"div:not([hidden]) > {kind}:not([value=''])").filter(visible=True).first)

    @contextmanager
    def _page(self, *, is_signed_in: bool) -> Iterator[tuple[Page, CDPSession]]:
        """A page in a browser that keeps nothing yet, slowed down."""
        context = self.browser.new_context(
            base_url=self.site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-GB"
        )
        with closing(context):
            if is_signed_in:
                context.add_cookies([{"name": "cpd", "value": self.cookie, "url": self.site}])
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", _NETWORK)
            session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
            yield page, session
