"""Reads of planned sessions and of who is on their lists, each scoped to who asks."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload

from cpd.core.access import found
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.training.models import Course, Invitation, InvitationState, SessionForm, SessionState, TrainingSession
from cpd.training.policy import sessions as policy

# Whoever is asked has a place until they say otherwise.
HOLDING = (InvitationState.INVITED, InvitationState.JOINED)
ON_THE_LIST = (*HOLDING, InvitationState.WAITING)


def get_session(session: Session, actor: Actor, session_id: uuid.UUID) -> TrainingSession:
    """A planned session with its course, leader and host school. Raises ``NotFound`` unless the actor may see it."""
    return found(session.scalars(_with_facts().where(TrainingSession.id == session_id, policy.visible(actor))).first())


def _with_facts() -> Select[TrainingSession]:
    return select(TrainingSession).options(
        joinedload(TrainingSession.course),
        joinedload(TrainingSession.leader),
        joinedload(TrainingSession.host_school),
    )


@dataclass(frozen=True)
class Asked:
    """What a list of sessions is narrowed to. What is ``None`` leaves all in."""

    first: dt.date
    last: dt.date | None = None
    school_id: uuid.UUID | None = None
    form: SessionForm | None = None
    course_code: str | None = None
    only_mine: bool = False


def _wanted(actor: Actor, asked: Asked) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [policy.visible(actor), TrainingSession.held_on >= asked.first]
    if asked.last is not None:
        conditions.append(TrainingSession.held_on <= asked.last)
    if asked.school_id is not None:
        conditions.append(TrainingSession.host_school_id == asked.school_id)
    if asked.form is not None:
        conditions.append(TrainingSession.form == asked.form)
    if asked.course_code is not None:
        course = select(Course.id).where(Course.code == asked.course_code).scalar_subquery()
        conditions.append(TrainingSession.course_id == course)
    if asked.only_mine:
        mine = select(Invitation.session_id).where(
            Invitation.person_id == actor.person_id, Invitation.state.in_(ON_THE_LIST)
        )
        conditions.append(or_(TrainingSession.leader_person_id == actor.person_id, TrainingSession.id.in_(mine)))
    return and_(true(), *conditions)


def list_sessions(session: Session, actor: Actor, asked: Asked, limit: int, offset: int) -> list[TrainingSession]:
    """Planned sessions in the order of day and hour."""
    return list(
        session.scalars(
            _with_facts()
            .where(_wanted(actor, asked))
            .order_by(TrainingSession.held_on, TrainingSession.starts_at, TrainingSession.id)
            .limit(limit)
            .offset(offset)
        )
    )


def count_sessions(session: Session, actor: Actor, asked: Asked) -> int:
    return session.scalar(select(func.count()).select_from(TrainingSession).where(_wanted(actor, asked))) or 0


def list_of_day(session: Session, actor: Actor, training_session: TrainingSession) -> list[TrainingSession]:
    """The other sessions of the same day that the actor sees."""
    return list(
        session.scalars(
            _with_facts()
            .where(
                policy.visible(actor),
                TrainingSession.held_on == training_session.held_on,
                TrainingSession.id != training_session.id,
                TrainingSession.state != SessionState.CANCELLED,
            )
            .order_by(TrainingSession.starts_at, TrainingSession.id)
        )
    )


@dataclass(frozen=True)
class Counts:
    """How many people stand how on a session's list."""

    joined: int = 0
    invited: int = 0
    waiting: int = 0
    declined: int = 0

    @property
    def holding(self) -> int:
        return self.joined + self.invited


def count_people(session: Session, session_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Counts]:
    """The counts of several sessions in one statement; everybody may know them."""
    rows = session.execute(
        select(Invitation.session_id, Invitation.state, func.count())
        .where(Invitation.session_id.in_(session_ids), Invitation.state != InvitationState.WITHDRAWN)
        .group_by(Invitation.session_id, Invitation.state)
    )
    counts: dict[uuid.UUID, dict[str, int]] = {session_id: {} for session_id in session_ids}
    for session_id, state, count in rows:
        counts[session_id][state.value] = count
    return {session_id: Counts(**known) for session_id, known in counts.items()}


def own_invitations(
    session: Session, person_id: uuid.UUID | None, session_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, Invitation]:
    """A person's own invitations to these sessions, by session."""
    rows = session.scalars(
        select(Invitation).where(Invitation.person_id == person_id, Invitation.session_id.in_(session_ids))
    )
    return {invitation.session_id: invitation for invitation in rows}


def list_coming(
    session: Session, actor: Actor, person_id: uuid.UUID, limit: int = 20
) -> list[tuple[TrainingSession, Invitation | None]]:
    """Sessions to come on whose lists somebody stands, or which they lead, the next first.

    Callers have opened the person's own list of training.
    """
    own = and_(
        Invitation.session_id == TrainingSession.id,
        Invitation.person_id == person_id,
        Invitation.state.in_(ON_THE_LIST),
    )
    rows = session.execute(
        _with_facts()
        .add_columns(Invitation)
        .outerjoin(Invitation, own)
        .where(
            TrainingSession.state == SessionState.ANNOUNCED,
            TrainingSession.held_on >= actor.today,
            or_(Invitation.id.is_not(None), TrainingSession.leader_person_id == person_id),
        )
        .order_by(TrainingSession.held_on, TrainingSession.starts_at)
        .limit(limit)
    )
    return [(one, invitation) for one, invitation in rows]


def _named(actor: Actor, training_session: TrainingSession) -> ColumnElement[bool]:
    """SQL: the people of a session's list whom the actor sees by name."""
    if policy.sees_everybody_on(actor, training_session):
        return true()
    return policy.people_to_invite(actor, training_session)


def list_names_on(
    session: Session, actor: Actor, training_session: TrainingSession, limit: int, offset: int
) -> list[Invitation]:
    """Who stands on a session's list, with names, as far as the actor sees them."""
    return list(
        session.scalars(
            select(Invitation)
            .join(Invitation.person)
            .where(
                Invitation.session_id == training_session.id,
                Invitation.state != InvitationState.WITHDRAWN,
                _named(actor, training_session),
            )
            .options(contains_eager(Invitation.person))
            .order_by(Person.sort_last_name, Person.sort_first_name, Person.staff_code)
            .limit(limit)
            .offset(offset)
        )
    )


def count_names_on(session: Session, actor: Actor, training_session: TrainingSession) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Invitation)
            .join(Invitation.person)
            .where(
                Invitation.session_id == training_session.id,
                Invitation.state != InvitationState.WITHDRAWN,
                _named(actor, training_session),
            )
        )
        or 0
    )


def list_without_address(session: Session, actor: Actor, training_session: TrainingSession) -> list[str]:
    """The names of those who have a place and no address for mail: somebody tells them on paper."""
    known_as = func.coalesce(func.nullif(Person.preferred_name, ""), Person.first_name)
    return list(
        session.scalars(
            select(known_as + " " + Person.last_name)
            .join(Invitation, Invitation.person_id == Person.id)
            .where(
                Invitation.session_id == training_session.id,
                Invitation.state.in_(HOLDING),
                Person.email.is_(None),
                _named(actor, training_session),
            )
            .order_by(Person.sort_last_name, Person.sort_first_name)
        )
    )
