"""Who may see which people, and who may change what about schools, people, roles and settings (docs/roles.md)."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Away, Person, Post, Role, RoleGrant

# Grants of these are shown to the head concerned and to the development lead, whoever makes them.
WATCHED_ROLES = (Role.HEAD, Role.APPRAISER, Role.DEVELOPMENT_LEAD)


def schools_looked_after(actor: Actor) -> frozenset[uuid.UUID]:
    """Schools whose people the actor looks after, as head or in the office."""
    return actor.head_school_ids | actor.office_school_ids


def can_open_everybody(actor: Actor) -> bool:
    return actor.is_administrator or actor.is_development_lead


def directory_schools(actor: Actor) -> frozenset[uuid.UUID] | None:
    """Schools whose staff the actor finds by name, school and job; ``None`` means all of them."""
    if can_open_everybody(actor):
        return None
    return actor.school_ids | actor.ambassador_school_ids | schools_looked_after(actor)


def can_search(actor: Actor) -> bool:
    """Staff find colleagues of their own schools. Trustees see counts, not people."""
    return directory_schools(actor) is None or bool(directory_schools(actor))


def can_see_staff_of(actor: Actor, school_id: uuid.UUID) -> bool:
    return can_open_everybody(actor) or school_id in schools_looked_after(actor)


def visible_people(actor: Actor) -> ColumnElement[bool]:
    """People whose record the actor may open: oneself, one's school's as head or office, all as administrator or lead.

    A head or office reads of a person from the day their post there begins until it ends.
    """
    if can_open_everybody(actor):
        return true()
    own = Person.id == actor.person_id
    schools = schools_looked_after(actor)
    if not schools:
        return own
    here = exists().where(Post.person_id == Person.id, Post.school_id.in_(schools), holds(Post, actor.today))
    return or_(own, here)


def may_open(actor: Actor, person_id: uuid.UUID, school_ids: Collection[uuid.UUID]) -> bool:
    """The same as :func:`visible_people`, of somebody whose schools of today are at hand."""
    return (
        can_open_everybody(actor)
        or person_id == actor.person_id
        or not schools_looked_after(actor).isdisjoint(school_ids)
    )


def visible_posts(actor: Actor) -> ColumnElement[bool]:
    """Posts: all of one's own and all for administrator and lead; for a head or office, those at their school."""
    if can_open_everybody(actor):
        return true()
    return or_(Post.person_id == actor.person_id, Post.school_id.in_(schools_looked_after(actor)))


def visible_away(actor: Actor) -> ColumnElement[bool]:
    """Being away: the person, the head and office from the start of a post there, the development lead."""
    if actor.is_development_lead:
        return true()
    own = Away.person_id == actor.person_id
    schools = schools_looked_after(actor)
    if not schools:
        return own if actor.person_id else false()
    here = aliased(Post)
    first_day = (
        select(func.min(here.started_on))
        .where(here.person_id == Away.person_id, here.school_id.in_(schools))
        .scalar_subquery()
    )
    works_here = exists().where(Post.person_id == Away.person_id, Post.school_id.in_(schools), holds(Post, actor.today))
    return or_(own, and_(works_here, or_(Away.ended_on.is_(None), Away.ended_on >= first_day)))


def can_record_away(actor: Actor, school_ids: Collection[uuid.UUID]) -> bool:
    """Head or office of a school where the person has a post today; nobody's head writes about themselves alone."""
    return not schools_looked_after(actor).isdisjoint(school_ids)


def can_import(actor: Actor) -> bool:
    return actor.is_administrator


def can_import_calendar(actor: Actor) -> bool:
    """Files of the calendar: the administrator, whose work imports are, and whoever looks after training."""
    return actor.is_administrator or actor.is_development_lead


def can_change_calendar(actor: Actor, school_id: uuid.UUID | None) -> bool:
    """Head and office the calendar of their school, and its hours; the development lead the trust's (no school)."""
    return actor.is_development_lead if school_id is None else school_id in schools_looked_after(actor)


def can_change_settings(actor: Actor) -> bool:
    return actor.is_administrator


def can_change_contacts(actor: Actor, school_id: uuid.UUID) -> bool:
    return actor.is_administrator or school_id in schools_looked_after(actor)


def can_change_school(actor: Actor) -> bool:
    return actor.is_administrator


def can_see_roles(actor: Actor) -> bool:
    return actor.is_administrator or actor.is_development_lead or actor.is_head


def visible_grants(actor: Actor) -> ColumnElement[bool]:
    """Role grants: all for the administrator; the watched ones for the development lead; a head's own school's."""
    if actor.is_administrator:
        return true()
    conditions: list[ColumnElement[bool]] = [RoleGrant.person_id == actor.person_id]
    if actor.is_development_lead:
        conditions.append(RoleGrant.role.in_(WATCHED_ROLES))
    if actor.is_head:
        staff = select(Post.person_id).where(Post.school_id.in_(actor.head_school_ids), holds(Post, actor.today))
        conditions += [
            RoleGrant.school_id.in_(actor.head_school_ids),
            and_(RoleGrant.role == Role.APPRAISER, RoleGrant.of_person_id.in_(staff)),
        ]
    return or_(*conditions)


def can_grant_roles(actor: Actor) -> bool:
    return actor.is_administrator


def can_grant(actor: Actor, person_id: uuid.UUID) -> bool:
    """Nobody grants a role to themselves."""
    return actor.is_administrator and actor.person_id != person_id


def role_held(day: dt.date) -> ColumnElement[bool]:
    """SQL: a role is held on a day, by staff only while they hold a post: what ``load_actor`` says of the actor."""
    post, person = aliased(Post), aliased(Person)
    return and_(
        holds(RoleGrant, day),
        or_(
            exists().where(post.person_id == RoleGrant.person_id, holds(post, day)),
            exists().where(person.id == RoleGrant.person_id, person.staff_code.is_(None)),
        ),
    )


def stays(person_id: Any, day: dt.date) -> ColumnElement[bool]:
    """SQL: somebody holds a post on a day or from a later one."""
    post = aliased(Post)
    return exists().where(post.person_id == person_id, or_(post.ended_on.is_(None), post.ended_on >= day))


def own_headships(actor: Actor) -> frozenset[uuid.UUID]:
    """Schools the actor heads in their own right, not as a deputy for the time being."""
    return actor.head_school_ids - actor.delegated_school_ids


def can_delegate(actor: Actor, school_id: uuid.UUID) -> bool:
    return school_id in own_headships(actor)


def can_end_grant(actor: Actor, grant: RoleGrant) -> bool:
    """The administrator ends any role but their own; a head ends what they delegated."""
    is_own_delegation = grant.delegated_by_id is not None and grant.delegated_by_id == actor.person_id
    return is_own_delegation or (actor.is_administrator and grant.person_id != actor.person_id)
