"""Who says for how long reviews are kept, and who holds or erases one."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from cpd.appraisal.models import Review
from cpd.appraisal.policy.reading import (
    appraised_by,
    is_appointed,
    is_appraiser,
    is_hr_contact,
    is_person,
    named_contact,
)
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Post, Role, RoleGrant
from cpd.people.policy import role_held


def can_set_keeping(actor: Actor) -> bool:
    """Say for how long reviews are kept."""
    return actor.is_development_lead or actor.is_administrator


def keeping_decided_by(actor: Actor) -> ColumnElement[bool]:
    """Reviews that ``actor`` may hold, and erase once their time is over: those of the school they head, and
    confidential ones as the HR contact, or as head where they are its appraiser. Never their own."""
    if actor.person_id is None:
        return false()
    as_head = and_(
        Review.school_id.in_(actor.head_school_ids), or_(Review.hr_contact_id.is_(None), appraised_by(actor))
    )
    return and_(Review.person_id != actor.person_id, or_(as_head, named_contact(actor)))


def can_decide_keeping(actor: Actor, review: Review) -> bool:
    """The same as :func:`keeping_decided_by`, of one review that is at hand."""
    is_open_to_head = review.hr_contact_id is None or is_appraiser(actor, review)
    as_head = review.school_id in actor.head_school_ids and is_open_to_head
    return not is_person(actor, review) and (as_head or is_hr_contact(actor, review))


def keeping_is_decided(today: dt.date) -> ColumnElement[bool]:
    """SQL: there is somebody who may hold and erase a review."""
    heads = select(RoleGrant.id).where(
        RoleGrant.school_id == Review.school_id,
        RoleGrant.role == Role.HEAD,
        RoleGrant.person_id != Review.person_id,
        role_held(today),
    )
    contact = exists().where(Post.person_id == Review.hr_contact_id, holds(Post, today))
    as_appraiser = and_(is_appointed(today), exists(heads.where(RoleGrant.person_id == Review.appraiser_id)))
    return or_(and_(Review.hr_contact_id.is_(None), exists(heads)), contact, as_appraiser)
