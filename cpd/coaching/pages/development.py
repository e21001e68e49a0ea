"""A person's focus and steps."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cpd.coaching.models import ActionStep, Focus, StepTrial, Visit
from cpd.coaching.pages.conversation import ChangeLine, change_line
from cpd.coaching.pages.parts import (
    STEP_FIELD_NAMES,
    FocusLine,
    StepLine,
    TrialLine,
    focus_line,
    reader_names,
    step_line,
    trial_line,
)
from cpd.coaching.policy import visits as policy
from cpd.people.actor import Actor


@dataclass(frozen=True)
class FocusPage:
    can_write: bool
    live: FocusLine | None
    earlier: tuple[FocusLine, ...]
    ambassadors: tuple[str, ...]

    @property
    def readers(self) -> list[str]:
        return ["you", *(f"{name}, your ambassador" for name in self.ambassadors)]


def focus_page(actor: Actor, focuses: Sequence[Focus], ambassadors: Sequence[str]) -> FocusPage:
    lines = [line for line in map(focus_line, focuses) if line is not None]
    return FocusPage(
        can_write=policy.can_have_focus(actor),
        live=next((line for line in lines if line.ended_on is None), None),
        earlier=tuple(line for line in lines if line.ended_on is not None),
        ambassadors=tuple(ambassadors),
    )


@dataclass(frozen=True)
class StepPage:
    """One of the actor's own steps, or one they agreed: whose, from which visit, and between whom."""

    step: StepLine
    visit_id: uuid.UUID
    visited_on: dt.date
    visitor: str
    person: str
    second_visitor: str | None
    is_mine: bool
    can_end: bool
    readers: tuple[str, ...]


def step_page(actor: Actor, step: ActionStep) -> StepPage:
    visit = step.visit
    return StepPage(
        step=step_line(step),
        visit_id=visit.id,
        visited_on=visit.visited_on,
        visitor=visit.visitor.name,
        person=visit.person.name,
        second_visitor=visit.second_visitor.name if visit.second_visitor else None,
        is_mine=policy.is_person(actor, visit),
        can_end=policy.can_end_step(actor, visit, step),
        readers=tuple(reader_names(visit, actor.person_id)),
    )


@dataclass(frozen=True)
class OwnStepPage:
    """The visit under which its person writes down a step."""

    visit_id: uuid.UUID
    visited_on: dt.date
    visitor: str
    readers: tuple[str, ...]


def own_step_page(visit: Visit) -> OwnStepPage:
    return OwnStepPage(visit.id, visit.visited_on, visit.visitor.name, tuple(reader_names(visit, visit.person_id)))


@dataclass(frozen=True)
class OneStepPage:
    """A step by itself: how it stands, what its person did with it, and how trying it went."""

    about: StepPage
    can_shape: bool
    has_agreed: bool
    changes: tuple[ChangeLine, ...]
    trials: tuple[TrialLine, ...]


def one_step_page(actor: Actor, step: ActionStep, trials: Sequence[StepTrial]) -> OneStepPage:
    return OneStepPage(
        about=step_page(actor, step),
        can_shape=policy.can_shape_step(actor, step.visit, step),
        has_agreed=step.agreed_at is not None,
        changes=tuple(change_line(change) for change in reversed(step.changes)),
        trials=tuple(trial_line(trial) for trial in trials),
    )


def both_step_texts(step: ActionStep, typed: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """For a stale form about a step: each text that was saved otherwise meanwhile."""
    names = {"text": "step_text", "cue": "cue", "tried_where": "tried_where"}
    return tuple(
        (STEP_FIELD_NAMES[named], getattr(step, name) or "(empty)")
        for name, named in names.items()
        if getattr(step, name) != typed[name]
    )


def steps_page(actor: Actor, steps: Sequence[ActionStep]) -> tuple[StepPage, ...]:
    return tuple(step_page(actor, step) for step in steps)
