"""Colleagues of an ambassador's own schools."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from cpd.coaching.queries.support import closed_to
from cpd.core.access import found
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Post, Role, RoleGrant, School, StaffGroup
from cpd.people.queries import Colleague, colleagues_in_schools


def find_colleagues(session: Session, actor: Actor, text: str) -> list[Colleague]:
    """Colleagues at the actor's schools with a post today, by three letters from the start of any of their names.

    Not those who wish for no coaching, or for another ambassador.
    """
    colleagues = colleagues_in_schools(session, actor.ambassador_school_ids, text, actor.today)
    if not colleagues:
        return []
    left_out = closed_to(session, actor.person_id, [colleague.person_id for colleague in colleagues])
    return [one for one in colleagues if one.person_id != actor.person_id and one.person_id not in left_out]


@dataclass(frozen=True)
class Place:
    """Where an ambassador may visit somebody: one school and the job they have there."""

    person_id: uuid.UUID
    name: str
    known_as: str
    school_id: uuid.UUID
    school: str
    job_title: str


def places_of(session: Session, actor: Actor, person_id: uuid.UUID) -> list[Place]:
    """The actor's own schools at which somebody else has an active post today (contract.md section 2, rule 1)."""
    rows = session.execute(
        select(Person, School, Post.job_title)
        .join(Post, Post.person_id == Person.id)
        .join(School, School.id == Post.school_id)
        .where(
            Person.id == person_id,
            Person.id != actor.person_id,
            Post.school_id.in_(actor.ambassador_school_ids),
            holds(Post, actor.today),
            or_(School.joined_on.is_(None), School.joined_on <= actor.today),
        )
        .order_by(Post.fte.desc(), Post.started_on, Post.job_title)
    ).all()
    places: dict[uuid.UUID, Place] = {}
    for person, school, job_title in rows:
        place = Place(person.id, person.name, person.known_as, school.id, school.name, job_title)
        places.setdefault(school.id, place)
    return list(places.values())


def get_place(session: Session, actor: Actor, person_id: uuid.UUID, school_id: uuid.UUID) -> Place:
    """One of :func:`places_of`. Raises ``NotFound``."""
    places = places_of(session, actor, person_id)
    return found(next((place for place in places if place.school_id == school_id), None))


def staff_groups_of(session: Session, person_id: uuid.UUID, on: dt.date) -> frozenset[StaffGroup]:
    """The staff groups of a person's posts on a day: what decides which framework is offered."""
    return frozenset(
        session.scalars(select(Post.staff_group).where(Post.person_id == person_id, holds(Post, on)).distinct())
    )


def manages_or_appraises(session: Session, actor: Actor, person_id: uuid.UUID) -> bool:
    """Whether the actor is line manager or appraiser of a person today."""
    return bool(session.scalar(select(or_(*_manages_or_appraises(actor.person_id, person_id, actor.today)))))


def has_say_over(session: Session, one_id: uuid.UUID | None, person_id: uuid.UUID, today: dt.date) -> bool:
    """Whether one is head, also as a delegated one, line manager or appraiser of another on a day."""
    return bool(session.scalar(select(says_over(one_id, person_id, today))))


def says_over(one_id: Any, person_id: uuid.UUID, today: dt.date) -> ColumnElement[bool]:
    """SQL: the same of whoever is read, where ``one_id`` is their column."""
    heads = exists(
        select(Post.id)
        .join(RoleGrant, RoleGrant.school_id == Post.school_id)
        .where(
            Post.person_id == person_id,
            holds(Post, today),
            RoleGrant.person_id == one_id,
            RoleGrant.role == Role.HEAD,
            holds(RoleGrant, today),
        )
    )
    return or_(heads, *_manages_or_appraises(one_id, person_id, today))


def _manages_or_appraises(
    one_id: Any, person_id: uuid.UUID, today: dt.date
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    manages = exists(
        select(Post.id).where(Post.person_id == person_id, Post.line_manager_id == one_id, holds(Post, today))
    )
    appraises = exists(
        select(RoleGrant.id).where(
            RoleGrant.person_id == one_id,
            RoleGrant.role == Role.APPRAISER,
            RoleGrant.of_person_id == person_id,
            holds(RoleGrant, today),
        )
    )
    return manages, appraises
