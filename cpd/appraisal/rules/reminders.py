"""Whom a head may have reminded: once in seven days, never in the holidays, and not against their wish."""

import datetime as dt
from enum import StrEnum

from cpd.people.rules.calendar import WEEKDAYS, Calendar, Day

NOT_AGAIN_FOR = dt.timedelta(days=7)
_WORKED = frozenset({Day.TERM, Day.INSET, Day.UNKNOWN})
# Longer than any holiday: a calendar that has no working day until then is taken for a mistake.
_LOOKS_AHEAD = 70


class WhyNot(StrEnum):
    """Why somebody whose move is late gets no mail now."""

    ONESELF = "oneself"
    AWAY = "away"
    HOLIDAY = "holiday"
    NO_ADDRESS = "no_address"
    TURNED_OFF = "turned_off"
    TOLD = "told"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    WhyNot.ONESELF: "That is you",
    WhyNot.AWAY: "Away at the moment",
    WhyNot.HOLIDAY: "Not at work today",
    WhyNot.NO_ADDRESS: "No mail reaches them: tell them yourself",
    WhyNot.TURNED_OFF: "Wants no such mail: tell them yourself",
    WhyNot.TOLD: "Reminded less than a week ago",
}


def why_not(
    *, is_oneself: bool, is_away: bool, is_at_work: bool, has_address: bool, is_turned_off: bool, was_told: bool
) -> WhyNot | None:
    """The first reason that holds; nothing where a mail goes out."""
    reasons = (
        (is_oneself, WhyNot.ONESELF),
        (is_away, WhyNot.AWAY),
        (not is_at_work, WhyNot.HOLIDAY),
        (not has_address, WhyNot.NO_ADDRESS),
        (is_turned_off, WhyNot.TURNED_OFF),
        (was_told, WhyNot.TOLD),
    )
    return next((reason for holds, reason in reasons if holds), None)


def first_day_at_work(calendar: Calendar, today: dt.date) -> dt.date:
    """When a mail may come: today, or the first day after the weekend and the holidays."""
    days = (today + dt.timedelta(days=number) for number in range(_LOOKS_AHEAD))
    return next((day for day in days if day.weekday() in WEEKDAYS and calendar.day(day) in _WORKED), today)
