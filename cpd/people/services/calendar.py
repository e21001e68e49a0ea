"""Writes of the school calendar, of the hours of a school's day, and of the paid hours of a post."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.models import new_id
from cpd.people import policy
from cpd.people.actor import Actor
from cpd.people.models import CalendarKind, CalendarPeriod, Post, PostHours, School
from cpd.people.queries.calendar import clashing_period, hours_of_post
from cpd.people.rules.calendar import Hours
from cpd.people.rules.staff import DAYS, mark_of
from cpd.people.seeds import bank_holidays


@dataclass(frozen=True)
class Entry:
    """A period as somebody gives it."""

    kind: CalendarKind
    started_on: dt.date
    ended_on: dt.date


@dataclass(frozen=True)
class CalendarChange:
    """A period of an import: new, or known with another end."""

    school_id: uuid.UUID | None
    entry: Entry
    known_id: uuid.UUID | None = None


def write_calendar_list(
    session: Session, actor: Actor, changes: Sequence[CalendarChange], counts: Mapping[str, int]
) -> None:
    """Carry out an import of the calendar."""
    require(policy.can_import_calendar(actor))
    _write(session, changes)
    record(session, actor, "people.calendar_imported", None, detail=dict(counts))


def _write(session: Session, changes: Sequence[CalendarChange]) -> None:
    new = [_row(change.school_id, change.entry) for change in changes if change.known_id is None]
    ends = {change.known_id: change.entry.ended_on for change in changes if change.known_id is not None}
    for period in session.scalars(select(CalendarPeriod).where(CalendarPeriod.id.in_(ends))):
        period.ended_on = ends[period.id]
    # Ends that move come first: a new period may take the days that they leave.
    session.flush()
    if new:
        session.execute(insert(CalendarPeriod), new)


def _row(school_id: uuid.UUID | None, entry: Entry) -> dict[str, Any]:
    return {"id": new_id(), "school_id": school_id, "version": 1} | vars(entry)


def add_period(session: Session, actor: Actor, school_id: uuid.UUID | None, entry: Entry) -> None:
    """Add a period to the calendar of the trust or of a school. The same one again changes nothing."""
    require(policy.can_change_calendar(actor, school_id))
    same = session.scalars(
        select(CalendarPeriod).where(CalendarPeriod.school_id == school_id).filter_by(**vars(entry))
    ).first()
    if same is not None:
        return
    _check(session, school_id, entry)
    period = CalendarPeriod(school_id=school_id, **vars(entry))
    session.add(period)
    session.flush()
    record(session, actor, "people.calendar_period_added", period.id)


def change_period(session: Session, actor: Actor, period: CalendarPeriod, entry: Entry, version: int) -> None:
    """Change the days or the kind of a period."""
    require(policy.can_change_calendar(actor, period.school_id))
    if period.version != version:
        raise StaleRecord
    _check(session, period.school_id, entry, period.id)
    period.kind, period.started_on, period.ended_on = entry.kind, entry.started_on, entry.ended_on
    record(session, actor, "people.calendar_period_changed", period.id)


def remove_period(session: Session, actor: Actor, period: CalendarPeriod) -> None:
    """Take a period out of the calendar."""
    require(policy.can_change_calendar(actor, period.school_id))
    record(session, actor, "people.calendar_period_removed", period.id)
    session.delete(period)


def _check(session: Session, school_id: uuid.UUID | None, entry: Entry, own_id: uuid.UUID | None = None) -> None:
    if entry.ended_on < entry.started_on:
        raise DomainError("The last day is before the first.", "ended_on")
    if entry.ended_on - entry.started_on > LONGEST:
        raise DomainError("This is longer than a year. Look at the years of the two days.", "ended_on")
    clash = clashing_period(session, school_id, entry.kind, entry.started_on, entry.ended_on, own_id)
    if clash is not None:
        days = f"from {clash.started_on:%d/%m/%Y} to {clash.ended_on:%d/%m/%Y}"
        raise DomainError(f"These days overlap another period of the same kind, {days}.", "started_on")


# A period longer than this has the wrong year at one end.
LONGEST = dt.timedelta(days=366)


def add_bank_holidays(session: Session, actor: Actor) -> int:
    """Put England's bank holidays, as far as they are shipped, into the trust's calendar; how many were missing."""
    require(policy.can_change_calendar(actor, None))
    missing = [
        Entry(CalendarKind.BANK_HOLIDAY, day, day)
        for day in bank_holidays()
        if clashing_period(session, None, CalendarKind.BANK_HOLIDAY, day, day) is None
    ]
    _write(session, [CalendarChange(None, entry) for entry in missing])
    record(session, actor, "people.bank_holidays_added", None, detail={"days": len(missing)})
    return len(missing)


def change_day_hours(
    session: Session, actor: Actor, school: School, starts_at: dt.time, ends_at: dt.time, version: int
) -> None:
    """Say from when until when a day is worked at a school, where a post says nothing else."""
    require(policy.can_change_calendar(actor, school.id))
    if school.version != version:
        raise StaleRecord
    if ends_at <= starts_at:
        raise DomainError("The day ends before it starts.", "day_ends_at")
    school.day_starts_at, school.day_ends_at = starts_at, ends_at
    record(session, actor, "people.day_hours_changed", school.id)


Week = Mapping[int, Sequence[Hours]]


def hours_mark(hours: Sequence[tuple[int, Hours]]) -> str:
    """Changes when the paid hours of a post change."""
    return mark_of([(weekday, span.start, span.end) for weekday, span in hours])


def change_post_hours(session: Session, actor: Actor, post: Post, week: Week, seen: str) -> None:
    """Enter the paid hours of a post by the day of the week; an empty week goes back to the school's day."""
    require(policy.can_change_calendar(actor, post.school_id))
    # Held until the transaction ends, so that whoever saves at the same moment sees these hours.
    session.execute(select(Post.id).where(Post.id == post.id).with_for_update(key_share=True))
    if hours_mark(hours_of_post(session, post.id)) != seen:
        raise StaleRecord
    session.execute(delete(PostHours).where(PostHours.post_id == post.id))
    rows = [
        {
            "id": new_id(),
            "post_id": post.id,
            "weekday": weekday,
            "starts_at": dt.time(*divmod(span.start, 60)),
            "ends_at": dt.time(*divmod(span.end, 60)),
        }
        for weekday, spans in week.items()
        for span in spans
    ]
    if rows:
        session.execute(insert(PostHours), rows)
    days = [DAYS[weekday] for weekday in sorted(week) if week[weekday]]
    record(session, actor, "people.post_hours_changed", post.id, about_person_id=post.person_id, detail={"days": days})
