"""Who came into whose room: for the person, by name for the head of the school, as counts for everybody. Never a word.

Coaching visits come from the visits themselves, every other kind from the entries of the ledger.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Subquery, and_, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session, aliased, joinedload

from cpd.coaching.models import KindOfVisit, LedgerEntry, Visit
from cpd.coaching.policy import kinds as kind_policy
from cpd.coaching.policy.visits import took_place
from cpd.coaching.rules.visits import VisitState
from cpd.core.access import found
from cpd.core.clock import LONDON
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Away, Person, Post, StaffGroup

_Visitor, _Second = aliased(Person), aliased(Person)


@dataclass(frozen=True)
class Scope:
    """Which coaching visits and which other entries a reader may know of."""

    visits: ColumnElement[bool]
    entries: ColumnElement[bool]


def scope_of_school(actor: Actor, school_id: uuid.UUID) -> Scope:
    """What took place at a school that the actor is head of."""
    return Scope(
        and_(took_place(actor), Visit.school_id == school_id),
        and_(kind_policy.entries_of_school(actor), LedgerEntry.school_id == school_id),
    )


def scope_of_own(actor: Actor) -> Scope:
    """Who came to the actor."""
    mine = and_(Visit.person_id == actor.person_id, Visit.state == VisitState.SHARED)
    return Scope(mine, kind_policy.own_entries(actor))


@dataclass(frozen=True)
class LedgerLine:
    """One entry into somebody's room. ``entry`` is empty for a coaching visit, ``visitor`` for a learning walk."""

    visited_on: dt.date
    kind: str
    person_id: uuid.UUID
    person: str
    visitor: str
    shared_on: dt.date | None
    entry: LedgerEntry | None


def list_ledger(
    session: Session, scope: Scope, since: dt.date, until: dt.date, *, limit: int, offset: int = 0
) -> list[LedgerLine]:
    """Coaching and every other kind, newest first, without one column of words of a visit."""
    keys = union_all(
        select(Visit.id.label("id"), Visit.visited_on.label("day")).where(
            scope.visits, Visit.visited_on.between(since, until)
        ),
        select(LedgerEntry.id, LedgerEntry.entered_on).where(
            scope.entries, LedgerEntry.entered_on.between(since, until)
        ),
    ).subquery()
    ids = list(
        session.scalars(select(keys.c.id).order_by(keys.c.day.desc(), keys.c.id).limit(limit).offset(offset)).all()
    )
    lines = _visits(session, ids) | _entries(session, ids)
    return [lines[id_] for id_ in ids]


def _visits(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, LedgerLine]:
    rows = session.execute(
        select(Visit.id, Visit.visited_on, Visit.kind, Visit.shared_at, Person, _Visitor, _Second)
        .join(Person, Person.id == Visit.person_id)
        .join(_Visitor, _Visitor.id == Visit.visitor_id)
        .outerjoin(_Second, _Second.id == Visit.second_visitor_id)
        .where(Visit.id.in_(ids))
    ).all()
    return {
        id_: LedgerLine(
            visited_on=day,
            kind=kind.label,
            person_id=person.id,
            person=person.name,
            visitor=_names(visitor, second),
            shared_on=at.astimezone(LONDON).date() if at else None,
            entry=None,
        )
        for id_, day, kind, at, person, visitor, second in rows
    }


def _names(visitor: Person, second: Person | None) -> str:
    return visitor.name if second is None else f"{visitor.name} and {second.name}"


def _entries(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, LedgerLine]:
    entries = session.scalars(
        select(LedgerEntry).where(LedgerEntry.id.in_(ids)).options(joinedload(LedgerEntry.person))
    )
    return {entry.id: line_of(entry) for entry in entries}


def line_of(entry: LedgerEntry) -> LedgerLine:
    return LedgerLine(
        visited_on=entry.entered_on,
        kind=entry.called,
        person_id=entry.person_id,
        person=entry.person.name,
        visitor=entry.visitor,
        shared_on=None,
        entry=entry,
    )


def get_own_entry(session: Session, actor: Actor, entry_id: uuid.UUID) -> LedgerEntry:
    return _entry(session, entry_id, kind_policy.own_entries(actor))


def get_entry(session: Session, actor: Actor, entry_id: uuid.UUID) -> LedgerEntry:
    """An entry about the actor, or at a school that the actor is head of. Raises ``NotFound``."""
    return _entry(session, entry_id, or_(kind_policy.own_entries(actor), kind_policy.entries_of_school(actor)))


def _entry(session: Session, entry_id: uuid.UUID, allowed: ColumnElement[bool]) -> LedgerEntry:
    return found(
        session.scalars(
            select(LedgerEntry).where(LedgerEntry.id == entry_id, allowed).options(joinedload(LedgerEntry.person))
        ).first()
    )


