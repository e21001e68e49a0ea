"""The school calendar and working time: which days a school is open, and when a post is worked and paid.

A period is the trust's or one school's own. **A school's own period stands in place of the trust's of the same kind
that it shares a day with.** A half-term of the trust also gives way where the school has one of its own in the same
term of the trust, since a term has one. All else of the trust's calendar holds at the school too.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cpd.core.periods import AcademicYear, covers, overlaps
from cpd.people.rules.staff import DAYS, StaffGroup


class CalendarKind(StrEnum):
    """What a period of the school calendar is (contract.md section 3)."""

    TERM = "term"
    HALF_TERM = "half_term"
    INSET = "inset"
    BANK_HOLIDAY = "bank_holiday"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    CalendarKind.TERM: "Term",
    CalendarKind.HALF_TERM: "Half-term",
    CalendarKind.INSET: "INSET day",
    CalendarKind.BANK_HOLIDAY: "Bank holiday",
}


class Day(StrEnum):
    """What a day is at a school, whichever day of the week it falls on."""

    TERM = "term"
    INSET = "inset"
    BANK_HOLIDAY = "bank_holiday"
    # Half-term, and whatever lies between terms.
    HOLIDAY = "holiday"
    # No terms are entered for its part of the year: it is taken for a day of term, and pages say so.
    UNKNOWN = "unknown"


OPEN_TO_PUPILS = frozenset({Day.TERM, Day.UNKNOWN})
# A calendar whose last term ends in one of these months holds the whole academic year.
_MONTHS_OF_THE_LAST_TERM = (6, 7, 8)
WEEKDAYS = frozenset(range(5))
# Weeks a year from which a post is worked all the year round, and from which INSET days are among its paid days:
# a school year is 38 weeks with pupils and one of INSET days.
ALL_YEAR_WEEKS, WEEKS_WITH_INSET = Decimal(52), Decimal(39)


@dataclass(frozen=True, order=True)
class Period:
    """A term, half-term holiday, INSET day or bank holiday; both ends belong to it."""

    started_on: dt.date
    ended_on: dt.date
    kind: CalendarKind
    # A school's own, not the trust's.
    is_own: bool = False

    def covers(self, day: dt.date) -> bool:
        return covers(self.started_on, self.ended_on, day)

    def shares_a_day_with(self, other: "Period") -> bool:
        return overlaps(self.started_on, self.ended_on, other.started_on, other.ended_on)


def periods_in_force(periods: Iterable[Period]) -> list[Period]:
    """Those of the trust and of one school that hold at that school, by day (the rule stands at the top)."""
    every = sorted(periods)
    own = [period for period in every if period.is_own]
    terms = [period for period in every if period.kind is CalendarKind.TERM and not period.is_own]

    def gives_way(period: Period) -> bool:
        reach = [period]
        if period.kind is CalendarKind.HALF_TERM:
            reach += [term for term in terms if term.shares_a_day_with(period)]
        return any(other.kind is period.kind and other.shares_a_day_with(part) for other in own for part in reach)

    return [period for period in every if period.is_own or not gives_way(period)]


class Calendar:
    """The calendar that holds at one school."""

    def __init__(self, periods: Iterable[Period] = ()) -> None:
        self.periods = periods_in_force(periods)
        self._by_kind = {kind: [period for period in self.periods if period.kind is kind] for kind in CalendarKind}
        self._days: dict[dt.date, Day] = {}
        self._starts = {kind: [period.started_on for period in found] for kind, found in self._by_kind.items()}

    def day(self, day: dt.date) -> Day:
        """What a day is. A bank holiday comes before an INSET day, that before half-term, and that before the term."""
        if day not in self._days:
            self._days[day] = self._read(day)
        return self._days[day]

    def _read(self, day: dt.date) -> Day:
        if self._in(CalendarKind.BANK_HOLIDAY, day):
            return Day.BANK_HOLIDAY
        if self._in(CalendarKind.INSET, day):
            return Day.INSET
        if not self.knows(day):
            return Day.UNKNOWN
        in_term = self._in(CalendarKind.TERM, day) and not self._in(CalendarKind.HALF_TERM, day)
        return Day.TERM if in_term else Day.HOLIDAY

    def is_open(self, day: dt.date) -> bool:
        """Whether pupils are there, as far as is known."""
        return self.day(day) in OPEN_TO_PUPILS

    def knows(self, day: dt.date) -> bool:
        """Whether terms are entered for this part of the academic year: up to its last day, or up to the end of the
        last term that is entered."""
        year = AcademicYear.of(day)
        ends = [
            term.ended_on
            for term in self._by_kind[CalendarKind.TERM]
            if overlaps(term.started_on, term.ended_on, year.starts_on, year.ends_on)
        ]
        return bool(ends) and (day <= max(ends) or max(ends).month in _MONTHS_OF_THE_LAST_TERM)

    def _in(self, kind: CalendarKind, day: dt.date) -> bool:
        """Periods of one kind in force share no day, so the last that began decides."""
        at = bisect_right(self._starts[kind], day)
        return at > 0 and self._by_kind[kind][at - 1].covers(day)


@dataclass(frozen=True, order=True)
class Hours:
    """From when until when, in minutes since midnight by the clock on the wall."""

    start: int
    end: int

    @classmethod
    def of(cls, start: dt.time, end: dt.time) -> "Hours":
        return cls(start.hour * 60 + start.minute, end.hour * 60 + end.minute)

    @property
    def minutes(self) -> int:
        return max(self.end - self.start, 0)


@dataclass(frozen=True)
class WorkingPattern:
    """When one post is worked and paid."""

    staff_group: StaffGroup
    started_on: dt.date
    ended_on: dt.date | None
    weeks_per_year: Decimal | None
    # "Mon,Tue,Wed"; empty where nobody said.
    working_days: str | None
    # Weekday (Monday is 0) and hours, as they were entered for this post; where there are any, they alone count.
    own_hours: tuple[tuple[int, Hours], ...]
    school_day: Hours
    calendar: Calendar

    def holds_on(self, day: dt.date) -> bool:
        return covers(self.started_on, self.ended_on, day)

    @property
    def is_all_year(self) -> bool:
        """Worked in the holidays too. Where the weeks a year are not known: leaders and support staff are, teachers and
        teaching assistants are not."""
        if self.weeks_per_year is None:
            return self.staff_group in (StaffGroup.LEADER, StaffGroup.SUPPORT)
        return self.weeks_per_year >= ALL_YEAR_WEEKS

    @property
    def is_paid_on_inset_days(self) -> bool:
        """From 39 weeks a year. Where they are not known, a teacher is: the teachers' year has these days in it. A
        teaching assistant is not, so that the minutes come up as a claim that somebody decides."""
        if self.weeks_per_year is None:
            return self.staff_group is not StaffGroup.TEACHING_ASSISTANT
        return self.weeks_per_year >= WEEKS_WITH_INSET

    @property
    def weekdays(self) -> frozenset[int]:
        """The days of the week it is worked on: those with hours of its own, else its working days, else Monday to
        Friday."""
        if self.own_hours:
            return frozenset(weekday for weekday, _ in self.own_hours)
        named = frozenset(DAYS.index(name) for name in (self.working_days or "").split(",") if name in DAYS)
        return named or WEEKDAYS

    def is_paid_on(self, day: dt.date) -> bool:
        """Whether a day is a paid one, if its weekday is."""
        kind = self.calendar.day(day)
        if kind is Day.BANK_HOLIDAY:
            return False
        if self.is_all_year or kind in OPEN_TO_PUPILS:
            return True
        return kind is Day.INSET and self.is_paid_on_inset_days

    def hours_on(self, day: dt.date) -> list[Hours]:
        """The paid hours of a day; none where it is not a working day of this post."""
        weekday = day.weekday()
        if not self.holds_on(day) or weekday not in self.weekdays or not self.is_paid_on(day):
            return []
        if self.own_hours:
            return [hours for known, hours in self.own_hours if known == weekday]
        return [self.school_day]


def hours_of_day(posts: Iterable[WorkingPattern], day: dt.date) -> list[Hours]:
    """The paid hours of somebody's day over all their posts: in order, and none twice."""
    joined: list[Hours] = []
    for hours in sorted(hours for post in posts for hours in post.hours_on(day)):
        if joined and hours.start <= joined[-1].end:
            joined[-1] = Hours(joined[-1].start, max(joined[-1].end, hours.end))
        elif hours.minutes:
            joined.append(hours)
    return joined


def is_working_day(posts: Iterable[WorkingPattern], day: dt.date, *, with_pupils: bool = False) -> bool:
    """Whether somebody works on a day through any of their posts; ``with_pupils``: while pupils are at its school."""
    return any(post.hours_on(day) and (post.calendar.is_open(day) or not with_pupils) for post in posts)


def is_known(posts: Sequence[WorkingPattern], day: dt.date) -> bool:
    """Whether the calendars of all these posts hold the day, so that nothing had to be taken for granted."""
    return all(post.calendar.day(day) is not Day.UNKNOWN for post in posts)
