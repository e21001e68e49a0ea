"""That visits took place: by name for the head of the school, as counts for everybody. Never a word of them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from cpd.coaching.models import Visit
from cpd.coaching.policy import took_place
from cpd.coaching.rules.visits import VisitKind, VisitState
from cpd.core.changes import Kept
from cpd.core.clock import LONDON
from cpd.people.actor import Actor
from cpd.people.models import Person, Phase, School

_Visitor = aliased(Person)


@dataclass(frozen=True)
class LedgerLine:
    """One visit as a head knows of it."""

    visited_on: dt.date
    kind: VisitKind
    person: str
    visitor: str
    shared_on: dt.date


@dataclass(frozen=True)
class PersonCount:
    person: str
    visits: int
    last_visited_on: dt.date


@dataclass(frozen=True)
class SchoolCount:
    school_id: uuid.UUID
    name: str
    visits: int


def list_visits_that_took_place(
    session: Session,
    actor: Actor,
    school_id: uuid.UUID,
    since: dt.date,
    until: dt.date,
    *,
    limit: int,
    offset: int = 0,
) -> list[LedgerLine]:
    """The visits at a school the actor is head of, newest first, without one column of words."""
    rows = session.execute(
        select(Visit.visited_on, Visit.kind, Visit.shared_at, Person, _Visitor)
        .join(Person, Person.id == Visit.person_id)
        .join(_Visitor, _Visitor.id == Visit.visitor_id)
        .where(took_place(actor), Visit.school_id == school_id, Visit.visited_on.between(since, until))
        .order_by(Visit.visited_on.desc(), Visit.shared_at.desc(), Visit.id)
        .limit(limit)
        .offset(offset)
    ).all()
    return [
        LedgerLine(day, kind, person.name, visitor.name, at.astimezone(LONDON).date())
        for day, kind, at, person, visitor in rows
        if at is not None
    ]


def count_visits_by_person(
    session: Session, actor: Actor, school_id: uuid.UUID, since: dt.date, until: dt.date
) -> list[PersonCount]:
    """How often each person was visited at a school the actor is head of, by name."""
    counts = (
        select(Visit.person_id, func.count().label("visits"), func.max(Visit.visited_on).label("last"))
        .where(took_place(actor), Visit.school_id == school_id, Visit.visited_on.between(since, until))
        .group_by(Visit.person_id)
        .subquery()
    )
    rows = session.execute(
        select(Person, counts.c.visits, counts.c.last).join(counts, counts.c.person_id == Person.id)
    ).all()
    # Sorted here: asked for the order, SQLite goes through everybody in the trust by name to find the few of a school.
    rows = sorted(rows, key=lambda row: (row[0].sort_last_name, row[0].sort_first_name, row[0].staff_code or ""))
    return [PersonCount(person.name, visits, last) for person, visits, last in rows]


_COUNTS: Kept[list[SchoolCount]] = Kept({"visit", "school"}, most_rows=20_000)


def visit_counts(session: Session, since: dt.date, until: dt.date) -> list[SchoolCount]:
    """How many shared visits each open school had, by name of the school.

    The true counts: a page passes them through ``rules.figures.protected`` before it shows them to anybody.
    """
    return _COUNTS.read(session, (since, until), lambda: _count_visits(session, since, until))


def _count_visits(session: Session, since: dt.date, until: dt.date) -> list[SchoolCount]:
    counts = (
        select(Visit.school_id, func.count().label("visits"))
        .where(Visit.state == VisitState.SHARED, Visit.visited_on.between(since, until))
        .group_by(Visit.school_id)
        .subquery()
    )
    rows = session.execute(
        select(School.id, School.name, func.coalesce(counts.c.visits, 0))
        .outerjoin(counts, counts.c.school_id == School.id)
        .where(School.phase != Phase.CENTRAL, School.closed_on.is_(None) | (School.closed_on >= since))
        .order_by(School.sort_name)
    ).all()
    return [SchoolCount(school_id, name, visits) for school_id, name, visits in rows]
