"""Reads of the school calendar, and of when people work. Everybody may know the calendar."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from cpd.core.access import found
from cpd.people import policy
from cpd.people.actor import Actor
from cpd.people.models import CalendarKind, CalendarPeriod, Post, PostHours, School
from cpd.people.rules.calendar import Calendar, Hours, Period, WorkingPattern

CalendarKey = tuple[uuid.UUID | None, CalendarKind, dt.date]


def list_periods(
    session: Session, school_id: uuid.UUID | None, first: dt.date | None = None, last: dt.date | None = None
) -> list[CalendarPeriod]:
    """The periods of the trust, or of one school alone, by day; with ``first`` and ``last`` those that touch them."""
    query = select(CalendarPeriod).where(CalendarPeriod.school_id == school_id)
    if first is not None:
        query = query.where(CalendarPeriod.ended_on >= first)
    if last is not None:
        query = query.where(CalendarPeriod.started_on <= last)
    return list(session.scalars(query.order_by(CalendarPeriod.started_on, CalendarPeriod.kind)))


def get_period(session: Session, period_id: uuid.UUID) -> CalendarPeriod:
    """One period. Raises ``NotFound``."""
    return found(session.get(CalendarPeriod, period_id, populate_existing=True))


def clashing_period(
    session: Session,
    school_id: uuid.UUID | None,
    kind: CalendarKind,
    started_on: dt.date,
    ended_on: dt.date,
    but_not: uuid.UUID | None = None,
) -> CalendarPeriod | None:
    """Another period of the same kind and owner that shares a day with these."""
    for period in list_periods(session, school_id, started_on, ended_on):
        if period.kind is kind and period.id != but_not:
            return period
    return None


def known_periods(session: Session) -> dict[CalendarKey, CalendarPeriod]:
    """Every period, by what tells it from another."""
    return {(one.school_id, one.kind, one.started_on): one for one in session.scalars(select(CalendarPeriod))}


def calendars(session: Session, school_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Calendar]:
    """The calendar that holds at each of these schools, in one read."""
    rows = session.execute(
        select(CalendarPeriod.school_id, CalendarPeriod.kind, CalendarPeriod.started_on, CalendarPeriod.ended_on).where(
            or_(CalendarPeriod.school_id.is_(None), CalendarPeriod.school_id.in_(school_ids))
        )
    )
    periods: dict[uuid.UUID | None, list[Period]] = defaultdict(list)
    for row in rows:
        periods[row.school_id].append(Period(row.started_on, row.ended_on, row.kind, row.school_id is not None))
    return {school_id: Calendar(periods[None] + periods[school_id]) for school_id in school_ids}


def working_patterns(
    session: Session, person_ids: Collection[uuid.UUID], first: dt.date, last: dt.date
) -> dict[uuid.UUID, list[tuple[Post, WorkingPattern]]]:
    """The posts that these people hold between two days, the largest first, and when each is worked: three reads."""
    posts = _posts(session, person_ids, first, last)
    known = calendars(session, {school.id for _, school in posts})
    own_hours = _own_hours(session, [post.id for post, _ in posts])
    patterns: dict[uuid.UUID, list[tuple[Post, WorkingPattern]]] = defaultdict(list)
    for post, school in posts:
        pattern = WorkingPattern(
            staff_group=post.staff_group,
            started_on=post.started_on,
            ended_on=post.ended_on,
            weeks_per_year=post.weeks_per_year,
            working_days=post.working_days,
            own_hours=tuple(own_hours[post.id]),
            school_day=Hours.of(school.day_starts_at, school.day_ends_at),
            calendar=known[school.id],
        )
        patterns[post.person_id].append((post, pattern))
    return patterns


def posts_to_work_on(session: Session, person_id: uuid.UUID, since: dt.date) -> list[WorkingPattern]:
    """When one person works from a day on."""
    return [pattern for _, pattern in working_patterns(session, [person_id], since, dt.date.max).get(person_id, [])]


def _posts(
    session: Session, person_ids: Collection[uuid.UUID], first: dt.date, last: dt.date
) -> Sequence[tuple[Post, School]]:
    rows = session.execute(
        select(Post, School)
        .join(School, School.id == Post.school_id)
        .where(
            Post.person_id.in_(person_ids),
            Post.started_on <= last,
            or_(Post.ended_on.is_(None), Post.ended_on >= first),
        )
        .order_by(Post.person_id, Post.fte.desc(), Post.started_on, Post.staff_group, Post.job_title)
    )
    return [(post, school) for post, school in rows]


def _own_hours(session: Session, post_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[tuple[int, Hours]]]:
    hours: dict[uuid.UUID, list[tuple[int, Hours]]] = defaultdict(list)
    query = select(PostHours).where(PostHours.post_id.in_(list(post_ids)))
    for row in session.scalars(query.order_by(PostHours.post_id, PostHours.weekday, PostHours.starts_at)):
        hours[row.post_id].append((row.weekday, Hours.of(row.starts_at, row.ends_at)))
    return hours


def hours_of_post(session: Session, post_id: uuid.UUID) -> list[tuple[int, Hours]]:
    """The hours that were entered for a post, by weekday."""
    return _own_hours(session, [post_id])[post_id]


def get_post_to_time(session: Session, actor: Actor, post_id: uuid.UUID) -> Post:
    """A post that the actor may know of, with person and school. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(Post)
            .where(Post.id == post_id, policy.visible_posts(actor))
            .options(joinedload(Post.person), joinedload(Post.school))
        ).first()
    )
