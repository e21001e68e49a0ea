"""Who takes a review through the year: on, back, ahead, to rest, and up again."""

from cpd.appraisal.models import Review, ReviewState
from cpd.appraisal.policy.reading import is_appraiser, looks_after, signer_of
from cpd.appraisal.rules.stages import Stage, next_stage, whose_move
from cpd.people.actor import Actor


def can_move_on(actor: Actor, review: Review) -> bool:
    """To the next stage: whose move it is, and always the appraiser and who looks after the review."""
    if review.state is not ReviewState.OPEN or review.laid_down_on is not None or next_stage(review.stage) is None:
        return False
    return (
        signer_of(actor, review) in whose_move(review.stage)
        or is_appraiser(actor, review)
        or looks_after(actor, review)
    )


def can_move_back(actor: Actor, review: Review) -> bool:
    """To an earlier stage with a reason: either of the two, and who looks after the review."""
    return (
        review.state is not ReviewState.CLOSED
        and review.laid_down_on is None
        and review.stage is not Stage.PREPARATION
        and (signer_of(actor, review) is not None or looks_after(actor, review))
    )


def can_move_ahead(actor: Actor, review: Review) -> bool:
    """Past a stage that is not needed, with a reason: the appraiser, and who looks after the review."""
    return (
        review.state is ReviewState.OPEN
        and review.laid_down_on is None
        and next_stage(review.stage) is not None
        and (is_appraiser(actor, review) or looks_after(actor, review))
    )


def can_take_up(actor: Actor, review: Review) -> bool:
    """Take a closed or laid down review up again: the appraiser, and who looks after the review."""
    rests = review.state is ReviewState.CLOSED or review.laid_down_on is not None
    return rests and (is_appraiser(actor, review) or looks_after(actor, review))


def can_lay_down(actor: Actor, review: Review) -> bool:
    """End a review without a statement, where its person has left or is away for long."""
    return (
        review.state is not ReviewState.CLOSED
        and review.laid_down_on is None
        and (is_appraiser(actor, review) or looks_after(actor, review))
    )
