"""Greetings, halves of a term, ends of weeks."""

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from cpd.insight.rules import HalfTerm, end_of_week, greeting


@pytest.mark.parametrize(
    ("hour", "part"), [(0, "morning"), (11, "morning"), (12, "afternoon"), (17, "afternoon"), (18, "evening")]
)
def test_greeting(hour: int, part: str) -> None:
    assert greeting(hour) == f"Good {part}"


@pytest.mark.parametrize(
    ("day", "name", "starts_on", "ends_on"),
    [
        (dt.date(2026, 11, 23), "Autumn, second half", dt.date(2026, 11, 1), dt.date(2026, 12, 31)),
        (dt.date(2026, 9, 1), "Autumn, first half", dt.date(2026, 9, 1), dt.date(2026, 10, 31)),
        (dt.date(2027, 8, 31), "Summer, second half", dt.date(2027, 6, 1), dt.date(2027, 8, 31)),
        (dt.date(2027, 2, 15), "Spring, first half", dt.date(2027, 1, 1), dt.date(2027, 2, 15)),
    ],
)
def test_half_terms(day: dt.date, name: str, starts_on: dt.date, ends_on: dt.date) -> None:
    assert HalfTerm.of(day) == HalfTerm(name, starts_on, ends_on)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_every_day_is_in_one_half_term_and_the_next_begins_after_it(day: dt.date) -> None:
    half = HalfTerm.of(day)
    assert half.starts_on <= day <= half.ends_on
    assert HalfTerm.of(half.ends_on + dt.timedelta(days=1)).starts_on == half.ends_on + dt.timedelta(days=1)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_a_week_ends_on_sunday(day: dt.date) -> None:
    end = end_of_week(day)
    assert end.weekday() == 6
    assert 0 <= (end - day).days < 7
