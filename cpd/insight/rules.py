"""Plain rules of the home pages: how somebody is greeted, and half a term by the calendar."""

import datetime as dt
from dataclasses import dataclass

_NOON, _EVENING = 12, 18
# The first day of each half-term; each ends where the next begins.
_HALVES = (
    ((1, 1), "Spring, first half"),
    ((2, 16), "Spring, second half"),
    ((4, 1), "Summer, first half"),
    ((6, 1), "Summer, second half"),
    ((9, 1), "Autumn, first half"),
    ((11, 1), "Autumn, second half"),
)


def greeting(hour: int) -> str:
    """What one says at this hour of the day."""
    if hour < _NOON:
        return "Good morning"
    return "Good afternoon" if hour < _EVENING else "Good evening"


@dataclass(frozen=True)
class HalfTerm:
    """Half a term by calendar days, the same for every school whatever its own dates."""

    name: str
    starts_on: dt.date
    ends_on: dt.date

    @classmethod
    def of(cls, day: dt.date) -> "HalfTerm":
        starts = [dt.date(day.year, month, first) for (month, first), _ in _HALVES]
        index = max(number for number, start in enumerate(starts) if start <= day)
        last = starts[index + 1] if index + 1 < len(starts) else dt.date(day.year + 1, 1, 1)
        return cls(_HALVES[index][1], starts[index], last - dt.timedelta(days=1))


def end_of_week(day: dt.date) -> dt.date:
    """The Sunday after ``day``, or ``day`` itself."""
    return day + dt.timedelta(days=6 - day.weekday())
