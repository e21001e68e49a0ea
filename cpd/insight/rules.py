"""Plain rules of the home pages: how somebody is greeted, and the end of a week."""

import datetime as dt

from cpd.coaching.rules.figures import HalfTerm as HalfTerm, counted_to as counted_to

_NOON, _EVENING = 12, 18


def greeting(hour: int) -> str:
    """What one says at this hour of the day."""
    if hour < _NOON:
        return "Good morning"
    return "Good afternoon" if hour < _EVENING else "Good evening"


def end_of_week(day: dt.date) -> dt.date:
    """The Sunday after ``day``, or ``day`` itself."""
    return day + dt.timedelta(days=6 - day.weekday())
