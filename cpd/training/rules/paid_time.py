"""Which minutes of training lay inside somebody's paid time, and what payroll is told. Minutes only, never money.

Paid hours come from ``people.rules.calendar``: over all the posts held on that day, the hours of that weekday, where
the day is a paid one. Whatever of an attendance lies outside them may be claimed; a named person approves.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cpd.people.rules.calendar import Hours, WorkingPattern, hours_of_day
from cpd.training.rules.register import SessionHours, minutes_attended


@dataclass(frozen=True)
class Attendance:
    """One person at one session that has a start and an end. No time: from the start, until the end."""

    held_on: dt.date
    session: SessionHours
    arrived_at: dt.time | None = None
    left_at: dt.time | None = None

    @property
    def hours(self) -> Hours:
        """What of the session they were there for; early arrival and staying on are not training."""
        assert self.session.starts_at is not None
        assert self.session.ends_at is not None
        start = max(self.session.starts_at, self.arrived_at or self.session.starts_at)
        end = min(self.session.ends_at, self.left_at or self.session.ends_at)
        return Hours.of(start, max(start, end))

    @property
    def minutes(self) -> int:
        """As the register credits them: those of the session, less those that were missed."""
        return minutes_attended(self.session, self.arrived_at, self.left_at) or 0


@dataclass(frozen=True)
class Reckoned:
    """The minutes of an attendance, and how many of them lay outside paid time."""

    minutes: int
    outside: int

    @property
    def is_inside(self) -> bool:
        return self.outside == 0


def reckon(attendance: Attendance, posts: Sequence[WorkingPattern]) -> Reckoned:
    """Hold an attendance against the paid hours of its day; without a post all of it lay outside."""
    there = attendance.hours
    inside = sum(
        max(min(there.end, paid.end) - max(there.start, paid.start), 0)
        for paid in hours_of_day(posts, attendance.held_on)
    )
    return Reckoned(attendance.minutes, min(there.minutes - inside, attendance.minutes))


def month_of(day: dt.date) -> dt.date:
    """The first day of its month."""
    return day.replace(day=1)


def last_day_of(month: dt.date) -> dt.date:
    """The last day of the month that begins on ``month``."""
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def read_month(text: str) -> dt.date:
    """``2026-11`` as the first day of the month. Raises ``ValueError``."""
    year, separator, month = text.strip().partition("-")
    if not (separator and len(year) == 4 and len(month) == 2 and (year + month).isascii() and (year + month).isdigit()):
        raise ValueError(f"{text!r} is not a month; write it like 2026-11")
    try:
        return dt.date(int(year), int(month), 1)
    except ValueError:
        raise ValueError(f"{text!r} is not a month; write it like 2026-11") from None


def in_files(month: dt.date) -> str:
    return f"{month:%Y-%m}"
