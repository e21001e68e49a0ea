"""A person's focus and steps."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cpd.coaching import policy
from cpd.coaching.models import ActionStep, Focus
from cpd.coaching.pages.parts import FocusLine, StepLine, focus_line, step_line
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
    is_mine: bool
    can_end: bool


def step_page(actor: Actor, step: ActionStep) -> StepPage:
    visit = step.visit
    return StepPage(
        step=step_line(step),
        visit_id=visit.id,
        visited_on=visit.visited_on,
        visitor=visit.visitor.name,
        person=visit.person.name,
        is_mine=policy.is_person(actor, visit),
        can_end=policy.can_end_step(actor, visit, step),
    )


def steps_page(actor: Actor, steps: Sequence[ActionStep]) -> tuple[StepPage, ...]:
    return tuple(step_page(actor, step) for step in steps)
