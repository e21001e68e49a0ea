"""What the person does with their step: agrees, plans, rewords, swaps, parks or declines it, and tries it out."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.coaching import queries
from cpd.coaching.models import ActionStep, StepChange, StepTrial, Visit
from cpd.coaching.policy import visits as policy
from cpd.coaching.rules.steps import STEP_MOVES, StepMove, StepState, TrialOutcome
from cpd.coaching.services.development import close_step
from cpd.coaching.services.writing import add_once
from cpd.core import audit
from cpd.core.access import found, require
from cpd.core.errors import DomainError, StaleRecord
from cpd.people.actor import Actor


def agree_step(session: Session, actor: Actor, step_id: uuid.UUID, at: dt.datetime) -> bool:
    """Say yes to a step that a visitor wrote down. False where that was said before."""
    step = _locked(session, actor, step_id)
    if step.agreed_at is not None:
        return False
    step.agreed_at = at
    _note(session, actor, step, StepMove.AGREED, at)
    return True


def begin_step(session: Session, actor: Actor, visit_id: uuid.UUID, text: str, at: dt.datetime) -> tuple[Visit, bool]:
    """Write down a step of one's own under a visit that has none; whoever visited reads it. One is open at a time.

    Gives back the visit, and whether the step is new: the same words again change nothing.
    """
    session.execute(select(Visit.id).where(Visit.id == visit_id).with_for_update())
    visit = queries.get_visit(session, actor, visit_id)
    require(policy.can_reflect(actor, visit))
    assert actor.person_id is not None
    if visit.step is not None and visit.step.text == text:
        return visit, False
    if visit.step is not None or queries.open_steps(session, actor, actor.person_id):
        raise DomainError("You have a step already. Put it into these words, or close it first.", "text")
    step = ActionStep(visit_id=visit.id, person_id=actor.person_id, text=text, agreed_at=at)
    session.add(step)
    session.flush()
    audit.record(session, actor, "step.begun", step.id, about_person_id=actor.person_id)
    return visit, True


def write_step(
    session: Session,
    actor: Actor,
    step_id: uuid.UUID,
    *,
    text: str,
    swap_for: uuid.UUID | None,
    cue: str,
    tried_where: str,
    version: int,
    at: dt.datetime,
) -> StepMove | None:
    """Put the step into one's own words, choose another of the library, or plan when it will be tried.

    ``swap_for`` is another step of the library, whose words then stand. Whoever writes so has agreed.
    Gives back what was done, or None where the same was sent again, which changes nothing.
    """
    step = _locked(session, actor, step_id)
    is_swapped = swap_for not in (None, step.library_step_id)
    library = _library(session, step) if swap_for else {}
    text = library.get(swap_for, text)
    earlier = {
        name: before
        for name, before, after in (
            ("step_text", step.text, text),
            ("cue", step.cue, cue),
            ("tried_where", step.tried_where, tried_where),
        )
        if before != after
    }
    if not earlier:
        return None
    if step.version != version:
        raise StaleRecord
    if swap_for is not None and swap_for not in library:
        raise DomainError("That step is not offered to you: choose another.", "swap_for")
    if not text:
        raise DomainError("A step keeps its words. To be without it, park or decline it.", "text")
    move = StepMove.REWORDED if "step_text" in earlier else StepMove.PLANNED
    if is_swapped:
        # Also where the words were those of the other step already: who works on the same goes by the step.
        move = StepMove.SWAPPED
    step.text, step.cue, step.tried_where = text, cue, tried_where
    step.library_step_id = swap_for or step.library_step_id
    step.agreed_at = step.agreed_at or at
    _note(session, actor, step, move, at, earlier=earlier)
    return move


def _library(session: Session, step: ActionStep) -> dict[uuid.UUID | None, str]:
    """The words of the steps of the library that are offered to this person."""
    groups = queries.staff_groups_of(session, step.person_id, step.visit.visited_on)
    return {offered.id: offered.text for offered in queries.steps_offered(session, groups)}


def set_step_aside(
    session: Session, actor: Actor, step_id: uuid.UUID, state: StepState, reason: str, at: dt.datetime
) -> bool:
    """Park a step for later, or decline it for good, with a reason. False where it stands so already."""
    step = _locked(session, actor, step_id, closed_too=True)
    if step.state is state:
        return False
    if state not in (StepState.PARKED, StepState.DECLINED) or state not in STEP_MOVES[step.state]:
        raise DomainError(f"This step is {step.state.label.lower()} already.")
    if not reason:
        raise DomainError("Say in a sentence why: your visitor reads it.", "reason")
    if state is StepState.DECLINED:
        close_step(session, actor, step, state, reason)
    else:
        step.state = state
    _note(session, actor, step, StepMove(state.value), at, reason=reason)
    return True


def take_step_up(session: Session, actor: Actor, step_id: uuid.UUID, at: dt.datetime) -> bool:
    """Go on with a parked step. False where it is open already."""
    step = _locked(session, actor, step_id)
    if step.state is StepState.OPEN:
        return False
    step.state = StepState.OPEN
    _note(session, actor, step, StepMove.TAKEN_UP, at)
    return True


def record_trial(
    session: Session,
    actor: Actor,
    step_id: uuid.UUID,
    outcome: TrialOutcome,
    note: str,
    *,
    request_key: uuid.UUID,
    at: dt.datetime,
) -> StepTrial:
    """Keep how trying a step went, for oneself alone, also once it is closed. One key keeps one.

    Not noted anywhere: it is the person's own.
    """
    step = _locked(session, actor, step_id, closed_too=True)
    new = StepTrial(step_id=step.id, outcome=outcome, note=note, at=at, request_key=request_key)
    known = add_once(session, new, select(StepTrial).where(StepTrial.request_key == request_key))
    require(known.step_id == step.id)
    return known


def share_trial(session: Session, actor: Actor, trial_id: uuid.UUID, at: dt.datetime) -> tuple[ActionStep, bool]:
    """Let the visitors of the step know how trying went. The step, and whether this is new."""
    trial = found(
        session.scalars(
            select(StepTrial)
            .join(ActionStep, ActionStep.id == StepTrial.step_id)
            .where(StepTrial.id == trial_id, ActionStep.person_id == actor.person_id)
        ).first()
    )
    step = queries.get_step(session, actor, trial.step_id)
    require(policy.can_reflect(actor, step.visit))
    if trial.shared_at is not None:
        return step, False
    trial.shared_at = at
    audit.record(session, actor, "step.trial_shared", step.id, about_person_id=step.person_id)
    return step, True


def _locked(session: Session, actor: Actor, step_id: uuid.UUID, *, closed_too: bool = False) -> ActionStep:
    """The actor's own step, held until the transaction ends; one that is closed is only looked at."""
    session.execute(select(ActionStep.id).where(ActionStep.id == step_id).with_for_update())
    step = queries.get_step(session, actor, step_id)
    require(policy.is_person(actor, step.visit))
    if step.state.is_closed and not closed_too:
        raise DomainError(f"This step was closed already: {step.state.label.lower()}. “{step.how_it_went}”")
    return step


def _note(
    session: Session,
    actor: Actor,
    step: ActionStep,
    move: StepMove,
    at: dt.datetime,
    *,
    reason: str = "",
    earlier: dict[str, str] | None = None,
) -> None:
    session.add(
        StepChange(step_id=step.id, by_id=actor.person_id, at=at, move=move, reason=reason, earlier=earlier or {})
    )
    if move is not StepMove.DECLINED:
        # Closing has its own line.
        audit.record(session, actor, f"step.{move.value}", step.id, about_person_id=step.person_id)
