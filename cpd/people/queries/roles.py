"""Reads of roles from a date to a date."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from cpd.core.access import found
from cpd.people import policy
from cpd.people.actor import Actor
from cpd.people.models import Person, RoleGrant, School


@dataclass(frozen=True)
class GrantLine:
    """A grant with the names that a list shows."""

    grant: RoleGrant
    person: Person
    school: School | None
    of: Person | None
    delegated_by: Person | None
    granted_by: Person | None


_Of, _Delegator, _Granter = aliased(Person), aliased(Person), aliased(Person)


def _lines() -> Select[RoleGrant, Person, School, Person, Person, Person]:
    return (
        select(RoleGrant, Person, School, _Of, _Delegator, _Granter)
        .join(Person, Person.id == RoleGrant.person_id)
        .outerjoin(School, School.id == RoleGrant.school_id)
        .outerjoin(_Of, _Of.id == RoleGrant.of_person_id)
        .outerjoin(_Delegator, _Delegator.id == RoleGrant.delegated_by_id)
        .outerjoin(_Granter, _Granter.id == RoleGrant.granted_by_id)
    )


def list_grants(session: Session, actor: Actor, person_id: uuid.UUID | None = None) -> list[GrantLine]:
    """Grants held today or later that the actor may see, of everybody or of one person."""
    query = (
        _lines()
        .where(policy.visible_grants(actor), or_(RoleGrant.ended_on.is_(None), RoleGrant.ended_on >= actor.today))
        .order_by(RoleGrant.role, School.sort_name, Person.sort_last_name, Person.sort_first_name)
    )
    if person_id is not None:
        query = query.where(RoleGrant.person_id == person_id)
    return [GrantLine(*row) for row in session.execute(query)]


def get_grant_line(session: Session, actor: Actor, grant_id: uuid.UUID) -> GrantLine:
    """A grant that the actor may see, with its names. Raises ``NotFound``."""
    query = _lines().where(RoleGrant.id == grant_id, policy.visible_grants(actor))
    return GrantLine(*found(session.execute(query).first()))


def get_grant(session: Session, actor: Actor, grant_id: uuid.UUID) -> RoleGrant:
    """A grant that the actor may see. Raises ``NotFound``."""
    return found(
        session.scalars(select(RoleGrant).where(RoleGrant.id == grant_id, policy.visible_grants(actor))).first()
    )


def same_grants(
    session: Session,
    person_id: uuid.UUID,
    role: str,
    school_id: uuid.UUID | None,
    of_person_id: uuid.UUID | None,
) -> list[tuple[dt.date, dt.date | None]]:
    """The periods in which a person holds exactly this role."""
    return list(
        session.execute(
            select(RoleGrant.started_on, RoleGrant.ended_on).where(
                RoleGrant.person_id == person_id,
                RoleGrant.role == role,
                RoleGrant.school_id.is_(school_id) if school_id is None else RoleGrant.school_id == school_id,
                RoleGrant.of_person_id.is_(None) if of_person_id is None else RoleGrant.of_person_id == of_person_id,
                RoleGrant.delegated_by_id.is_(None),
            )
        )
    )
