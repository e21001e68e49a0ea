"""Minutes inside and outside paid time, by literals and against a count of single minutes."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from cpd.people.models import CalendarKind, StaffGroup
from cpd.people.rules.calendar import Calendar, Hours, Period, WorkingPattern
from cpd.training.rules.paid_time import Attendance, Reckoned, last_day_of, month_of, read_month, reckon
from cpd.training.rules.register import SessionHours

MONDAY = dt.date(2026, 11, 23)
TWILIGHT = SessionHours(dt.time(15, 15), dt.time(16, 45), None)
A_DAY = SessionHours(dt.time(16), dt.time(22), 300)
CALENDAR = Calendar(
    [
        Period(dt.date(2026, 9, 1), dt.date(2026, 12, 18), CalendarKind.TERM),
        Period(dt.date(2026, 10, 26), dt.date(2026, 10, 30), CalendarKind.HALF_TERM),
        Period(dt.date(2026, 11, 24), dt.date(2026, 11, 24), CalendarKind.INSET),
        Period(dt.date(2026, 11, 25), dt.date(2026, 11, 25), CalendarKind.BANK_HOLIDAY),
    ]
)


def post(weeks: int | None = 38, days: str | None = "Mon,Tue,Wed", *hours: tuple[int, Hours]) -> WorkingPattern:
    return WorkingPattern(
        staff_group=StaffGroup.TEACHING_ASSISTANT,
        started_on=dt.date(2024, 9, 1),
        ended_on=None,
        weeks_per_year=None if weeks is None else Decimal(weeks),
        working_days=days,
        own_hours=hours,
        school_day=Hours(8 * 60 + 30, 15 * 60 + 30),
        calendar=CALENDAR,
    )


@pytest.mark.parametrize(
    ("posts", "day", "expected"),
    [
        # A twilight of 90 minutes: the first 15 lie in the school's day.
        ([post()], MONDAY, Reckoned(90, 75)),
        ([post(38, "Thu,Fri")], MONDAY, Reckoned(90, 90)),
        ([post(38, None, (0, Hours(600, 960)))], MONDAY, Reckoned(90, 45)),
        # Two posts: cover until 15:30, after-school club until 17:00.
        ([post(), post(38, None, (0, Hours(930, 1020)))], MONDAY, Reckoned(90, 0)),
        ([], MONDAY, Reckoned(90, 90)),
        # Half-term, an INSET day, a bank holiday.
        ([post()], dt.date(2026, 10, 26), Reckoned(90, 90)),
        ([post(52)], dt.date(2026, 10, 26), Reckoned(90, 75)),
        ([post(38)], dt.date(2026, 11, 24), Reckoned(90, 90)),
        ([post(39)], dt.date(2026, 11, 24), Reckoned(90, 75)),
        ([post(None)], dt.date(2026, 11, 24), Reckoned(90, 90)),
        ([post(52)], dt.date(2026, 11, 25), Reckoned(90, 90)),
    ],
)
def test_a_twilight(posts: list[WorkingPattern], day: dt.date, expected: Reckoned) -> None:
    assert reckon(Attendance(day, TWILIGHT), posts) == expected


@pytest.mark.parametrize(
    ("attendance", "expected"),
    [
        # Late by ten minutes, gone a quarter of an hour early.
        (Attendance(MONDAY, TWILIGHT, dt.time(15, 25), dt.time(16, 30)), Reckoned(65, 60)),
        # There before it began and after it ended.
        (Attendance(MONDAY, TWILIGHT, dt.time(15), dt.time(18, 20)), Reckoned(90, 75)),
        # A day of six hours by the clock that counts for five.
        (Attendance(MONDAY, A_DAY), Reckoned(300, 300)),
        (Attendance(MONDAY, A_DAY, dt.time(16, 30)), Reckoned(270, 270)),
        (Attendance(MONDAY, TWILIGHT, dt.time(18, 20)), Reckoned(0, 0)),
    ],
)
def test_part_of_a_session(attendance: Attendance, expected: Reckoned) -> None:
    assert reckon(attendance, [post()]) == expected


MINUTES = st.integers(0, 24 * 60 - 1)
SPANS = st.tuples(MINUTES, MINUTES).filter(lambda span: span[0] < span[1]).map(lambda span: Hours(*span))


def at(minute: int) -> dt.time:
    return dt.time(*divmod(minute, 60))


@given(SPANS, st.none() | MINUTES, st.none() | MINUTES, st.lists(st.lists(SPANS, min_size=1, max_size=3), max_size=3))
def test_outside_is_each_minute_there_that_no_post_pays(
    session: Hours, arrived: int | None, left: int | None, hours: list[list[Hours]]
) -> None:
    posts = [post(38, None, *((0, span) for span in spans)) for spans in hours]
    there = {
        minute
        for minute in range(session.start, session.end)
        if (arrived is None or minute >= arrived) and (left is None or minute < left)
    }
    paid = {minute for spans in hours for span in spans for minute in range(span.start, span.end)}
    whole = SessionHours(at(session.start), at(session.end), None)
    arrived_at, left_at = (None if minute is None else at(minute) for minute in (arrived, left))
    reckoned = reckon(Attendance(MONDAY, whole, arrived_at, left_at), posts)
    assert reckoned == Reckoned(len(there), len(there - paid))


def test_months() -> None:
    assert read_month("2026-11") == month_of(MONDAY) == dt.date(2026, 11, 1)
    assert last_day_of(dt.date(2028, 2, 1)) == dt.date(2028, 2, 29)
    assert last_day_of(dt.date(2026, 12, 1)) == dt.date(2026, 12, 31)
    for text in ("2026-13", "11-2026", "2026", "२०२६-११"):
        with pytest.raises(ValueError, match="2026-11"):
            read_month(text)
