"""What follows a visit: reflections, how trying went, what was done with the step, and what the cycle holds."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cpd.coaching.models import ActionStep, Focus, Reflection, StepChange, StepTrial, Visit
from cpd.coaching.pages.parts import STEP_FIELD_NAMES, TrialLine, trial_line
from cpd.coaching.rules.mechanisms import Cycle, CycleVisit, GroupFound, what_a_cycle_holds
from cpd.coaching.rules.steps import StepState
from cpd.coaching.rules.visits import VisitKind
from cpd.core.clock import LONDON


@dataclass(frozen=True)
class ReflectionLine:
    id: uuid.UUID
    text: str
    at: dt.datetime
    shared_at: dt.datetime | None


@dataclass(frozen=True)
class ChangeLine:
    """Something done with a step, why, and the words that stood there before: (field, earlier words)."""

    at: dt.datetime
    sentence: str
    reason: str
    earlier: tuple[tuple[str, str], ...]


def change_line(change: StepChange) -> ChangeLine:
    return ChangeLine(
        at=change.at,
        sentence=f"{change.by.name} {change.move.sentence}",
        reason=change.reason,
        earlier=tuple((STEP_FIELD_NAMES[name], text) for name, text in change.earlier.items() if text),
    )


@dataclass(frozen=True)
class AfterVisit:
    """What hangs on a visit besides its words."""

    reflections: tuple[ReflectionLine, ...]
    trials: tuple[TrialLine, ...]
    cycle: tuple[GroupFound, ...]


def after_visit(
    visit: Visit,
    *,
    reflections: Sequence[Reflection],
    trials: Sequence[StepTrial],
    focus: Focus | None,
    cycle: Sequence[Visit],
    cycle_trials: Sequence[StepTrial],
) -> AfterVisit:
    return AfterVisit(
        reflections=tuple(ReflectionLine(one.id, one.text, one.at, one.shared_at) for one in reflections),
        trials=tuple(trial_line(trial) for trial in trials),
        cycle=what_a_cycle_holds(
            Cycle(
                has_focus=focus is not None,
                visits=tuple(map(_cycle_visit, cycle)),
                trials=len(cycle_trials),
                reflections=len(reflections),
            )
        )
        if visit in cycle
        else (),
    )


def _cycle_visit(visit: Visit) -> CycleVisit:
    step = visit.step
    return CycleVisit(
        on=visit.visited_on,
        shared_on=visit.shared_at.astimezone(LONDON).date() if visit.shared_at else visit.visited_on,
        has_seen=bool(visit.seen),
        has_worked=bool(visit.worked),
        has_tags=bool(visit.look_fors),
        is_modelled=bool(visit.modelled or visit.modelled_minutes),
        is_rehearsed=bool(visit.rehearsed or visit.rehearsed_minutes) or visit.kind is VisitKind.REHEARSAL,
        is_answered=bool(visit.replies),
        is_by_two=visit.second_visitor_id is not None,
        **_of_step(step) if step is not None else {},
    )


def _of_step(step: ActionStep) -> dict[str, bool]:
    return {
        "has_step": True,
        "is_step_open": step.state is StepState.OPEN,
        "is_step_agreed": step.agreed_at is not None,
        "is_step_embedded": step.state is StepState.EMBEDDED,
        "is_step_from_library": step.library_step_id is not None,
        "has_cue": bool(step.cue),
        "has_plan": bool(step.tried_where),
    }
