"""Rules of planned sessions on plain values: festivals, hours that overlap, who works on a weekday, who moves when."""

import datetime as dt
from dataclasses import dataclass

from cpd.core.dates import to_text

# A session that ends later runs into the evening on which a festival begins.
_AFTERNOON = dt.time(15, 0)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Festival:
    """A festival with the first day of each of its years (seeds/training/festivals.yaml)."""

    name: str
    observed_by: str
    dates: tuple[dt.date, ...]
    days: int = 1
    evening_before: bool = False
    may_move: bool = False

    def said_of(self, day: dt.date, ends_at: dt.time | None) -> str:
        """A sentence about a session on this day; empty where the two do not meet."""
        return next(filter(None, (self._said(first, day, ends_at) for first in self.dates)), "")

    def _said(self, first: dt.date, day: dt.date, ends_at: dt.time | None) -> str:
        last = first + (self.days - 1) * _DAY
        who = f"{self.name} ({self.observed_by})"
        if self.may_move and first - _DAY <= day <= last + _DAY:
            expected = f"from {to_text(first)}" if self.days > 1 else f"on {to_text(first)}"
            return f"{who} is expected {expected} and may be a day earlier or later."
        if first <= day <= last:
            return f"{who} is from {to_text(first)} to {to_text(last)}." if self.days > 1 else f"{who} is on this day."
        if self.evening_before and day == first - _DAY and (ends_at is None or ends_at > _AFTERNOON):
            return f"{who} begins in the evening of this day."
        return ""


def minutes_between(starts_at: dt.time, ends_at: dt.time) -> int:
    """How long it lasts by the clock on the wall."""
    return (ends_at.hour - starts_at.hour) * 60 + ends_at.minute - starts_at.minute


def next_sequence(had: int | None, of_the_session: int) -> int:
    """The revision of somebody's calendar entry after a change: above what they had, never below the session's."""
    return of_the_session if had is None else max(had + 1, of_the_session)
