"""Who writes in a review, signs it, and says who reads it."""

from cpd.appraisal.models import Review, ReviewState
from cpd.appraisal.policy.reading import is_appraiser, is_head_of, is_hr_contact, is_person, signer_of
from cpd.appraisal.rules.conclusion import Conclusion
from cpd.appraisal.rules.stages import Stage
from cpd.people.actor import Actor


def can_write_own_part(actor: Actor, review: Review) -> bool:
    """Focus, what they bring, comment; not while the review is laid down."""
    return is_person(actor, review) and review.laid_down_on is None


def can_write_appraisers_part(actor: Actor, review: Review) -> bool:
    """Sentences, objectives, needs; not while the review is laid down."""
    return is_appraiser(actor, review) and review.laid_down_on is None


def can_write_before_meetings(actor: Actor, review: Review) -> bool:
    """Their own part before each meeting, and what is written down in it: either of the two."""
    return signer_of(actor, review) is not None and review.laid_down_on is None


def can_plan_meetings(actor: Actor, review: Review) -> bool:
    """Give a meeting its day and time: either of the two."""
    return can_write_before_meetings(actor, review)


def can_sign(actor: Actor, review: Review) -> bool:
    """Needs ``review.signatures``."""
    signer = signer_of(actor, review)
    return (
        signer is not None
        and review.stage is Stage.COMMENT_AND_SIGNATURES
        and review.laid_down_on is None
        and signer not in {signature.signer for signature in review.signatures}
    )


def can_take_back(actor: Actor, review: Review) -> bool:
    """Either of the two may return a half-signed review to writing."""
    return review.state is ReviewState.SIGNING and signer_of(actor, review) is not None


def can_appoint(actor: Actor, review: Review) -> bool:
    """Name another appraiser: the head, or the HR contact of a confidential review; never in one's own."""
    return (
        review.state is not ReviewState.CLOSED
        and not is_person(actor, review)
        and (is_head_of(actor, review) or is_hr_contact(actor, review))
    )


def can_make_confidential(actor: Actor, review: Review) -> bool:
    """Once made confidential a review stays so: nobody widens who reads it."""
    return is_head_of(actor, review) and not is_person(actor, review)


def can_write_plan(actor: Actor, review: Review) -> bool:
    """Steps and days of a support plan, also after both have signed: the appraiser; while none is appointed the head,
    or the HR contact of a confidential review. Needs ``review.conclusion``."""
    if review.conclusion is not Conclusion.SUPPORT_AGREED or is_person(actor, review):
        return False
    if review.appraiser_is_appointed:
        return is_appraiser(actor, review)
    return is_head_of(actor, review) or is_hr_contact(actor, review)
