"""How many visits there were: the true counts, which a page passes through ``rules.figures`` before it shows them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpd.coaching.models import KindOfVisit, LedgerEntry, Visit
from cpd.coaching.rules.visits import VisitState
from cpd.core.changes import Kept
from cpd.people.models import Phase, School


@dataclass(frozen=True)
class SchoolCount:
    school_id: uuid.UUID
    name: str
    visits: int


@dataclass(frozen=True)
class KindCount:
    kind_id: uuid.UUID
    name: str
    entries: int


_COUNTS: Kept[list[SchoolCount]] = Kept({"visit", "school"}, most_rows=20_000)
_KINDS: Kept[list[KindCount]] = Kept({"ledger_entry", "kind_of_visit"}, most_rows=1_000)


def visit_counts(session: Session, since: dt.date, until: dt.date) -> list[SchoolCount]:
    """How many shared coaching visits each open school had, by name of the school."""
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


def kind_counts(session: Session, since: dt.date, until: dt.date) -> list[KindCount]:
    """How many entries into a room there were of each kind beside coaching, in the whole trust."""
    return _KINDS.read(session, (since, until), lambda: _count_kinds(session, since, until))


def _count_kinds(session: Session, since: dt.date, until: dt.date) -> list[KindCount]:
    rows = session.execute(
        select(KindOfVisit.id, KindOfVisit.name, func.count())
        .join(LedgerEntry, LedgerEntry.kind_id == KindOfVisit.id)
        .where(~LedgerEntry.is_struck, LedgerEntry.entered_on.between(since, until))
        .group_by(KindOfVisit.id, KindOfVisit.name)
        .order_by(KindOfVisit.name)
    ).all()
    return [KindCount(kind_id, name, entries) for kind_id, name, entries in rows]