def list_open_disputes(session: Session, scope: Scope) -> list[LedgerLine]:
    """Entries that somebody disputes and that wait for the head's answer, the oldest first."""
    entries = session.scalars(
        select(LedgerEntry)
        .where(scope.entries, LedgerEntry.disputed_at.is_not(None), LedgerEntry.settled_at.is_(None))
        .order_by(LedgerEntry.disputed_at)
        .options(joinedload(LedgerEntry.person))
    )
    return [line_of(entry) for entry in entries]


@dataclass(frozen=True)
class EntryCount:
    """How many entries of one kind one person had; ``code`` is empty for what no kind fits."""

    person_id: uuid.UUID
    person: str
    is_coaching: bool
    code: str | None
    entries: int
    last_on: dt.date


def _by_name(person: Person) -> tuple[str, str, uuid.UUID]:
    """For sorting here: asked for the order, SQLite goes through everybody in the trust to find the few of a school."""
    return person.sort_last_name, person.sort_first_name, person.id


def count_entries(session: Session, scope: Scope, since: dt.date, until: dt.date) -> list[EntryCount]:
    """Entries by person and kind, by name of the person. What was struck is not counted."""
    counts = union_all(
        select(
            Visit.person_id,
            literal(1).label("is_coaching"),
            null().label("code"),
            func.count().label("entries"),
            func.max(Visit.visited_on).label("last_on"),
        )
        .where(scope.visits, Visit.visited_on.between(since, until))
        .group_by(Visit.person_id),
        select(LedgerEntry.person_id, literal(0), KindOfVisit.code, func.count(), func.max(LedgerEntry.entered_on))
        .outerjoin(KindOfVisit, KindOfVisit.id == LedgerEntry.kind_id)
        .where(scope.entries, ~LedgerEntry.is_struck, LedgerEntry.entered_on.between(since, until))
        .group_by(LedgerEntry.person_id, KindOfVisit.code),
    ).subquery()
    rows = session.execute(
        select(Person, counts.c.is_coaching, counts.c.code, counts.c.entries, counts.c.last_on).join(
            counts, counts.c.person_id == Person.id
        )
    ).all()
    return [
        EntryCount(person.id, person.name, bool(is_coaching), code, entries, last_on)
        for person, is_coaching, code, entries, last_on in sorted(rows, key=lambda row: _by_name(row[0]))
    ]


def count_struck(session: Session, scope: Scope, since: dt.date, until: dt.date) -> int:
    """Entries that are listed and not counted."""
    struck = select(func.count()).where(
        scope.entries, LedgerEntry.is_struck, LedgerEntry.entered_on.between(since, until)
    )
    return session.scalar(struck) or 0


def last_entered_on(session: Session, scope: Scope) -> dt.date | None:
    """When somebody last came, whatever the kind."""
    last = _last_days(scope)
    day: dt.date | None = session.scalar(select(func.max(last.c.last_on)))
    return day


def nobody_since(
    session: Session, actor: Actor, school_id: uuid.UUID, before: dt.date
) -> list[tuple[str, dt.date | None]]:
    """Teachers, assistants and leaders of a school to whom nobody has been after a day, with the last time.

    Whoever came to the school after that day, in whichever post, or is away today, is not among them.
    """
    each = _last_days(scope_of_school(actor, school_id))
    last = select(each.c.person_id, func.max(each.c.last_on).label("last_on")).group_by(each.c.person_id).subquery()
    posts = select(Post.person_id).where(Post.school_id == school_id, Post.staff_group != StaffGroup.SUPPORT)
    here = and_(Person.id.in_(posts.where(holds(Post, actor.today))), Person.id.in_(posts.where(holds(Post, before))))
    away = exists(select(Away.id).where(Away.person_id == Person.id, holds(Away, actor.today)))
    rows = session.execute(
        select(Person, last.c.last_on)
        .outerjoin(last, last.c.person_id == Person.id)
        .where(here, ~away, or_(last.c.last_on.is_(None), last.c.last_on <= before))
    ).all()
    return [(person.name, day) for person, day in sorted(rows, key=lambda row: _by_name(row[0]))]


def _last_days(scope: Scope) -> Subquery:
    return union_all(
        select(Visit.person_id, func.max(Visit.visited_on).label("last_on"))
        .where(scope.visits)
        .group_by(Visit.person_id),
        select(LedgerEntry.person_id, func.max(LedgerEntry.entered_on))
        .where(scope.entries, ~LedgerEntry.is_struck)
        .group_by(LedgerEntry.person_id),
    ).subquery()
