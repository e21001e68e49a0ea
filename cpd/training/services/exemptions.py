"""Exemptions: who need not hold a course for a while, with a reason and without health details."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.periods import overlaps
from cpd.people.actor import Actor
from cpd.people.queries import school_ids_of
from cpd.training.models import Course, Exemption
from cpd.training.policy import records as policy
from cpd.training.queries import records


@dataclass(frozen=True)
class Spell:
    """Why and how long somebody is exempt; without an end, until further notice."""

    reason: str
    started_on: dt.date
    ended_on: dt.date | None


def add_exemption(
    session: Session, actor: Actor, person_id: uuid.UUID, course_id: uuid.UUID, spell: Spell, at: dt.datetime
) -> Exemption:
    """Enter that somebody need not hold a course."""
    require(policy.can_exempt(actor, person_id, school_ids_of(session, person_id, actor.today)))
    if session.get(Course, course_id) is None:
        raise DomainError("Choose a course from the list.", "course")
    _check(session, person_id, course_id, spell, None)
    exemption = Exemption(
        person_id=person_id,
        course_id=course_id,
        entered_at=at,
        entered_by_id=actor.person_id,
        **vars(spell),
    )
    session.add(exemption)
    try:
        session.flush()
    except IntegrityError:
        raise DomainError("Somebody else is entering this exemption just now. Open the list again.") from None
    record(session, actor, "training.exemption_added", exemption.id, about_person_id=person_id)
    return exemption


def change_exemption(
    session: Session,
    actor: Actor,
    exemption_id: uuid.UUID,
    spell: Spell,
    version: int,
) -> None:
    """Change the days of an exemption or its reason."""
    exemption = records.get_exemption(session, actor, exemption_id)
    if exemption.version != version:
        raise StaleRecord
    _check(session, exemption.person_id, exemption.course_id, spell, exemption.id)
    exemption.reason, exemption.started_on, exemption.ended_on = spell.reason, spell.started_on, spell.ended_on
    record(session, actor, "training.exemption_changed", exemption.id, about_person_id=exemption.person_id)


def remove_exemption(session: Session, actor: Actor, exemption_id: uuid.UUID) -> uuid.UUID:
    """Take out an exemption that was entered by mistake; whose it was."""
    exemption = records.get_exemption(session, actor, exemption_id)
    person_id = exemption.person_id
    record(session, actor, "training.exemption_removed", exemption.id, about_person_id=person_id)
    session.delete(exemption)
    return person_id


def _check(
    session: Session, person_id: uuid.UUID, course_id: uuid.UUID, spell: Spell, own_id: uuid.UUID | None
) -> None:
    if spell.ended_on is not None and spell.ended_on < spell.started_on:
        raise DomainError("The last day is before the first.", "ended_on")
    others = session.scalars(
        select(Exemption).where(Exemption.person_id == person_id, Exemption.course_id == course_id)
    )
    for other in others:
        if other.id != own_id and overlaps(spell.started_on, spell.ended_on, other.started_on, other.ended_on):
            raise DomainError("These days overlap an exemption from this course that is there already.", "started_on")
