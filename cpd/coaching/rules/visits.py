"""Kinds and states of a visit, what may follow what, and what a visit needs before it is shared."""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from cpd.coaching.rules.steps import Settled
from cpd.core.errors import DomainError

WITHDRAW_WITHIN = dt.timedelta(hours=1)


class VisitKind(StrEnum):
    """All of them are coaching: their readers are fixed (roles.md)."""

    LESSON_VISIT = "lesson_visit"
    COACHING_CONVERSATION = "coaching_conversation"
    REHEARSAL = "rehearsal"
    CO_PLANNING = "co_planning"

    @property
    def label(self) -> str:
        return "Co-planning" if self is VisitKind.CO_PLANNING else self.value.replace("_", " ").capitalize()


class VisitState(StrEnum):
    DRAFT = "draft"
    SHARED = "shared"
    WITHDRAWN = "withdrawn"


VISIT_MOVES: dict[VisitState, frozenset[VisitState]] = {
    VisitState.DRAFT: frozenset({VisitState.SHARED}),
    VisitState.SHARED: frozenset({VisitState.WITHDRAWN}),
    VisitState.WITHDRAWN: frozenset(),
}


@dataclass(frozen=True)
class VisitWords:
    """What a visitor writes down: everything a form about a visit holds."""

    visited_on: dt.date
    kind: VisitKind
    visited_at: dt.time | None = None
    seen: str = ""
    worked: str = ""
    message: str = ""
    question: str = ""
    modelled: str = ""
    modelled_minutes: int | None = None
    rehearsed: str = ""
    rehearsed_minutes: int | None = None
    second_visitor_id: uuid.UUID | None = None
    look_for_ids: frozenset[uuid.UUID] = frozenset()
    term_ids: frozenset[uuid.UUID] = frozenset()
    library_step_id: uuid.UUID | None = None
    step_text: str = ""
    tried_where: str = ""
    check_back_on: dt.date | None = None
    check_back_at: dt.time | None = None

    @property
    def has_step(self) -> bool:
        """Whether anything of a step was written, if only its day."""
        return bool(self.step_text or self.tried_where or self.check_back_on or self.check_back_at)


def missing(words: VisitWords, person: str, *, has_open_step: bool) -> list[DomainError]:
    """What is still asked for before sharing with ``person``: each a sentence beside its field. Empty when ready."""
    asked: list[DomainError] = []
    if words.kind is VisitKind.LESSON_VISIT and not words.seen:
        asked.append(DomainError("Write down what you saw: a line or two with times is enough.", "seen"))
    if not words.worked:
        asked.append(DomainError(f"Say one thing that worked, so that {person} knows what to keep.", "worked"))
    if not words.step_text and not has_open_step:
        asked.append(DomainError("Agree one action step: choose one from the library or write your own.", "step_text"))
    if words.step_text and words.check_back_on is None:
        asked.append(DomainError("Say when you will check back on the step.", "check_back_on"))
    return asked


def unsettled(settled: Settled | None) -> list[DomainError]:
    """What is still asked for about the step that is open when a new one is agreed."""
    if settled is None:
        return [DomainError("Say what becomes of the step that is open: one at a time is easier.", "earlier")]
    if settled.state is not None and not settled.how_it_went:
        return [DomainError("Say in a sentence how the earlier step went.", "earlier_went")]
    return []


def check_dates(words: VisitWords, today: dt.date) -> None:
    """Refuse a visit that has not happened yet, and a check-back that is not after it."""
    if words.visited_on > today:
        raise DomainError("A visit is recorded once it has happened: the date is in the future.", "visited_on")
    if words.check_back_on is not None and words.check_back_on <= words.visited_on:
        raise DomainError("The check-back comes after the visit: choose a later date.", "check_back_on")


def may_withdraw(shared_at: dt.datetime, now: dt.datetime) -> bool:
    """A visit shared with the wrong person can be taken back within the hour."""
    return now - shared_at <= WITHDRAW_WITHIN
