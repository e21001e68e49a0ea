"""Values that several pages show."""

import datetime as dt
import uuid
from dataclasses import dataclass

from cpd.coaching.models import ActionStep, Focus, StepTrial, Visit
from cpd.coaching.rules.steps import StepState

FIELD_NAMES = {
    "visited_on": "Date",
    "visited_at": "Time",
    "kind": "Kind",
    "seen": "What was seen and heard",
    "worked": "What worked",
    "question": "A question that probes",
    "modelled": "How the step was modelled",
    "modelled_minutes": "Minutes of modelling",
    "rehearsed": "How the step was rehearsed",
    "rehearsed_minutes": "Minutes of rehearsal",
    "second_visitor_id": "Who visited with you",
    "step_text": "Action step",
    "tried_where": "Where and when it will be tried",
    "check_back_on": "Check back on",
    "check_back_at": "Time of the check-back",
    "message": "Message",
    "look_for_ids": "Look-fors",
    "term_ids": "Words of the glossary",
    "library_step_id": "Step from the library",
}
STEP_FIELD_NAMES = {
    "step_text": FIELD_NAMES["step_text"],
    "cue": "Cue",
    "tried_where": FIELD_NAMES["tried_where"],
}


@dataclass(frozen=True)
class VisitLine:
    """One visit in a list."""

    id: uuid.UUID
    kind: str
    visited_on: dt.date
    person: str
    # Whoever visited: one name, or two.
    visitor: str
    is_by_two: bool
    school: str
    step: str | None


def visit_line(visit: Visit) -> VisitLine:
    return VisitLine(
        id=visit.id,
        kind=visit.kind.label,
        visited_on=visit.visited_on,
        person=visit.person.name,
        visitor=" and ".join(one.name for one in (visit.visitor, visit.second_visitor) if one),
        is_by_two=visit.second_visitor is not None,
        school=visit.school.name,
        step=visit.step.text if visit.step else None,
    )


@dataclass(frozen=True)
class StepLine:
    id: uuid.UUID
    text: str
    check_back_on: dt.date | None
    is_open: bool
    is_closed: bool
    state: str
    closed_on: dt.date | None
    how_it_went: str
    cue: str
    tried_where: str
    check_back_at: dt.time | None
    agreed_at: dt.datetime | None


def step_line(step: ActionStep) -> StepLine:
    return StepLine(
        id=step.id,
        text=step.text,
        check_back_on=step.check_back_on,
        is_open=step.state is StepState.OPEN,
        is_closed=step.state.is_closed,
        state=step.state.label,
        closed_on=step.closed_on,
        how_it_went=step.how_it_went,
        cue=step.cue,
        tried_where=step.tried_where,
        check_back_at=step.check_back_at,
        agreed_at=step.agreed_at,
    )


@dataclass(frozen=True)
class TrialLine:
    """How trying a step went. ``shared_at`` is empty while it is its person's alone."""

    id: uuid.UUID
    outcome: str
    note: str
    at: dt.datetime
    shared_at: dt.datetime | None


def trial_line(trial: StepTrial) -> TrialLine:
    return TrialLine(trial.id, trial.outcome.label, trial.note, trial.at, trial.shared_at)


def reader_names(visit: Visit, actor_id: uuid.UUID | None) -> list[str]:
    """Everybody who reads a shared visit, the reader first."""
    names = [
        ("you" if visit.person_id == actor_id else visit.person.name, visit.person_id),
        ("you" if visit.visitor_id == actor_id else f"{visit.visitor.name}, who visited", visit.visitor_id),
    ]
    if second := visit.second_visitor:
        names.append(("you" if second.id == actor_id else f"{second.name}, who visited as well", second.id))
    return [name for name, id_ in sorted(names, key=lambda pair: pair[1] != actor_id)]


@dataclass(frozen=True)
class FocusLine:
    id: uuid.UUID
    text: str
    standard_code: str | None
    standard: str | None
    started_on: dt.date
    ended_on: dt.date | None


def focus_line(focus: Focus | None) -> FocusLine | None:
    if focus is None:
        return None
    standard = focus.standard
    return FocusLine(
        id=focus.id,
        text=focus.text,
        standard_code=standard.code if standard else None,
        standard=standard.short if standard else None,
        started_on=focus.started_on,
        ended_on=focus.ended_on,
    )
