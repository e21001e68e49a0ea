"""Moving a review through its year: on, back with a reason, laid down and taken up again. Never stuck."""

import datetime as dt

from sqlalchemy.orm import Session

from cpd.appraisal import policy, queries
from cpd.appraisal.models import Review, ReviewMove, ReviewState
from cpd.appraisal.rules.laying_down import WhyRest
from cpd.appraisal.rules.stages import (
    Stage,
    check_reason,
    check_stage_may_change,
    next_stage,
    stages_ahead,
    stages_before,
)
from cpd.appraisal.rules.states import NotNow
from cpd.appraisal.services.meetings import call_off_meetings
from cpd.appraisal.services.move_mails import tell_of_move
from cpd.core import audit
from cpd.core.access import require
from cpd.core.errors import DomainError
from cpd.people.actor import Actor


def move_on(session: Session, actor: Actor, review: Review, seen: Stage | None, at: dt.datetime) -> bool:
    """To the next stage. ``seen`` is where the page had it: ``False`` where somebody has moved it meanwhile."""
    if review.stage is not seen:
        return False
    check_stage_may_change(review.state)
    following = next_stage(review.stage)
    if following is None:
        raise NotNow("From here signing closes the review; there is nothing to move on to.")
    require(policy.can_move_on(actor, review))
    record_move(session, actor, review, following, "", at)
    return True


def move_to(session: Session, actor: Actor, review: Review, stage: Stage, reason: str, at: dt.datetime) -> None:
    """Back to an earlier stage, or ahead past one that is not needed, with a reason.

    Going back takes a single signature off: what was signed is going to be written again.
    """
    if stage in stages_before(review.stage):
        require(policy.can_move_back(actor, review))
    elif stage in stages_ahead(review.stage):
        require(policy.can_move_ahead(actor, review))
        check_stage_may_change(review.state)
    else:
        raise DomainError("Choose another stage than the one it stands at.", "stage")
    check_reason(reason)
    withdraw_signatures(session, actor, review)
    record_move(session, actor, review, stage, reason, at)


def take_up(session: Session, actor: Actor, review: Review, reason: str, at: dt.datetime) -> None:
    """Go on with a review that was laid down, or write a closed one anew: what was signed stays as it is, and both sign
    the new version again. The same press again changes nothing."""
    if review.state is not ReviewState.CLOSED and review.laid_down_on is None:
        return
    require(policy.can_take_up(actor, review))
    check_reason(reason)
    if review.laid_down_on is not None:
        review.laid_down_on = None
        record_move(session, actor, review, review.stage, f"Taken up again: {reason}", at)
    else:
        withdraw_signatures(session, actor, review)
        record_move(session, actor, review, Stage.REPORT, reason, at)


def lay_down(session: Session, actor: Actor, review: Review, at: dt.datetime) -> None:
    """End a review without a statement. Raises ``NotNow`` unless its person has left, is away, or is in induction."""
    if review.laid_down_on is not None:
        return
    require(policy.can_lay_down(actor, review))
    why = queries.why_review_may_rest(session, review, actor.today)
    if why is None:
        raise NotNow(
            f"{review.person.name} works here and is not away, so the review goes on. Somebody who is away for long is "
            "entered as away by the school’s office first."
        )
    lay_down_for(session, actor, review, why, at)
    call_off_meetings(session, review, at)


def lay_down_for(session: Session, actor: Actor, review: Review, why: WhyRest, at: dt.datetime) -> None:
    withdraw_signatures(session, actor, review)
    review.laid_down_on = actor.today
    record_move(session, actor, review, review.stage, f"Laid down: {review.person.known_as} {why.sentence}", at)


def withdraw_signatures(session: Session, actor: Actor, review: Review) -> None:
    """Open a review that one or both have signed: signatures go, what was signed by both stays among its records."""
    if review.state is ReviewState.OPEN:
        return
    signers = sorted(signature.signer.value for signature in review.signatures)
    review.signatures.clear()
    review.state = ReviewState.OPEN
    review.resting_record = None
    audit.record(
        session,
        actor,
        "review.taken_back",
        review.id,
        about_person_id=review.person_id,
        detail={"withdrawn": signers},
    )


def record_move(session: Session, actor: Actor, review: Review, stage: Stage, reason: str, at: dt.datetime) -> None:
    """Put a review at a stage, keep from where, by whom and why, and tell those whose move it is now."""
    session.add(
        ReviewMove(
            review_id=review.id,
            from_stage=review.stage,
            to_stage=stage,
            reason=reason,
            moved_by_id=actor.person_id,
            moved_at=at,
        )
    )
    review.stage = stage
    audit.record(
        session,
        actor,
        "review.moved",
        review.id,
        about_person_id=review.person_id,
        detail={"to": stage.value},
    )
    tell_of_move(session, actor, review)
