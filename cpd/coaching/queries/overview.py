"""Coaching in the trust as counts: how much, for whom, how soon, and what is practised. Nobody's words, no names.

The true counts: ``pages.overview`` passes them through ``rules.figures`` before anybody sees them.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Date, Select, and_, case, exists, func, select
from sqlalchemy.orm import Session

from cpd.coaching.models import Support, Visit, VisitLookFor
from cpd.coaching.rules.figures import FEWEST, counted_to, end_of
from cpd.coaching.rules.overview import NEW_FOR
from cpd.coaching.rules.visits import VisitState
from cpd.core.changes import Kept
from cpd.core.models import holds
from cpd.people.models import Phase, Post, School, StaffGroup
from cpd.standards.models import LookFor


@dataclass(frozen=True)
class Activity:
    """Shared visits of a time: how many, to how many people, by how many ambassadors."""

    visits: int
    people: int
    ambassadors: int


@dataclass(frozen=True)
class ReachPart:
    """People alike in all that the overview tells apart: how many there are, and how many were visited."""

    school_id: uuid.UUID
    school: str
    staff_group: StaffGroup
    is_part_time: bool
    is_new: bool
    people: int
    seen: int


@dataclass(frozen=True)
class LookForUse:
    code: str
    text: str
    visits: int


_ACTIVITY: Kept[list[Activity]] = Kept({"visit"}, most_rows=200)
_RHYTHM: Kept[list[tuple[int, int]]] = Kept({"visit", "support"}, most_rows=200)
_DAYS: Kept[dict[int, int]] = Kept({"visit"}, most_rows=10_000)
_REACH: Kept[list[ReachPart]] = Kept({"visit", "post", "school"}, most_rows=20_000)
_COUNTED_TO: Kept[list[dt.date]] = Kept({"visit"}, most_rows=200)
_LOOK_FORS: Kept[list[LookForUse]] = Kept({"visit", "visit_look_for", "look_for"}, most_rows=10_000)


def activity(session: Session, since: dt.date, until: dt.date) -> Activity:
    def count() -> list[Activity]:
        row = session.execute(
            select(func.count(), func.count(Visit.person_id.distinct()), func.count(Visit.visitor_id.distinct())).where(
                _shared_between(since, until)
            )
        ).one()
        return [Activity(*row)]

    return _ACTIVITY.read(session, (since, until), count)[0]


def seen_within_rhythm(session: Session, today: dt.date, weeks: int) -> tuple[int, int]:
    """Of the people supported for at least these weeks, how many had a visit in them: (seen, people)."""
    since = today - dt.timedelta(weeks=weeks)

    def count() -> list[tuple[int, int]]:
        seen = exists().where(Visit.person_id == Support.person_id, _shared_between(since, today))
        row = session.execute(
            select(
                func.count(Support.person_id.distinct()).filter(seen), func.count(Support.person_id.distinct())
            ).where(Support.ended_on.is_(None), Support.started_on <= since)
        ).one()
        return [(row[0], row[1])]

    return _RHYTHM.read(session, (since, today), count)[0]


def days_to_share(session: Session, since: dt.date, until: dt.date) -> dict[int, int]:
    """How many visits were shared after how many days."""

    def count() -> dict[int, int]:
        shared_on = func.date(Visit.shared_at, type_=Date)
        rows = session.execute(
            select(Visit.visited_on, shared_on, func.count())
            .where(_shared_between(since, until))
            .group_by(Visit.visited_on, shared_on)
        )
        found: dict[int, int] = {}
        for visited_on, day, visits in rows:
            days = max(0, (day - visited_on).days)
            found[days] = found.get(days, 0) + visits
        return found

    return _DAYS.read(session, (since, until), count)


def reach(session: Session, since: dt.date, today: dt.date, shared_to: dt.date) -> Sequence[ReachPart]:
    """Everybody with a post today, once, at their main post, and whether a visit to them of the time since a day was
    shared up to another."""
    return _REACH.read(session, (since, today, shared_to), lambda: _count_reach(session, since, today, shared_to))


def _count_reach(session: Session, since: dt.date, today: dt.date, shared_to: dt.date) -> list[ReachPart]:
    posts = (
        select(
            Post.person_id,
            Post.school_id,
            Post.staff_group,
            func.row_number()
            .over(partition_by=Post.person_id, order_by=(Post.fte.desc(), Post.started_on, Post.id))
            .label("place"),
            func.sum(Post.fte).over(partition_by=Post.person_id).label("fte"),
            func.min(Post.started_on).over(partition_by=Post.person_id).label("first_on"),
        )
        .join(School, School.id == Post.school_id)
        .where(holds(Post, today), School.phase != Phase.CENTRAL)
        .subquery()
    )
    shared = _shared_between(since, today), Visit.shared_at < end_of(shared_to)
    visited = select(Visit.person_id).where(*shared).distinct().subquery()
    is_part_time = case((posts.c.fte < 1, True), else_=False)
    is_new = case((posts.c.first_on > today - NEW_FOR, True), else_=False)
    rows = session.execute(
        select(
            School.id,
            School.name,
            posts.c.staff_group,
            is_part_time.label("is_part_time"),
            is_new.label("is_new"),
            func.count(),
            func.count(visited.c.person_id),
        )
        .select_from(posts)
        .join(School, School.id == posts.c.school_id)
        .outerjoin(visited, visited.c.person_id == posts.c.person_id)
        .where(posts.c.place == 1)
        .group_by(School.id, School.name, School.sort_name, posts.c.staff_group, is_part_time, is_new)
        .order_by(School.sort_name, School.id)
    )
    return [ReachPart(*row) for row in rows]


def words_counted_to(session: Session, since: dt.date, until: dt.date, today: dt.date) -> dt.date:
    """The Sunday up to which what visits of a time hold is counted.

    A week in which fewer than five of them were shared is counted with the next, so that two readings have none of
    them between them, or five and more.
    """
    last = counted_to(today)
    moments = select(Visit.shared_at.label("at")).where(_shared_between(since, until))
    key = "visits", since, until, last
    return _COUNTED_TO.read(session, key, lambda: [_last_of_five(session, moments, since, last)])[0]


def people_counted_to(session: Session, since: dt.date, today: dt.date) -> dt.date:
    """The same for who was visited: from one reading to the next, nobody or five people and more are new in it.

    Counted live, one visit told its person's school, role, working pattern and whether they are new, all at once.
    """
    last = counted_to(today)
    first = select(func.min(Visit.shared_at).label("at")).where(_shared_between(since, today)).group_by(Visit.person_id)
    key = "people", since, today, last
    return _COUNTED_TO.read(session, key, lambda: [_last_of_five(session, first, since, last)])[0]


def _last_of_five(session: Session, moments: Select[dt.datetime | None], since: dt.date, last: dt.date) -> dt.date:
    """The last Sunday to which five moments have come together. Where they never have, the last of all Sundays: there
    is nothing to tell then."""
    sundays = [last - dt.timedelta(weeks=weeks) for weeks in range((last - since).days // 7 + 1)][::-1]
    if not sundays:
        return last
    at = moments.subquery().c.at
    counts = session.execute(select(*(func.count().filter(at < end_of(sunday)) for sunday in sundays))).one()
    told, to = 0, last
    for sunday, count in zip(sundays, counts, strict=True):
        if count - told >= FEWEST:
            told, to = count, sunday
    return to


def look_fors_practised(
    session: Session, since: dt.date, until: dt.date, shared_to: dt.date, limit: int = 12
) -> Sequence[LookForUse]:
    """The look-fors tagged in most visits of the whole trust that were shared up to a day, of five and more."""
    key = since, until, shared_to, limit
    return _LOOK_FORS.read(session, key, lambda: _count_look_fors(session, since, until, shared_to, limit))


def _count_look_fors(
    session: Session, since: dt.date, until: dt.date, shared_to: dt.date, limit: int
) -> list[LookForUse]:
    visits = func.count()
    rows = session.execute(
        select(LookFor.code, LookFor.text, visits)
        .join(VisitLookFor, VisitLookFor.look_for_id == LookFor.id)
        .join(Visit, Visit.id == VisitLookFor.visit_id)
        .where(_shared_between(since, until), Visit.shared_at < end_of(shared_to))
        .group_by(LookFor.code, LookFor.text)
        .having(visits >= FEWEST)
        .order_by(visits.desc(), LookFor.code)
        .limit(limit)
    )
    return [LookForUse(*row) for row in rows]


def _shared_between(since: dt.date, until: dt.date) -> ColumnElement[bool]:
    return and_(Visit.state == VisitState.SHARED, Visit.visited_on.between(since, until))
