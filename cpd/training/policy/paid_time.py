"""Who reads and writes paid minutes: the person, the office and the head of the post's school, the development lead."""

import uuid

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from cpd.people.actor import Actor
from cpd.people.models import Post, Role, RoleGrant
from cpd.people.policy import role_held
from cpd.training.models import PaidTimeClaim
from cpd.training.policy.records import schools_looked_after


def reads_of_schools(actor: Actor) -> frozenset[uuid.UUID] | None:
    """Schools whose people's paid minutes the actor reads; ``None`` means all of them."""
    return None if actor.is_development_lead else schools_looked_after(actor)


def can_read_of_others(actor: Actor) -> bool:
    return actor.is_development_lead or bool(schools_looked_after(actor))


def visible_claims(actor: Actor) -> ColumnElement[bool]:
    """Claims, joined to the post that they are paid under."""
    schools = reads_of_schools(actor)
    if schools is None:
        return true()
    own = PaidTimeClaim.person_id == actor.person_id if actor.person_id else false()
    return or_(own, Post.school_id.in_(schools))


def can_propose(actor: Actor) -> bool:
    """The office claims for everybody who was at a session."""
    return actor.is_office


def can_answer_any(actor: Actor) -> bool:
    return actor.is_head or actor.is_development_lead


def answerable_claims(actor: Actor) -> ColumnElement[bool]:
    """Claims that the actor approves or refuses, joined to their post: the head those of the school. Those of the head,
    what a head claimed as the office, and those of a school without a head, the development lead. Nobody their own, nor
    what they claimed for somebody."""
    if actor.person_id is None:
        return false()
    heads = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.HEAD,
        RoleGrant.school_id == Post.school_id,
        RoleGrant.delegated_by_id.is_(None),
        role_held(actor.today),
    )
    is_heads_own = PaidTimeClaim.person_id.in_(heads)
    by_head = and_(Post.school_id.in_(actor.head_school_ids), ~is_heads_own)
    is_claimed_by_head = PaidTimeClaim.claimed_by_id.in_(heads)
    by_lead = or_(is_heads_own, is_claimed_by_head, ~exists(heads)) if actor.is_development_lead else false()
    return and_(
        or_(by_head, by_lead),
        PaidTimeClaim.person_id != actor.person_id,
        or_(PaidTimeClaim.claimed_by_id.is_(None), PaidTimeClaim.claimed_by_id != actor.person_id),
    )


def can_make_payroll(actor: Actor) -> bool:
    """The development lead, as a named person: whoever runs the server gives a staff code."""
    return actor.is_development_lead and actor.person_id is not None


def can_read_payroll(actor: Actor) -> bool:
    return can_read_of_others(actor)
