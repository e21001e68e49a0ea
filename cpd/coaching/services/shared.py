"""A visit after it was shared: taken back, put right, answered."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.coaching.models import ActionStep, Reflection, Reply, StepChange, Visit, VisitCorrection
from cpd.coaching.policy import visits as policy
from cpd.coaching.rules.steps import StepMove, StepState
from cpd.coaching.rules.visits import VisitState, VisitWords, check_dates
from cpd.coaching.services.writing import (
    add_once,
    check_post,
    locked,
    move,
    put_step,
    put_words,
    version_with_step,
    words_of,
)
from cpd.core import audit
from cpd.core.access import found, require
from cpd.core.dates import to_text
from cpd.core.errors import DomainError, StaleRecord
from cpd.people.actor import Actor

# The fields that a correction may change.
_TEXTS = ("seen", "worked", "question", "modelled", "rehearsed", "message", "step_text", "tried_where")
_NUMBERS = ("modelled_minutes", "rehearsed_minutes")
CORRECTED = ("visited_on", "visited_at", "kind", *_TEXTS, *_NUMBERS, "check_back_on", "check_back_at")
_OF_THE_STEP = ("step_text", "tried_where", "check_back_on", "check_back_at")


def withdraw_visit(session: Session, actor: Actor, visit_id: uuid.UUID, at: dt.datetime) -> bool:
    """Take a visit back that went to the wrong person, within the hour. False where it was taken back already.

    Steps that were closed by sharing it are open again.
    """
    visit = locked(session, actor, visit_id)
    if policy.is_visitor(actor, visit) and visit.state is VisitState.WITHDRAWN:
        return False
    require(policy.can_correct(actor, visit))
    if not policy.can_withdraw(actor, visit, at):
        raise DomainError(
            "This visit was shared more than an hour ago, so it stays. You can correct it; the earlier words are kept."
        )
    _reopen_settled(session, actor, visit, at)
    move(visit, VisitState.WITHDRAWN)
    visit.withdrawn_at = at
    audit.record(session, actor, "visit.withdrawn", visit.id, about_person_id=visit.person_id)
    return True


def _reopen_settled(session: Session, actor: Actor, visit: Visit, at: dt.datetime) -> None:
    settled = session.scalars(
        select(ActionStep)
        .join(StepChange, StepChange.step_id == ActionStep.id)
        .where(
            ActionStep.person_id == visit.person_id,
            ActionStep.visit_id != visit.id,
            StepChange.move == StepMove.SETTLED,
            StepChange.by_id == visit.visitor_id,
            StepChange.at == visit.shared_at,
        )
    )
    for step in settled:
        step.state, step.closed_on, step.closed_by_id, step.how_it_went = StepState.OPEN, None, None, ""
        session.add(StepChange(step_id=step.id, by_id=visit.visitor_id, at=at, move=StepMove.REOPENED, earlier={}))
        audit.record(session, actor, "step.reopened", step.id, about_person_id=step.person_id)


def correct_visit(
    session: Session, actor: Actor, visit_id: uuid.UUID, words: VisitWords, version: int, at: dt.datetime
) -> bool:
    """Put right the words of a shared visit; its tags stay. What stood there before is kept, and both can read it.

    False where the same words were sent again, which changes nothing.
    """
    visit = locked(session, actor, visit_id)
    require(policy.can_correct(actor, visit))
    before = words_of(visit)
    open_step = visit.step if visit.step is not None and visit.step.state is StepState.OPEN else None
    words = replace(words, **{name: getattr(before, name) for name in _kept(open_step)})
    earlier = dict(_earlier(before, words))
    if not earlier:
        return False
    if version_with_step(visit) != version:
        raise StaleRecord
    check_dates(words, actor.today)
    check_post(session, visit, words.visited_on)
    if not words.worked:
        raise DomainError("Say one thing that worked: a shared visit keeps that.", "worked")
    if open_step and not (words.step_text and words.check_back_on):
        raise DomainError("An agreed step keeps its words and its day. To close it, say how it ended.", "step_text")
    put_words(visit, words)
    if open_step:
        put_step(session, visit, open_step, words)
        if "step_text" in earlier:
            # Its person said yes to other words.
            open_step.agreed_at = None
    visit.saved_at = at
    session.add(VisitCorrection(visit_id=visit.id, by_id=visit.visitor_id, at=at, earlier=earlier))
    fields = {"fields": sorted(earlier)}
    audit.record(session, actor, "visit.corrected", visit.id, about_person_id=visit.person_id, detail=fields)
    return True


def _kept(open_step: ActionStep | None) -> list[str]:
    """What a correction leaves alone: tags, who visited, where the step came from, a step that is closed, or none."""
    kept = ["look_for_ids", "term_ids", "library_step_id", "second_visitor_id"]
    return [*kept, *([] if open_step else _OF_THE_STEP)]


def _earlier(before: VisitWords, after: VisitWords) -> Iterator[tuple[str, str]]:
    """The fields that a correction changes, each with the words that stood there."""
    if before.visited_on != after.visited_on:
        yield "visited_on", to_text(before.visited_on)
    if before.visited_at != after.visited_at:
        yield "visited_at", f"{before.visited_at:%H:%M}" if before.visited_at else ""
    if before.kind is not after.kind:
        yield "kind", before.kind.label
    for name in _TEXTS:
        if getattr(before, name) != getattr(after, name):
            yield name, getattr(before, name)
    for name in _NUMBERS:
        if getattr(before, name) != getattr(after, name):
            yield name, str(getattr(before, name) or "")
    if before.check_back_on != after.check_back_on:
        yield "check_back_on", to_text(before.check_back_on) if before.check_back_on else ""
    if before.check_back_at != after.check_back_at:
        yield "check_back_at", f"{before.check_back_at:%H:%M}" if before.check_back_at else ""


def reflect(
    session: Session,
    actor: Actor,
    visit_id: uuid.UUID,
    text: str,
    request_key: uuid.UUID,
    at: dt.datetime,
) -> Reflection:
    """Write down what one thinks about a visit, for oneself alone. One key writes one reflection."""
    visit = locked(session, actor, visit_id)
    require(policy.can_reflect(actor, visit))
    new = Reflection(visit_id=visit.id, text=text, at=at, request_key=request_key)
    known = add_once(session, new, select(Reflection).where(Reflection.request_key == request_key))
    require(known.visit_id == visit.id)
    return known


def share_reflection(session: Session, actor: Actor, reflection_id: uuid.UUID, at: dt.datetime) -> tuple[Visit, bool]:
    """Let the visitors read a reflection from now on. The visit, and whether this is new."""
    reflection = found(
        session.scalars(
            select(Reflection)
            .join(Visit, Visit.id == Reflection.visit_id)
            .where(Reflection.id == reflection_id, Visit.person_id == actor.person_id)
        ).first()
    )
    visit = locked(session, actor, reflection.visit_id)
    require(policy.can_reflect(actor, visit))
    if reflection.shared_at is not None:
        return visit, False
    reflection.shared_at = at
    audit.record(session, actor, "visit.reflection_shared", visit.id, about_person_id=visit.person_id)
    return visit, True


def reply(
    session: Session, actor: Actor, visit_id: uuid.UUID, text: str, request_key: uuid.UUID, at: dt.datetime
) -> bool:
    """Answer a shared visit, as one of those in it. False where this reply arrived before."""
    visit = locked(session, actor, visit_id)
    require(policy.can_reply(actor, visit))
    new = Reply(visit_id=visit.id, author_id=actor.person_id, text=text, at=at, request_key=request_key)
    known = add_once(session, new, select(Reply).where(Reply.request_key == request_key))
    require(known.author_id == actor.person_id and known.visit_id == visit.id)
    if known is new:
        audit.record(session, actor, "visit.replied", visit.id, about_person_id=visit.person_id)
    return known is new
