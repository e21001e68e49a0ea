"""The support plan: steps, days on which the two look at it together, and its end. It goes on after both have signed.

It stands before and outside any formal procedure; nothing here starts, suggests or counts one.
"""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from cpd.appraisal import policy, queries
from cpd.appraisal.models import Review, SupportPlan, SupportReview, SupportStep
from cpd.appraisal.rules.conclusion import MOST_DAYS_TOGETHER, MOST_STEPS
from cpd.appraisal.rules.states import NotNow
from cpd.core import audit
from cpd.core.access import found, require
from cpd.core.errors import DomainError, StaleRecord
from cpd.people.actor import Actor


def _plan(actor: Actor, review: Review, *, ended: bool = False) -> SupportPlan:
    """The plan to be written; one that has ended takes no more steps until its end is taken back."""
    require(policy.can_write_plan(actor, review))
    plan = found(review.support_plan)
    if plan.ended_on is not None and not ended:
        raise NotNow(
            "This plan has ended. Take its last day out first to go on with it; what you typed is still below."
        )
    return plan


def _record(session: Session, actor: Actor, review: Review, field: str) -> None:
    audit.record(
        session, actor, "support.written", review.id, about_person_id=review.person_id, detail={"field": field}
    )


def save_step(
    session: Session,
    actor: Actor,
    review: Review,
    step: SupportStep | None,
    *,
    words: dict[str, str],
    by_on: dt.date,
    done_on: dt.date | None,
    version: int,
    request_key: uuid.UUID,
) -> None:
    """Write a step, new where ``step`` is empty. ``words``: step, school_does. The same key makes one step."""
    plan = _plan(actor, review)
    if step is None:
        if any(other.request_key == request_key for other in plan.steps):
            return
        if len(plan.steps) >= MOST_STEPS:
            raise NotNow(
                f"A plan has up to {MOST_STEPS} steps, so that it can be done. Change one, or remove one first."
            )
        position = max((other.position for other in plan.steps), default=0) + 1
        step = SupportStep(plan_id=plan.id, position=position, request_key=request_key)
        plan.steps.append(step)
    elif step.version != version:
        raise StaleRecord
    if done_on is not None and done_on > actor.today:
        raise DomainError("A step is done on a day that has come. Leave this empty until then.", "done_on")
    for name, text in words.items():
        setattr(step, name, text)
    step.by_on, step.done_on = by_on, done_on
    _record(session, actor, review, "step")


def remove_step(session: Session, actor: Actor, review: Review, step_id: uuid.UUID) -> None:
    plan = _plan(actor, review)
    plan.steps.remove(queries.get_support_step(review, step_id))
    _record(session, actor, review, "step")


def save_day_together(
    session: Session,
    actor: Actor,
    review: Review,
    day: SupportReview | None,
    *,
    due_on: dt.date,
    held_on: dt.date | None,
    text: str,
    version: int,
    request_key: uuid.UUID,
) -> None:
    """A day on which the two look at the plan together, and what they found once it was held."""
    plan = _plan(actor, review)
    if day is None:
        if any(other.request_key == request_key for other in plan.reviews):
            return
        if len(plan.reviews) >= MOST_DAYS_TOGETHER:
            raise NotNow(f"A plan has up to {MOST_DAYS_TOGETHER} days together. Remove one first.")
        day = SupportReview(plan_id=plan.id, request_key=request_key)
        plan.reviews.append(day)
    elif day.version != version:
        raise StaleRecord
    if held_on is not None and held_on > actor.today:
        raise DomainError("This day has not come yet. Leave it empty until you have sat together.", "held_on")
    if text and held_on is None:
        raise DomainError("Give the day on which you sat together.", "held_on")
    day.due_on, day.held_on, day.text = due_on, held_on, text
    _record(session, actor, review, "day together")


def remove_day_together(session: Session, actor: Actor, review: Review, day_id: uuid.UUID) -> None:
    plan = _plan(actor, review)
    plan.reviews.remove(queries.get_day_together(review, day_id))
    _record(session, actor, review, "day together")


def save_plan(
    session: Session,
    actor: Actor,
    review: Review,
    *,
    circumstances_talked_about: bool,
    ended_on: dt.date | None,
    what_came_of_it: str,
    version: int,
) -> None:
    """The tick that health and circumstances were talked about, and the end with what came of it."""
    plan = _plan(actor, review, ended=True)
    if plan.version != version:
        raise StaleRecord
    if ended_on is not None and not plan.opened_on <= ended_on <= actor.today:
        raise DomainError("Give a day from the beginning of the plan until today.", "ended_on")
    if ended_on is not None and not what_came_of_it:
        raise DomainError("Say what came of it before the plan ends.", "what_came_of_it")
    plan.circumstances_talked_about = circumstances_talked_about
    plan.ended_on, plan.what_came_of_it = ended_on, what_came_of_it
    _record(session, actor, review, "plan")
