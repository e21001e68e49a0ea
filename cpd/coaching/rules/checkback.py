"""The day to look back on a step: one the person works on, and as an entry for a calendar (RFC 5545)."""

import datetime as dt
import uuid
from collections.abc import Callable, Collection

from cpd.core.clock import LONDON

# Every fortnight, unless the two agree on another day.
AFTER = dt.timedelta(days=14)
_LASTS = dt.timedelta(minutes=15)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONGEST_LINE = 75
_LONGEST_HOLIDAY = 70

WEEKDAYS = frozenset(range(5))


def weekdays_of(working_days: Collection[str | None]) -> frozenset[int]:
    """The days of the week that these posts ("Mon,Tue,Wed") are worked on; Monday to Friday where none says."""
    named = {_DAYS.index(day) for days in working_days for day in (days or "").split(",") if day in _DAYS}
    # A post that says nothing may be worked on any day.
    return frozenset(named) if named and all(working_days) else WEEKDAYS


def suggested(
    visited_on: dt.date, works_on: Collection[int], is_open: Callable[[dt.date], bool] = lambda day: True
) -> dt.date:
    """The first day the person works on, a fortnight after the visit, while the school is open to pupils.

    Longer than the summer holiday no school is closed: after that the days of the week alone decide.
    """
    first = visited_on + AFTER
    days = [first + dt.timedelta(days=number) for number in range(_LONGEST_HOLIDAY)]
    worked = [day for day in days if not works_on or day.weekday() in works_on]
    return next(filter(is_open, worked), worked[0])


def calendar_entry(
    key: uuid.UUID, title: str, place: str, day: dt.date, at: dt.time | None, stamped: dt.datetime
) -> bytes:
    """A calendar with one entry: a quarter of an hour at ``at`` in London, or the whole day."""
    if at is None:
        when = [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}"]
    else:
        begins = dt.datetime.combine(day, at, LONDON)
        when = [f"DTSTART:{_utc(begins)}", f"DTEND:{_utc(begins.astimezone(dt.UTC) + _LASTS)}"]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Teaching and learning//Coaching//EN",
        "BEGIN:VEVENT",
        f"UID:{key}",
        f"DTSTAMP:{_utc(stamped)}",
        *when,
        f"SUMMARY:{_escaped(title)}",
        f"LOCATION:{_escaped(place)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(map(_folded, lines))


def _utc(instant: dt.datetime) -> str:
    return f"{instant.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> bytes:
    """A line cut after at most 75 octets, never within a letter; each further part begins with a space."""
    parts = [b""]
    for letter in line:
        octets = letter.encode()
        if len(parts[-1]) + len(octets) > _LONGEST_LINE:
            parts.append(b" ")
        parts[-1] += octets
    return b"\r\n".join(parts) + b"\r\n"
