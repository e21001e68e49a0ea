"""Visits of kinds beside coaching, as far as the reader may read them, and what was agreed in them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from cpd.coaching.models import KindOfVisit, OtherVisit, OtherVisitAction, OtherVisitCorrection
from cpd.coaching.policy import kinds as kind_policy
from cpd.coaching.rules.visits import VisitState
from cpd.core.access import found
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Post, Role, RoleGrant, School
from cpd.people.policy import role_held
from cpd.people.queries import Colleague, colleagues_in_schools


def get_other_visit(session: Session, actor: Actor, visit_id: uuid.UUID) -> OtherVisit:
    """A visit whole. Raises ``NotFound``."""
    return found(
        session.scalars(
            _listed()
            .where(OtherVisit.id == visit_id, kind_policy.other_visible(actor))
            .options(
                selectinload(OtherVisit.actions),
                selectinload(OtherVisit.corrections).joinedload(OtherVisitCorrection.by),
            )
        ).first()
    )


def list_other_drafts(session: Session, actor: Actor) -> list[OtherVisit]:
    """The actor's own drafts, the last one written on first."""
    return list(
        session.scalars(
            _listed()
            .where(OtherVisit.visitor_id == actor.person_id, OtherVisit.state == VisitState.DRAFT)
            .order_by(OtherVisit.saved_at.desc())
        )
    )


def list_other_visits(session: Session, actor: Actor, *, limit: int, offset: int = 0) -> list[OtherVisit]:
    """Shared visits that the actor reads, newest first."""
    return list(
        session.scalars(
            _listed()
            .where(kind_policy.other_visible(actor), OtherVisit.state == VisitState.SHARED)
            .order_by(OtherVisit.visited_on.desc(), OtherVisit.shared_at.desc(), OtherVisit.id)
            .limit(limit)
            .offset(offset)
        )
    )


def count_other_visits(session: Session, actor: Actor) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(OtherVisit)
            .where(kind_policy.other_visible(actor), OtherVisit.state == VisitState.SHARED)
        )
        or 0
    )


def _listed() -> Select[OtherVisit]:
    return select(OtherVisit).options(
        joinedload(OtherVisit.kind),
        joinedload(OtherVisit.visitor),
        joinedload(OtherVisit.second_visitor),
        joinedload(OtherVisit.person),
        joinedload(OtherVisit.school),
    )


def list_open_actions(session: Session, actor: Actor, limit: int = 100) -> list[OtherVisitAction]:
    """What was agreed in shared visits that the actor reads and is not done yet, the earliest due first."""
    return list(
        session.scalars(
            _actions(actor)
            .where(OtherVisitAction.done_on.is_(None), OtherVisit.state == VisitState.SHARED)
            .order_by(OtherVisitAction.due_on.is_(None), OtherVisitAction.due_on, OtherVisitAction.id)
            .limit(limit)
        )
    )


def get_action(session: Session, actor: Actor, action_id: uuid.UUID) -> OtherVisitAction:
    return found(session.scalars(_actions(actor).where(OtherVisitAction.id == action_id)).first())


def _actions(actor: Actor) -> Select[OtherVisitAction]:
    return (
        select(OtherVisitAction)
        .join(OtherVisit, OtherVisit.id == OtherVisitAction.visit_id)
        .where(kind_policy.other_visible(actor))
        .options(
            contains_eager(OtherVisitAction.visit).joinedload(OtherVisit.kind),
            contains_eager(OtherVisitAction.visit).joinedload(OtherVisit.school),
        )
    )


def find_to_visit(session: Session, actor: Actor, kind: KindOfVisit, text: str) -> list[Colleague]:
    """Colleagues whom the actor may make a visit of this kind to, by three letters."""
    schools = kind_policy.schools_to_make_at(actor, kind)
    colleagues = colleagues_in_schools(session, schools, text, actor.today)
    return [colleague for colleague in colleagues if colleague.person_id != actor.person_id]


@dataclass(frozen=True)
class Room:
    """Somebody at a school on a day."""

    person_id: uuid.UUID
    name: str
    known_as: str
    job_title: str


def rooms_of(session: Session, school_id: uuid.UUID, day: dt.date) -> list[Room]:
    """Everybody with a post at a school on a day, by name; each once, by the largest post."""
    rows = session.execute(
        select(Person, Post.job_title)
        .join(Post, Post.person_id == Person.id)
        .where(Post.school_id == school_id, holds(Post, day))
        .order_by(Person.sort_last_name, Person.sort_first_name, Person.id, Post.fte.desc(), Post.job_title)
    ).all()
    rooms: dict[uuid.UUID, Room] = {}
    for person, job_title in rows:
        rooms.setdefault(person.id, Room(person.id, person.name, person.known_as, job_title))
    return list(rooms.values())


def schools_to_visit(session: Session, actor: Actor, kind: KindOfVisit, person_id: uuid.UUID | None) -> list[School]:
    """The schools at which the actor may make a visit of this kind: of a person, those where they have a post today."""
    query = (
        select(School)
        .where(
            or_(School.closed_on.is_(None), School.closed_on >= actor.today),
            or_(School.joined_on.is_(None), School.joined_on <= actor.today),
        )
        .order_by(School.sort_name)
    )
    schools = kind_policy.schools_to_make_at(actor, kind)
    if schools is not None:
        query = query.where(School.id.in_(schools))
    if person_id is not None:
        posts = select(Post.school_id).where(Post.person_id == person_id, holds(Post, actor.today))
        query = query.where(School.id.in_(posts))
    return list(session.scalars(query))


def companions(session: Session, visit: OtherVisit, today: dt.date) -> list[Person]:
    """Who may have come along: ambassadors and heads of the school, and the development lead."""
    held = select(RoleGrant.person_id).where(
        role_held(today),
        or_(
            (RoleGrant.school_id == visit.school_id) & RoleGrant.role.in_([Role.AMBASSADOR, Role.HEAD]),
            RoleGrant.role == Role.DEVELOPMENT_LEAD,
        ),
    )
    people = session.scalars(
        select(Person).where(Person.id.in_(held)).order_by(Person.sort_last_name, Person.sort_first_name)
    )
    return [person for person in people if person.id not in {visit.visitor_id, visit.person_id}]
