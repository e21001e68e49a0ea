"""What a day is at a school, and when somebody works."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from cpd.people.models import CalendarKind, StaffGroup
from cpd.people.rules.calendar import (
    Calendar,
    Day,
    Hours,
    Period,
    WorkingPattern,
    hours_of_day,
    is_working_day,
    periods_in_force,
)
from cpd.people.seeds import bank_holidays

TERM, HALF_TERM, INSET, BANK_HOLIDAY = CalendarKind


def period(kind: CalendarKind, start: str, end: str = "", own: bool = False) -> Period:
    return Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end or start), kind, own)


YEAR = [
    period(INSET, "2026-09-01"),
    period(TERM, "2026-09-02", "2026-12-18"),
    period(HALF_TERM, "2026-10-26", "2026-10-30"),
    period(TERM, "2027-01-04", "2027-03-25"),
    period(INSET, "2027-01-04"),
    period(TERM, "2027-04-12", "2027-07-21"),
    period(BANK_HOLIDAY, "2027-05-03"),
]


def test_what_a_day_is() -> None:
    calendar = Calendar(YEAR)
    days = {
        "2026-08-31": Day.UNKNOWN,
        "2026-09-01": Day.INSET,
        "2026-09-02": Day.TERM,
        "2026-10-26": Day.HOLIDAY,
        "2026-12-19": Day.HOLIDAY,
        "2027-01-04": Day.INSET,
        "2027-05-03": Day.BANK_HOLIDAY,
        "2027-08-02": Day.HOLIDAY,
        "2027-09-01": Day.UNKNOWN,
    }
    assert {day: calendar.day(dt.date.fromisoformat(day)) for day in days} == days


def test_beyond_the_terms_that_are_entered_nothing_is_known() -> None:
    autumn = Calendar(YEAR[:3])
    assert autumn.day(dt.date(2026, 12, 18)) is Day.TERM
    assert autumn.day(dt.date(2027, 2, 1)) is Day.UNKNOWN
    assert Calendar().day(dt.date(2026, 11, 23)) is Day.UNKNOWN


def test_a_schools_own_period_stands_in_place_of_the_trusts() -> None:
    own = [
        period(TERM, "2026-09-07", "2026-12-22", own=True),
        # Another week of the same term, so that no day is shared.
        period(HALF_TERM, "2026-10-19", "2026-10-23", own=True),
        period(INSET, "2027-06-28", own=True),
    ]
    calendar = Calendar(YEAR + own)
    assert calendar.day(dt.date(2026, 9, 2)) is Day.HOLIDAY
    assert calendar.day(dt.date(2026, 12, 21)) is Day.TERM
    assert calendar.day(dt.date(2026, 10, 20)) is Day.HOLIDAY
    assert calendar.day(dt.date(2026, 10, 27)) is Day.TERM
    assert calendar.day(dt.date(2027, 1, 4)) is Day.INSET
    assert calendar.day(dt.date(2027, 6, 28)) is Day.INSET


def pattern(**more: object) -> WorkingPattern:
    values = {
        "staff_group": StaffGroup.TEACHING_ASSISTANT,
        "started_on": dt.date(2024, 9, 1),
        "ended_on": None,
        "weeks_per_year": Decimal(38),
        "working_days": "Mon,Tue,Wed",
        "own_hours": (),
        "school_day": Hours(510, 930),
        "calendar": Calendar(YEAR),
    }
    return WorkingPattern(**(values | more))  # type: ignore[arg-type]  # a test names what it changes


MON, THU = dt.date(2026, 11, 23), dt.date(2026, 11, 26)
SUMMER, NEW_YEAR_INSET, MAY_DAY = dt.date(2027, 8, 2), dt.date(2027, 1, 4), dt.date(2027, 5, 3)


@pytest.mark.parametrize(
    ("more", "working", "not_working"),
    [
        ({}, [MON], [THU, SUMMER, NEW_YEAR_INSET, MAY_DAY]),
        ({"working_days": None}, [MON, THU], [dt.date(2026, 11, 28)]),
        ({"weeks_per_year": Decimal(39)}, [MON, NEW_YEAR_INSET], [SUMMER, MAY_DAY]),
        ({"weeks_per_year": Decimal(52)}, [MON, NEW_YEAR_INSET, SUMMER], [MAY_DAY, THU]),
        # Nobody said how many weeks.
        ({"weeks_per_year": None}, [MON], [NEW_YEAR_INSET, SUMMER]),
        ({"weeks_per_year": None, "staff_group": StaffGroup.TEACHER}, [NEW_YEAR_INSET], [SUMMER]),
        ({"weeks_per_year": None, "staff_group": StaffGroup.SUPPORT}, [NEW_YEAR_INSET, SUMMER], [MAY_DAY]),
        # Hours of its own alone count, whatever the working days say.
        ({"own_hours": ((3, Hours(540, 600)),)}, [THU], [MON]),
        ({"ended_on": dt.date(2026, 11, 23)}, [MON], [dt.date(2026, 11, 24)]),
    ],
)
def test_working_days(more: dict[str, object], working: list[dt.date], not_working: list[dt.date]) -> None:
    post = pattern(**more)
    assert [day for day in working if not is_working_day([post], day)] == []
    assert [day for day in not_working if is_working_day([post], day)] == []


def test_hours_of_two_posts_count_once() -> None:
    morning = pattern(own_hours=((0, Hours(480, 720)), (0, Hours(750, 780))))
    midday = pattern(own_hours=((0, Hours(700, 760)),))
    assert hours_of_day([morning, midday], MON) == [Hours(480, 780)]
    assert hours_of_day([], MON) == []


KINDS = st.sampled_from(list(CalendarKind))
DAYS_OF_A_MONTH = st.dates(dt.date(2026, 9, 1), dt.date(2026, 10, 10))
PERIODS = st.lists(
    st.builds(
        lambda start, length, kind, own: Period(start, start + dt.timedelta(days=length), kind, own),
        DAYS_OF_A_MONTH,
        st.integers(0, 12),
        KINDS,
        st.booleans(),
    ),
    max_size=8,
)


@given(PERIODS)
def test_no_period_of_the_trusts_holds_where_the_school_has_its_own(periods: list[Period]) -> None:
    in_force = periods_in_force(periods)
    own = [one for one in periods if one.is_own]
    assert [one for one in in_force if one.is_own] == sorted(own)
    for one in in_force:
        if not one.is_own:
            assert not any(other.kind is one.kind and other.shares_a_day_with(one) for other in own)


def _easter(year: int) -> dt.date:
    """Gauss, as Lichtenberg put it right."""
    century, moon = year // 100, year % 19
    shift = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    full = (19 * moon + shift) % 30
    full -= (full + moon // 11) // 29
    sunday = 7 - (year + year // 4 + 2 - (3 * century + 3) // 4) % 7
    day = 21 + full + 7 - (21 + full - sunday) % 7
    return dt.date(year, 3, 1) + dt.timedelta(days=day - 1)


def test_the_shipped_bank_holidays_are_those_of_the_law() -> None:
    expected: set[dt.date] = set()
    for year in range(2025, 2031):
        easter = _easter(year)
        mondays = [
            next(dt.date(year, 5, day) for day in range(1, 8) if dt.date(year, 5, day).weekday() == 0),
            next(dt.date(year, 5, day) for day in range(31, 24, -1) if dt.date(year, 5, day).weekday() == 0),
            next(dt.date(year, 8, day) for day in range(31, 24, -1) if dt.date(year, 8, day).weekday() == 0),
        ]
        fixed = [dt.date(year, 1, 1), dt.date(year, 12, 25), dt.date(year, 12, 26)]
        expected |= {easter - dt.timedelta(days=2), easter + dt.timedelta(days=1), *mondays}
        moved: list[dt.date] = []
        for day in fixed:
            substitute = day
            while substitute.weekday() >= 5 or substitute in moved or (substitute != day and substitute in fixed):
                substitute += dt.timedelta(days=1)
            moved.append(substitute)
        expected |= set(moved)
    assert set(bank_holidays()) == expected
