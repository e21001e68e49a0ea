"""Where a review stands in its year: what moved it on, and whether its person is still there to go on with it."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cpd.appraisal.models import AppraisalCycle, Review, ReviewMove
from cpd.appraisal.rules.laying_down import WhyRest, why_rest
from cpd.appraisal.rules.stages import Stage, cycle_dates
from cpd.appraisal.rules.states import in_induction
from cpd.core.models import holds
from cpd.people.models import Away, Post


def dates_of(cycle: AppraisalCycle) -> dict[Stage, dt.date]:
    """By when each stage of a cycle is due. Needs ``cycle.stage_dates``."""
    return cycle_dates(cycle.policy, cycle.starts_on, {one.stage: one.due_on for one in cycle.stage_dates})


def moves_of(session: Session, review: Review) -> list[ReviewMove]:
    """What moved a review, of one that ``get_review`` gave: the latest first, with who did it."""
    return list(
        session.scalars(
            select(ReviewMove)
            .where(ReviewMove.review_id == review.id)
            .options(joinedload(ReviewMove.moved_by))
            .order_by(ReviewMove.moved_at.desc(), ReviewMove.id.desc())
        )
    )


def why_review_may_rest(session: Session, review: Review, today: dt.date) -> WhyRest | None:
    """Whether its person has left the school, is away, or is in induction: then a review may be laid down."""
    person = review.person
    post = select(Post.id).where(Post.person_id == person.id, Post.school_id == review.school_id, holds(Post, today))
    away = select(Away.id).where(Away.person_id == person.id, holds(Away, today))
    return why_rest(
        works_here=session.scalar(post.limit(1)) is not None,
        is_away=session.scalar(away.limit(1)) is not None,
        is_in_induction=in_induction(person.induction_started_on, person.induction_ended_on, today),
    )
