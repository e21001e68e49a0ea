"""Who may have a review read by a moderator, and what a moderator reads."""

from sqlalchemy import ColumnElement, and_, exists, false
from sqlalchemy.orm import aliased

from cpd.appraisal.models import AppraisalCycle, Moderation, Review, ReviewState, SignedRecord
from cpd.appraisal.policy.consistency import can_take_part
from cpd.appraisal.policy.reading import is_appraiser, is_head_of, is_person
from cpd.appraisal.rules.moderation import ModerationState, standing
from cpd.people.actor import Actor


def moderated_by(actor: Actor) -> ColumnElement[bool]:
    """Reviews that ``actor`` reads as moderator: not among the visible ones, and for nothing but reading.

    The person has agreed, nobody has ended it, both have not signed since, the cycle's policy names moderators, and
    the moderator still heads or appraises somebody. A confidential review cannot be moderated.
    """
    if not can_take_part(actor):
        return false()
    one = aliased(Moderation)
    signed_since = exists().where(SignedRecord.review_id == one.review_id, SignedRecord.frozen_at >= one.agreed_at)
    agreed = exists().where(
        one.review_id == Review.id,
        one.moderator_id == actor.person_id,
        one.agreed_at.is_not(None),
        one.declined_at.is_(None),
        one.ended_on.is_(None),
        ~signed_since,
    )
    names_moderators = exists().where(AppraisalCycle.id == Review.cycle_id, AppraisalCycle.has_moderation.is_(True))
    return and_(
        agreed,
        names_moderators,
        Review.hr_contact_id.is_(None),
        Review.laid_down_on.is_(None),
        Review.state != ReviewState.CLOSED,
    )


def may_be_moderated(review: Review) -> bool:
    """Where the cycle's policy names moderators, until it is signed; never a confidential review."""
    return (
        review.cycle.has_moderation
        and review.hr_contact_id is None
        and review.laid_down_on is None
        and review.state is not ReviewState.CLOSED
    )


def moderation_state(review: Review, one: Moderation) -> ModerationState:
    """Needs ``review.signed_records``."""
    signed_at = max((record.frozen_at for record in review.signed_records), default=None)
    return standing(one.agreed_at, one.declined_at, one.ended_on, signed_at)


def can_ask_for_moderation(actor: Actor, review: Review) -> bool:
    """The head and the appraiser; never in one's own review."""
    return (
        may_be_moderated(review)
        and not is_person(actor, review)
        and (is_head_of(actor, review) or is_appraiser(actor, review))
    )


def can_end_moderation(actor: Actor, review: Review, one: Moderation) -> bool:
    """The person any time, the moderator themselves, and who may ask for one."""
    return (
        is_person(actor, review)
        or (actor.person_id is not None and one.moderator_id == actor.person_id)
        or is_head_of(actor, review)
        or is_appraiser(actor, review)
    )
