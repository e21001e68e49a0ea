"""Whom a session's planner may name: leaders by three letters, people for the list by name, school or group."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session

from cpd.core.errors import DomainError
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Away, Person, Post
from cpd.people.policy import stays
from cpd.people.queries import Colleague, colleagues_in_schools, person_by_staff_code
from cpd.training.models import Invitation, InvitationState, SessionState, TrainingSession
from cpd.training.policy import sessions as policy
from cpd.training.queries.people import list_people_rows
from cpd.training.queries.sessions import ON_THE_LIST
from cpd.training.rules.coverage import Status

_WITH_CODE = re.compile(r".*\((.+)\)")
# Not trained, or soon no longer.
WHO_NEED = (Status.OVERDUE, Status.EXPIRED, Status.NOT_YET_DUE, Status.DUE_SOON)


def typed_name(name: str, staff_code: str | None) -> str:
    """How somebody stands in a field: two people may have one name."""
    return f"{name} ({staff_code})" if staff_code else name


def find_leaders(session: Session, actor: Actor, text: str) -> list[Colleague]:
    """People of the whole trust by three letters, for those who plan sessions."""
    return colleagues_in_schools(session, None, text, actor.today) if policy.can_plan(actor) else []


def leader_typed(session: Session, actor: Actor, text: str | None) -> uuid.UUID | None:
    """Whom somebody meant; nothing for an empty text. Raises ``DomainError`` that names those it may be."""
    if not text:
        return None
    if match := _WITH_CODE.fullmatch(text):
        person = person_by_staff_code(session, match[1])
        if person is not None:
            return person.id
    found = find_leaders(session, actor, text)
    if len(found) == 1:
        return found[0].person_id
    if not found:
        raise DomainError("Nobody of this name works here. Type three letters of the first or last name.", "leader")
    names = "; ".join(typed_name(one.name, one.staff_code) for one in found[:8])
    raise DomainError(f"Several people are found. Write one of them in full: {names}.", "leader")


def find_to_invite(
    session: Session, actor: Actor, training_session: TrainingSession, text: str
) -> list[tuple[Colleague, InvitationState | None]]:
    """People by three letters whom the actor may put down, with how they stand on the list already."""
    found = colleagues_in_schools(session, None, text, actor.today, limit=50)
    ids = [one.person_id for one in found]
    allowed = set(session.scalars(select(Person.id).where(Person.id.in_(ids), invitable(actor, training_session))))
    rows = session.execute(
        select(Invitation.person_id, Invitation.state).where(
            Invitation.session_id == training_session.id, Invitation.person_id.in_(ids)
        )
    )
    states = {row.person_id: row.state for row in rows}
    return [(one, states.get(one.person_id)) for one in found if one.person_id in allowed][:20]


def invitable(actor: Actor, training_session: TrainingSession) -> ColumnElement[bool]:
    """SQL: the actor may put the person down, who works here on the day and does not lead the session."""
    works_here = Person.id.in_(select(Post.person_id).where(holds(Post, training_session.held_on)))
    condition = policy.people_to_invite(actor, training_session) & works_here
    if training_session.leader_person_id is not None:
        condition &= Person.id != training_session.leader_person_id
    return condition


def in_group(school_id: uuid.UUID | None, staff_group: str | None, day: dt.date) -> ColumnElement[bool]:
    """SQL: the person has a post on a day at this school (``None``: any) in this group of staff (``None``: any).

    Whoever is away for long on that day is not bothered as one of a group; by name they can be asked.
    """
    conditions: list[ColumnElement[bool]] = [holds(Post, day)]
    if school_id is not None:
        conditions.append(Post.school_id == school_id)
    if staff_group is not None:
        conditions.append(Post.staff_group == staff_group)
    here = Person.id.in_(select(Post.person_id).where(and_(true(), *conditions)))
    return here & Person.id.not_in(select(Away.person_id).where(holds(Away, day)))


def who_need(session: Session, training_session: TrainingSession, people: ColumnElement[bool]) -> frozenset[uuid.UUID]:
    """Of these people, those who on the day of the session will not hold its course, or not for long."""
    rows = list_people_rows(
        session,
        training_session.held_on,
        course_ids=[training_session.course_id],
        statuses=WHO_NEED,
        people=people,
    )
    return frozenset(row.person_id for row in rows)


def count_to_invite(
    session: Session,
    actor: Actor,
    training_session: TrainingSession,
    people: ColumnElement[bool],
    among: frozenset[uuid.UUID] | None,
) -> tuple[int, int]:
    """How many of these people the actor may put down, and how many of them are on the list already."""
    wanted = people & invitable(actor, training_session)
    listed = select(Invitation.person_id).where(
        Invitation.session_id == training_session.id,
        Invitation.state.not_in((InvitationState.WITHDRAWN, InvitationState.DECLINED)),
    )
    if among is None:
        whole = session.scalar(select(func.count()).select_from(Person).where(wanted)) or 0
        there = session.scalar(select(func.count()).select_from(Person).where(wanted, Person.id.in_(listed))) or 0
        return whole, there
    ids: Sequence[uuid.UUID] = session.scalars(select(Person.id).where(wanted)).all()
    on_it = set(session.scalars(listed))
    asked = [key for key in ids if key in among]
    return len(asked), sum(key in on_it for key in asked)


def sessions_with_leavers(session: Session, today: dt.date) -> list[uuid.UUID]:
    """Sessions to come on whose lists somebody stands who holds no post today or from a later day."""
    return list(
        session.scalars(
            select(TrainingSession.id)
            .join(Invitation, Invitation.session_id == TrainingSession.id)
            .where(
                TrainingSession.state.in_((SessionState.DRAFT, SessionState.ANNOUNCED)),
                TrainingSession.held_on >= today,
                Invitation.state.in_(ON_THE_LIST),
                ~stays(Invitation.person_id, today),
            )
            .distinct()
        )
    )
