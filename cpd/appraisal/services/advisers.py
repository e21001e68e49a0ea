"""Who advises from outside on the review of a head: named on it, reading nothing by that."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal import policy
from cpd.appraisal.models import Adviser, Review
from cpd.appraisal.rules.stages import Capacity
from cpd.appraisal.rules.states import NotNow, check_words_may_change
from cpd.core import audit
from cpd.core.access import found, require
from cpd.core.errors import DomainError
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Role, RoleGrant

MOST_ADVISERS = 5


def add_adviser(
    session: Session, actor: Actor, review: Review, name: str, capacity: Capacity, request_key: uuid.UUID
) -> None:
    """Name an external adviser or a governor on the review of a head. The same key names them once."""
    require(policy.can_write_appraisers_part(actor, review))
    check_words_may_change(review.state)
    if any(adviser.request_key == request_key for adviser in review.advisers):
        return
    if not _is_head(session, review, actor):
        raise DomainError("Advisers and governors are named on the review of a head, and this is not one.", "name")
    if len(review.advisers) >= MOST_ADVISERS:
        raise NotNow(f"A review names up to {MOST_ADVISERS} advisers and governors.")
    review.advisers.append(Adviser(review_id=review.id, name=name, capacity=capacity, request_key=request_key))
    audit.record(session, actor, "review.adviser_named", review.id, about_person_id=review.person_id)


def remove_adviser(session: Session, actor: Actor, review: Review, adviser_id: uuid.UUID) -> None:
    require(policy.can_write_appraisers_part(actor, review))
    check_words_may_change(review.state)
    review.advisers.remove(found(next((one for one in review.advisers if one.id == adviser_id), None)))
    audit.record(session, actor, "review.adviser_removed", review.id, about_person_id=review.person_id)


def _is_head(session: Session, review: Review, actor: Actor) -> bool:
    grant = select(RoleGrant.id).where(
        RoleGrant.person_id == review.person_id, RoleGrant.role == Role.HEAD, holds(RoleGrant, actor.today)
    )
    return session.scalar(grant.limit(1)) is not None
