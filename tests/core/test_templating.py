"""Dates, numbers and words as people read them."""

import datetime as dt
from pathlib import Path

import pytest

from cpd.core import templating
from cpd.core.periods import AcademicYear

MONDAY = dt.date(2026, 11, 23)


def test_days_are_day_first() -> None:
    assert templating.long_day(MONDAY) == "Mon 23 November 2026"
    assert templating.short_day(MONDAY) == "23 Nov 2026"
    assert templating.long_day(None) == templating.short_day(None) == ""


def test_instants_are_read_in_london() -> None:
    summer = dt.datetime(2026, 7, 1, 13, 5, tzinfo=dt.UTC)
    assert templating.moment(summer) == "Wed 1 July 2026 at 14:05"
    assert templating.clock_time(summer) == "14:05"
    assert templating.clock_time(dt.time(9, 0)) == "09:00"


@pytest.mark.parametrize("year", [MONDAY, dt.date(2027, 8, 31), AcademicYear(2026), 2026])
def test_academic_year(year: dt.date | AcademicYear | int) -> None:
    assert templating.academic_year(year) == "2026/27"


def test_numbers() -> None:
    assert templating.number(1400) == "1,400"
    assert templating.number(None) == ""
    assert templating.plural(1, "visit") == "1 visit"
    assert templating.plural(1200, "person", "people") == "1,200 people"


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(0, 3, "0.0%"), (1, 3, "33.3%"), (1, 2000, "0.1%"), (3, 3, "100.0%"), (0, 0, "")]
)
def test_per_cent_has_one_decimal_and_halves_go_up(part: int, whole: int, text: str) -> None:
    assert templating.percent(part, whole) == text


def test_words() -> None:
    assert templating.listing(["Ann", "Łukasz", "Siân"]) == "Ann, Łukasz and Siân"
    assert templating.listing(["Ann"]) == "Ann"
    assert templating.listing([]) == ""
    assert templating.sentence("not a date; write it day first") == "Not a date; write it day first"


def test_typed_words_keep_their_lines_and_lose_their_markup() -> None:
    html = templating.paragraphs("One\ntwo <b>\n\n\n\nThree")
    assert html == "<p>One<br>two &lt;b&gt;</p><p>Three</p>"


def test_the_address_of_a_file_changes_with_its_content(tmp_path: Path) -> None:
    file = tmp_path / "app.css"
    file.write_text("a{}")
    before = templating.static_address(tmp_path, "/static")("app.css")
    file.write_text("b{}")
    after = templating.static_address(tmp_path, "/static")("app.css")
    assert before.startswith("/static/app.css?v=")
    assert before != after
