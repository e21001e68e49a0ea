"""What people are told about reviews: who has looked, and that something was carried in from a visit."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cpd.appraisal.models import Brought, Review
from cpd.appraisal.policy import is_person
from cpd.core.access import require
from cpd.core.audit import AuditEntry
from cpd.core.clock import LONDON
from cpd.people.actor import Actor
from cpd.people.models import Person


@dataclass(frozen=True)
class Look:
    """Somebody else's reading of a review on one day."""

    by: str
    on: dt.date
    times: int


def who_has_looked(session: Session, actor: Actor, review: Review) -> list[Look]:
    """Who has read a review besides its person, by day, the latest first. For that person alone."""
    require(is_person(actor, review))
    entries = session.execute(
        select(AuditEntry.by_name, AuditEntry.at)
        .where(AuditEntry.subject_id == review.id, AuditEntry.is_reading.is_(True))
        .order_by(AuditEntry.at.desc())
    ).all()
    times: dict[tuple[dt.date, str], int] = {}
    for name, at in entries:
        key = at.astimezone(LONDON).date(), name
        times[key] = times.get(key, 0) + 1
    return [Look(by=name, on=day, times=count) for (day, name), count in times.items()]


def has_read_since(session: Session, actor: Actor, review_id: uuid.UUID, since: dt.datetime) -> bool:
    """Whether a reading of a review by ``actor`` has been entered since then."""
    entry = exists().where(
        AuditEntry.subject_id == review_id,
        AuditEntry.by_person_id == actor.person_id,
        AuditEntry.is_reading.is_(True),
        AuditEntry.at > since,
    )
    return bool(session.scalar(select(entry)))


@dataclass(frozen=True)
class CarriedIn:
    """A coach is told that something of a visit was carried into a review; never what."""

    person_name: str
    on: dt.date


def carried_from_my_visits(session: Session, actor: Actor, since: dt.date) -> list[CarriedIn]:
    """Who has carried something of the actor's visits into their review since a day, the latest first."""
    if actor.person_id is None:
        return []
    rows = session.execute(
        select(Person, Brought.brought_at)
        .select_from(Brought)
        .join(Review, Review.id == Brought.review_id)
        .join(Person, Person.id == Review.person_id)
        .where(Brought.coach_id == actor.person_id)
        .order_by(Brought.brought_at.desc())
    ).all()
    days: dict[tuple[dt.date, uuid.UUID], str] = {}
    for person, at in rows:
        day = at.astimezone(LONDON).date()
        if day >= since:
            days.setdefault((day, person.id), person.name)
    return [CarriedIn(name, day) for (day, _), name in days.items()]
