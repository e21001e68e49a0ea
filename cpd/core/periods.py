"""Periods with inclusive ends, and the academic year."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class AcademicYear:
    """1 September of ``starts_in`` to 31 August after it."""

    starts_in: int

    @classmethod
    def of(cls, day: dt.date) -> "AcademicYear":
        return cls(day.year if day.month >= 9 else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> "AcademicYear":
        """Read ``2026-27`` (or ``2026/27``). Raises ``ValueError`` for anything else."""
        head, separator, tail = text.strip().replace("/", "-").partition("-")
        if not (separator and len(head) == 4 and head.isdecimal() and len(tail) == 2 and tail.isdecimal()):
            raise ValueError(f"{text!r} is not an academic year; write it like 2026-27")
        year = cls(int(head))
        if year.in_files[-2:] != tail:
            raise ValueError(f"{text!r} is not an academic year: {head} is followed by {year.in_files[-2:]}")
        if not dt.MINYEAR <= year.starts_in < dt.MAXYEAR:
            raise ValueError(f"{text!r} is beyond the calendar")
        return year

    @property
    def starts_on(self) -> dt.date:
        return dt.date(self.starts_in, 9, 1)

    @property
    def ends_on(self) -> dt.date:
        return dt.date(self.starts_in + 1, 8, 31)

    @property
    def on_screen(self) -> str:
        return f"{self.starts_in}/{(self.starts_in + 1) % 100:02d}"

    @property
    def in_files(self) -> str:
        return f"{self.starts_in}-{(self.starts_in + 1) % 100:02d}"


def covers(started_on: dt.date | None, ended_on: dt.date | None, day: dt.date) -> bool:
    """Whether a period holds ``day``; an empty end is open, and so is an empty start."""
    return (started_on is None or started_on <= day) and (ended_on is None or day <= ended_on)


def overlaps(
    started_on: dt.date, ended_on: dt.date | None, other_started_on: dt.date, other_ended_on: dt.date | None
) -> bool:
    """Whether two periods share a day."""
    return (ended_on is None or other_started_on <= ended_on) and (
        other_ended_on is None or started_on <= other_ended_on
    )
