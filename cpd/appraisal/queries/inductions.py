"""Who is in statutory induction, and who looks after it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from cpd.appraisal import policy
from cpd.appraisal.models import Induction
from cpd.appraisal.rules.induction import Dates
from cpd.core.access import found
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import CalendarKind, Person, Post, School
from cpd.people.queries.calendar import calendars
from cpd.people.rules.calendar import Calendar


@dataclass(frozen=True)
class InInduction:
    """An early career teacher, their school, and who looks after their induction where that is written down."""

    person: Person
    school: School
    induction: Induction | None
    # First and last day of each term that is entered for the school, or for the trust in its place.
    own_terms: tuple[Dates, ...]


def _in_induction(today: dt.date) -> ColumnElement[bool]:
    return and_(
        Person.induction_started_on.is_not(None),
        or_(Person.induction_ended_on.is_(None), Person.induction_ended_on >= today),
    )


def list_inductions(session: Session, actor: Actor) -> list[InInduction]:
    """The inductions that ``actor`` looks after or goes through, by name; at the school where they work most."""
    rows = session.execute(
        select(Person, School, Induction)
        .join(Post, and_(Post.person_id == Person.id, holds(Post, actor.today)))
        .join(School, School.id == Post.school_id)
        .outerjoin(Induction, Induction.person_id == Person.id)
        .where(_in_induction(actor.today), policy.induction_visible(actor))
        .options(joinedload(Induction.mentor), joinedload(Induction.tutor))
        .order_by(
            Person.sort_last_name, Person.sort_first_name, Person.staff_code, Post.fte.desc(), Post.started_on, Post.id
        )
    ).all()
    known = calendars(session, {school.id for _, school, _ in rows})
    first: dict[uuid.UUID, InInduction] = {}
    for person, school, induction in rows:
        if person.id not in first:
            first[person.id] = InInduction(person, school, induction, _terms_in(known[school.id]))
    return list(first.values())


def _terms_in(calendar: Calendar) -> tuple[Dates, ...]:
    return tuple((one.started_on, one.ended_on) for one in calendar.periods if one.kind is CalendarKind.TERM)


def get_induction(session: Session, actor: Actor, person_id: uuid.UUID) -> InInduction:
    """One of them. Raises ``NotFound``."""
    return found(next((one for one in list_inductions(session, actor) if one.person.id == person_id), None))


def writes_induction(session: Session, actor: Actor, person_id: uuid.UUID) -> bool:
    """Whether ``actor`` looks after a school where this person has a post, and is not the person."""
    if person_id == actor.person_id or not actor.head_school_ids:
        return False
    post = exists().where(
        Post.person_id == person_id, Post.school_id.in_(actor.head_school_ids), holds(Post, actor.today)
    )
    return bool(session.scalar(select(post)))
