"""What the pages of the school calendar and of working hours show."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cpd.core.periods import AcademicYear
from cpd.core.templating import clock_time, long_day, plural, short_day
from cpd.people import policy
from cpd.people.actor import Actor
from cpd.people.models import CalendarPeriod, School
from cpd.people.rules.calendar import Calendar, CalendarKind, Day, Hours, Period, periods_in_force


@dataclass(frozen=True)
class PeriodLine:
    # Empty where the reader cannot change it here.
    period_id: uuid.UUID | None
    kind: str
    days: str
    whose: str


@dataclass(frozen=True)
class CalendarPage:
    """One academic year of the trust, or of a school with what it takes over from the trust."""

    school_id: uuid.UUID | None
    name: str
    year: AcademicYear
    years: tuple[AcademicYear, ...]
    lines: tuple[PeriodLine, ...]
    # The trust's periods that the school's own stand in place of.
    replaced: tuple[PeriodLine, ...]
    counts: tuple[tuple[str, str], ...]
    is_whole_year: bool
    can_change: bool
    can_import: bool
    lacks_bank_holidays: bool
    # "8:30 to 15:30", at a school.
    day_hours: str


def calendar_page(
    actor: Actor,
    school: School | None,
    year: AcademicYear,
    periods: Sequence[CalendarPeriod],
    *,
    lacks_bank_holidays: bool,
) -> CalendarPage:
    """``periods`` are the trust's and the school's, of any year."""
    rows = {_as_rule(one): one for one in periods}
    in_force = periods_in_force(rows)
    this_year = [one for one in rows if one.started_on <= year.ends_on and one.ended_on >= year.starts_on]
    can_change = policy.can_change_calendar(actor, school.id if school else None)
    calendar = Calendar(rows)
    return CalendarPage(
        school_id=school.id if school else None,
        name=school.name if school else "The trust",
        year=year,
        years=_years(actor.today, rows),
        lines=tuple(_line(rows[one], school, can_change) for one in sorted(this_year) if one in in_force),
        replaced=tuple(_line(rows[one], school, False) for one in sorted(this_year) if one not in in_force),
        counts=_counts(calendar, year),
        is_whole_year=calendar.knows(year.ends_on),
        can_change=can_change,
        can_import=policy.can_import_calendar(actor),
        lacks_bank_holidays=lacks_bank_holidays and school is None and can_change,
        day_hours=f"{clock_time(school.day_starts_at)} to {clock_time(school.day_ends_at)}" if school else "",
    )


def _as_rule(one: CalendarPeriod) -> Period:
    return Period(one.started_on, one.ended_on, one.kind, one.school_id is not None)


def _years(today: dt.date, periods: Sequence[Period] | dict[Period, CalendarPeriod]) -> tuple[AcademicYear, ...]:
    """This year and the next, and every other with a term."""
    current = AcademicYear.of(today)
    terms = {AcademicYear.of(one.started_on) for one in periods if one.kind is CalendarKind.TERM}
    return tuple(sorted({current, AcademicYear(current.starts_in + 1)} | terms))


def _line(period: CalendarPeriod, school: School | None, can_change: bool) -> PeriodLine:
    is_own = period.school_id == (school.id if school else None)
    return PeriodLine(
        period.id if can_change and is_own else None,
        period.kind.label,
        days_in_words(period.started_on, period.ended_on),
        "" if school is None else "this school’s own" if is_own else "the trust’s",
    )


def days_in_words(first: dt.date, last: dt.date) -> str:
    return long_day(first) if first == last else f"{long_day(first)} to {long_day(last)}"


def _counts(calendar: Calendar, year: AcademicYear) -> tuple[tuple[str, str], ...]:
    """How many days of the week are what: a calendar that was typed wrong shows here first."""
    length = (year.ends_on - year.starts_on).days + 1
    days = [year.starts_on + dt.timedelta(days=number) for number in range(length)]
    kinds = [calendar.day(day) for day in days if day.weekday() < 5]
    return (
        ("Days with pupils", plural(kinds.count(Day.TERM), "day")),
        ("INSET days", plural(kinds.count(Day.INSET), "day")),
        ("Bank holidays on a weekday", plural(kinds.count(Day.BANK_HOLIDAY), "day")),
    )


def as_saved(period: CalendarPeriod) -> list[tuple[str, str]]:
    """A period as somebody else saved it meanwhile."""
    return [
        ("Kind", period.kind.label),
        ("First day", short_day(period.started_on)),
        ("Last day", short_day(period.ended_on)),
    ]


def hours_in_words(hours: Sequence[tuple[int, Hours]], weekday: int) -> str:
    """The hours of one day of the week as they are typed: ``8:30-12:00, 13:00-15:30``."""
    return ", ".join(f"{_clock(span.start)}-{_clock(span.end)}" for known, span in hours if known == weekday)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"
