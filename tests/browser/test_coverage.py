"""The development lead reads coverage for two days and takes the figures along."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from cpd.core.database import transaction
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looking import Looking
from tests.training.courses import YEARLY, add_course, complete, require_of
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture
def courses(trust: World) -> None:
    """Fire awareness is asked of everybody; Rosa did it in September, Siân in October."""
    with transaction() as session:
        fire = add_course(session, "HS-FIRE", "Fire awareness", YEARLY)
        require_of(session, fire.id)
        complete(session, fire.id, trust.person("teacher"), dt.date(2026, 9, 2))
        complete(session, fire.id, trust.person("ambassador"), dt.date(2026, 10, 2))


def figures(page: Page) -> tuple[str, str, str]:
    """Trained, eligible and percentage of the one course."""
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="Fire awareness"))
    match = re.search(r"([\d,]+) of ([\d,]+) \(([\d.]+)%\)", row.inner_text())
    assert match
    return match[1], match[2], match[3]


def exported(page: Page) -> tuple[str, str, str]:
    """The same from the file that the page offers."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Figures").click()
    rows = csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig")))
    [row] = [row for row in rows if row["level"] == "trust" and row["staff_group"] == "all"]
    return row["trained"], row["eligible"], row["coverage_percent"]


def test_the_development_lead_exports_what_the_page_shows(
    open_browser: Callable[..., Looking], site: str, courses: None, trust: World
) -> None:
    looking = open_browser("development_lead", width=DESKTOP)
    page = looking.open("/training/")
    looking.look_at(PHONE)
    now = figures(page)
    assert now[0] == "2"
    assert exported(page) == now
    looking.write("On which day", "15/9/2026")
    looking.press("Show")
    expect(page.get_by_text("Tue 15 September 2026")).to_be_visible()
    then = figures(page)
    assert then[0] == "1"
    assert exported(page) == then
    looking.look()

    hazel = f"/training/schools/{trust.school('hazel')}"
    looking.open(hazel)
    looking.follow("Fire awareness")
    expect(page.get_by_role("link", name="Łukasz Thorn", exact=True)).to_be_visible()
    looking.look_at(PHONE, DESKTOP)
    address = page.get_by_role("link", name="One sheet to print").get_attribute("href")
    assert address is not None
    paper = PdfReader(io.BytesIO(page.request.get(address).body()))
    assert len(paper.pages) == 1
    assert "Łukasz Thorn" in paper.pages[0].extract_text()
