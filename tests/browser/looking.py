"""What must be true of every page that a journey shows, seen as the browser sees it.

``CPD_PICTURES=folder`` keeps a picture of each page that was looked at, for eyes.
"""

import os
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it carries no types
from playwright.sync_api import ConsoleMessage, Locator, Page, Response

# "wcag22aa" holds the rule that a target is 24 pixels large or has that much room.
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice")
# What another width can change of a page that was judged by all rules at one width.
RULES_OF_WIDTH = ("target-size", "scrollable-region-focusable")
_AXE = Axe().axe_script
_RUN_AXE = "options => axe.run(options).then(found => found.violations)"

# What stands out of the window to the right, without a box of its own that scrolls.
_TOO_WIDE = """() => {
    const page = document.documentElement, width = window.innerWidth;
    const scrolls = (element) => element && (
        getComputedStyle(element).overflowX !== "visible" || scrolls(element.parentElement));
    const out = [...document.body.querySelectorAll("*")].filter(
        (element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element.parentElement));
    if (page.scrollWidth <= width) return [];
    return [`${page.scrollWidth} wide`, ...out.slice(-3).map((element) => element.outerHTML.slice(0, 120))];
}"""


class Looking:
    """A browser page whose faults are collected; ``look()`` judges what it shows now."""

    def __init__(self, page: Page, site: str, cookie_of: Callable[[str], str]) -> None:
        self.page = page
        self.site = site
        self.cookie_of = cookie_of
        self.faults: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", self._receive)

    def _hear(self, message: ConsoleMessage) -> None:
        """A refused form is answered with 4xx, which Chromium calls an error; files are judged by ``_receive``."""
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _receive(self, response: Response) -> None:
        if response.status >= (500 if response.request.is_navigation_request() else 400):
            self.faults.append(f"{response.status} for {response.url}")

    def become(self, persona: str) -> None:
        """Sign in as somebody, without the form."""
        self.page.context.clear_cookies()
        self.page.context.add_cookies([{"name": "cpd", "value": self.cookie_of(persona), "url": self.site}])

    def check_nothing_was_wrong(self) -> None:
        assert not self.faults, "\n".join(self.faults)

    def open(self, path: str, *, look: bool = True) -> Page:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"
        if look:
            self.look()
        return self.page

    def look(self, rules: Collection[str] = ()) -> None:
        """Judge the page as it stands, by all of axe's rules or by those given; and keep its picture, if asked to."""
        self.check_width()
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_AXE)
        chosen = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": AXE_TAGS}
        violations = self.page.evaluate(_RUN_AXE, {"runOnly": chosen, "resultTypes": ["violations"]})
        assert not violations, f"{self.page.url} at {self.width}:\n" + "\n".join(map(_said, violations))

    def check_width(self) -> None:
        """Nothing stands out of the window to the right."""
        self.page.wait_for_load_state()
        _take_picture(self.page)
        wide = self.page.evaluate(_TOO_WIDE)
        assert not wide, f"{self.page.url} scrolls sideways at {self.width}: {wide}"

    def resize(self, width: int) -> None:
        assert self.page.viewport_size is not None
        self.page.set_viewport_size({"width": width, "height": self.page.viewport_size["height"]})

    def look_at(self, *widths: int) -> None:
        """Judge the same page at several widths, and leave it as it was."""
        before = self.width
        for width in widths:
            self.resize(width)
            self.look()
        self.resize(before)

    @property
    def width(self) -> int:
        assert self.page.viewport_size is not None
        return self.page.viewport_size["width"]

    def press(self, name: str) -> None:
        """Press the button of that name, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow the first link of that name."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).first.click()

    def write(self, label: str, text: str) -> None:
        """Fill the field of that label."""
        self.page.get_by_label(label, exact=True).fill(text)

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    @property
    def words(self) -> str:
        """All that the page says."""
        return self.page.locator("body").inner_text()


def _said(violation: dict[str, Any]) -> str:
    nodes = [f"{node['target']}: {node['failureSummary']}" for node in violation["nodes"][:3]]
    return f"{violation['id']}: " + "; ".join(nodes)


def _take_picture(page: Page) -> None:
    folder = os.environ.get("CPD_PICTURES")
    if not folder:
        return
    assert page.viewport_size is not None
    name = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "x", page.url.split("/", 3)[3]) or "home"
    test = os.environ["PYTEST_CURRENT_TEST"].split("::")[-1].split(" ")[0]
    stem = re.sub(r"\W+", "-", f"{test}-{name}")[:110]
    number, width = len(list(Path(folder).glob("*.png"))), page.viewport_size["width"]
    page.screenshot(path=Path(folder) / f"{number:03}-{stem}-{width}.png", full_page=True)
