"""Roles, held from a date to a date. Nobody grants one to themselves."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record
from cpd.core.errors import DomainError
from cpd.core.models import holds
from cpd.core.periods import overlaps
from cpd.people import policy
from cpd.people.actor import Actor
from cpd.people.models import Person, Role, RoleGrant, School
from cpd.people.queries.people import school_ids_of
from cpd.people.queries.roles import same_grants

# Roles held at a school; an appraiser is appointed over one person; the rest are held in the whole trust.
AT_A_SCHOOL = frozenset({Role.AMBASSADOR, Role.HEAD, Role.OFFICE})
LONGEST_DELEGATION = dt.timedelta(days=366)


@dataclass(frozen=True)
class NewRole:
    """A role to grant: at a school, over a person, or in the trust."""

    person_id: uuid.UUID
    role: Role
    started_on: dt.date
    ended_on: dt.date | None = None
    school_id: uuid.UUID | None = None
    of_person_id: uuid.UUID | None = None


def grant_role(session: Session, actor: Actor, new: NewRole) -> RoleGrant:
    """Grant a role. Raises ``DomainError`` naming the field where it does not make sense or is held already."""
    require(policy.can_grant(actor, new.person_id))
    _check(session, new)
    grant = RoleGrant(
        person_id=new.person_id,
        role=new.role,
        school_id=new.school_id,
        of_person_id=new.of_person_id,
        started_on=new.started_on,
        ended_on=new.ended_on,
        granted_by_id=actor.person_id,
    )
    session.add(grant)
    session.flush()
    record(session, actor, "people.role_granted", grant.id, about_person_id=new.person_id, detail={"role": new.role})
    return grant


def delegate_headship(
    session: Session, actor: Actor, school_id: uuid.UUID, deputy_id: uuid.UUID, started_on: dt.date, ended_on: dt.date
) -> RoleGrant:
    """Let a named deputy act as head of the actor's school until a date."""
    require(policy.can_delegate(actor, school_id) and deputy_id != actor.person_id)
    if school_id not in school_ids_of(session, deputy_id, actor.today):
        raise DomainError("Choose somebody who works at this school.", "person")
    if ended_on < started_on:
        raise DomainError("The last day is before the first.", "ended_on")
    if ended_on > started_on + LONGEST_DELEGATION:
        raise DomainError("A delegation lasts a year at the most. Renew it then if it is still needed.", "ended_on")
    if not _heads_until(session, actor, school_id, ended_on):
        raise DomainError("Your own headship ends before that day.", "ended_on")
    grant = RoleGrant(
        person_id=deputy_id,
        role=Role.HEAD,
        school_id=school_id,
        delegated_by_id=actor.person_id,
        granted_by_id=actor.person_id,
        started_on=started_on,
        ended_on=ended_on,
    )
    session.add(grant)
    session.flush()
    record(session, actor, "people.headship_delegated", grant.id, about_person_id=deputy_id)
    return grant


def _heads_until(session: Session, actor: Actor, school_id: uuid.UUID, day: dt.date) -> bool:
    """Whether the actor's own headship of today lasts until ``day``."""
    headship = select(RoleGrant.id).where(
        RoleGrant.person_id == actor.person_id,
        RoleGrant.role == Role.HEAD,
        RoleGrant.school_id == school_id,
        RoleGrant.delegated_by_id.is_(None),
        holds(RoleGrant, actor.today),
        or_(RoleGrant.ended_on.is_(None), RoleGrant.ended_on >= day),
    )
    return session.scalar(headship.limit(1)) is not None


def end_role(session: Session, actor: Actor, grant: RoleGrant, ended_on: dt.date) -> None:
    """End a role on a day, that day included. One that has not begun by then is taken back whole.

    What a head has delegated of the headship ends with it.
    """
    require(policy.can_end_grant(actor, grant))
    for delegated in _delegated(session, grant, ended_on):
        _end(session, actor, delegated, ended_on)
    _end(session, actor, grant, ended_on)


def _end(session: Session, actor: Actor, grant: RoleGrant, ended_on: dt.date) -> None:
    record(session, actor, "people.role_ended", grant.id, about_person_id=grant.person_id, detail={"role": grant.role})
    if ended_on < grant.started_on:
        session.delete(grant)
    else:
        grant.ended_on = ended_on


def _delegated(session: Session, grant: RoleGrant, ended_on: dt.date) -> list[RoleGrant]:
    """What was delegated of a headship and would outlast it."""
    if grant.role is not Role.HEAD or grant.delegated_by_id is not None:
        return []
    return list(
        session.scalars(
            select(RoleGrant).where(
                RoleGrant.delegated_by_id == grant.person_id,
                RoleGrant.school_id == grant.school_id,
                RoleGrant.ended_on > ended_on,
            )
        )
    )


def _check(session: Session, new: NewRole) -> None:
    if session.get(Person, new.person_id) is None:
        raise DomainError("Choose somebody from the list.", "person")
    if new.ended_on is not None and new.ended_on < new.started_on:
        raise DomainError("The last day is before the first.", "ended_on")
    if new.role in AT_A_SCHOOL and (new.school_id is None or session.get(School, new.school_id) is None):
        raise DomainError("Choose the school where this role is held.", "school")
    if new.role is Role.APPRAISER:
        if new.of_person_id is None or session.get(Person, new.of_person_id) is None:
            raise DomainError("Choose the person whose appraiser this is.", "of_person")
        if new.of_person_id == new.person_id:
            raise DomainError("Nobody is their own appraiser.", "of_person")
    held = same_grants(session, new.person_id, new.role, new.school_id, new.of_person_id)
    if any(overlaps(new.started_on, new.ended_on, *period) for period in held):
        raise DomainError("This person holds that role already in this time.", "role")
