"""Who looks after accounts: the administrator everywhere, a school's office for the people of its school."""

import uuid

from sqlalchemy import ColumnElement, and_, exists, false, true

from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Post, RoleGrant


def can_administer(actor: Actor) -> bool:
    return actor.is_administrator


def can_invite(actor: Actor) -> bool:
    return actor.is_administrator or actor.is_office


def visible(actor: Actor) -> ColumnElement[bool]:
    """SQL: the person is one whose way in ``actor`` looks after."""
    if actor.is_administrator:
        return true()
    if actor.is_office:
        at_school = and_(Post.person_id == Person.id, Post.school_id.in_(actor.office_school_ids))
        return exists().where(at_school, holds(Post, actor.today))
    return false()


def works_where_looked_after(actor: Actor) -> ColumnElement[bool]:
    """SQL: the post is at a school where ``actor`` looks after the ways in."""
    return true() if actor.is_administrator else Post.school_id.in_(actor.office_school_ids)


def holds_role(actor: Actor) -> ColumnElement[bool]:
    """SQL: the person holds a role today."""
    return exists().where(RoleGrant.person_id == Person.id, holds(RoleGrant, actor.today))


def can_print_letter(actor: Actor, person_id: uuid.UUID, *, has_email: bool, has_role: bool) -> bool:
    """A letter opens an account to whoever holds it. So it is for people without an email, never for oneself, and
    where a role hangs on the account the administrator prints it."""
    if has_email or person_id == actor.person_id:
        return False
    return actor.is_administrator or (actor.is_office and not has_role)
