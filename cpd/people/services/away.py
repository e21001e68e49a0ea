"""Being away: from a day to a day, never why."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record, record_many
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.periods import overlaps
from cpd.people import policy
from cpd.people.actor import Actor
from cpd.people.models import Away
from cpd.people.queries.people import school_ids_of


@dataclass(frozen=True)
class AwayChange:
    """A period of an import: new, or known with another end."""

    person_id: uuid.UUID
    started_on: dt.date
    ended_on: dt.date | None


def write_leave_list(session: Session, actor: Actor, changes: Sequence[AwayChange], counts: dict[str, int]) -> None:
    """Carry out a leave import."""
    require(policy.can_import(actor))
    wanted = {change.person_id for change in changes}
    known = {
        (away.person_id, away.started_on): away for away in session.scalars(select(Away)) if away.person_id in wanted
    }
    for change in changes:
        away = known.get((change.person_id, change.started_on))
        if away is None:
            session.add(Away(person_id=change.person_id, started_on=change.started_on, ended_on=change.ended_on))
        else:
            away.ended_on = change.ended_on
    record(session, actor, "people.leave_imported", None, detail=counts)
    record_many(
        session, actor, "people.away_imported", [(change.person_id, change.person_id, None) for change in changes]
    )


def add_away(
    session: Session, actor: Actor, person_id: uuid.UUID, started_on: dt.date, ended_on: dt.date | None
) -> Away:
    """Record that somebody is away. Raises ``DomainError`` where it overlaps another period."""
    require(policy.can_record_away(actor, school_ids_of(session, person_id, actor.today)))
    _check(session, actor, person_id, started_on, ended_on, None)
    away = Away(person_id=person_id, started_on=started_on, ended_on=ended_on)
    session.add(away)
    session.flush()
    record(session, actor, "people.away_added", away.id, about_person_id=person_id)
    return away


def change_away(
    session: Session, actor: Actor, away: Away, started_on: dt.date, ended_on: dt.date | None, version: int
) -> None:
    """Change the days of a period away."""
    require(policy.can_record_away(actor, school_ids_of(session, away.person_id, actor.today)))
    if away.version != version:
        raise StaleRecord
    _check(session, actor, away.person_id, started_on, ended_on, away.id)
    away.started_on, away.ended_on = started_on, ended_on
    record(session, actor, "people.away_changed", away.id, about_person_id=away.person_id)


def remove_away(session: Session, actor: Actor, away: Away) -> None:
    """Take out a period that was entered by mistake."""
    require(policy.can_record_away(actor, school_ids_of(session, away.person_id, actor.today)))
    record(session, actor, "people.away_removed", away.id, about_person_id=away.person_id)
    session.delete(away)


def _check(
    session: Session,
    actor: Actor,
    person_id: uuid.UUID,
    started_on: dt.date,
    ended_on: dt.date | None,
    own_id: uuid.UUID | None,
) -> None:
    """Refuse days that make no sense. Of a time away before the person came here no day is told."""
    if ended_on is not None and ended_on < started_on:
        raise DomainError("The last day is before the first.", "ended_on")
    known = set(session.scalars(select(Away.id).where(Away.person_id == person_id, policy.visible_away(actor))))
    for other in session.scalars(select(Away).where(Away.person_id == person_id)):
        if other.id != own_id and overlaps(started_on, ended_on, other.started_on, other.ended_on):
            if other.id not in known:
                raise DomainError("Some of these days are entered already, before the post here.", "started_on")
            end = f"to {other.ended_on:%d/%m/%Y}" if other.ended_on else "and still away"
            raise DomainError(
                f"These days overlap another time away: from {other.started_on:%d/%m/%Y} {end}.", "started_on"
            )
