"""Values that several pages show."""

import datetime as dt
import uuid
from dataclasses import dataclass

from cpd.coaching.models import ActionStep, Focus, Visit
from cpd.coaching.rules.steps import StepState
from cpd.core.clock import LONDON

FIELD_NAMES = {
    "visited_on": "Date",
    "visited_at": "Time",
    "kind": "Kind",
    "seen": "What was seen and heard",
    "worked": "What worked",
    "step_text": "Action step",
    "check_back_on": "Check back on",
    "message": "Message",
    "look_for_ids": "Look-fors",
    "term_ids": "Words of the glossary",
    "library_step_id": "Step from the library",
}


@dataclass(frozen=True)
class VisitLine:
    """One visit in a list."""

    id: uuid.UUID
    kind: str
    visited_on: dt.date
    person: str
    visitor: str
    school: str
    saved_on: dt.date
    step: str | None


def visit_line(visit: Visit) -> VisitLine:
    return VisitLine(
        id=visit.id,
        kind=visit.kind.label,
        visited_on=visit.visited_on,
        person=visit.person.name,
        visitor=visit.visitor.name,
        school=visit.school.name,
        saved_on=visit.saved_at.astimezone(LONDON).date(),
        step=visit.step.text if visit.step else None,
    )


@dataclass(frozen=True)
class StepLine:
    id: uuid.UUID
    text: str
    check_back_on: dt.date | None
    is_open: bool
    state: str
    closed_on: dt.date | None
    how_it_went: str


def step_line(step: ActionStep) -> StepLine:
    return StepLine(
        id=step.id,
        text=step.text,
        check_back_on=step.check_back_on,
        is_open=step.state is StepState.OPEN,
        state=step.state.label,
        closed_on=step.closed_on,
        how_it_went=step.how_it_went,
    )


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
