"""States of a step, what may follow what, what else can be done with it, and whether it is small enough to see."""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cpd.coaching.rules.phrases import Hint


class StepState(StrEnum):
    OPEN = "open"
    PARKED = "parked"
    EMBEDDED = "embedded"
    REPLACED = "replaced"
    LET_GO = "let_go"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()

    @property
    def is_closed(self) -> bool:
        return self not in (StepState.OPEN, StepState.PARKED)


_ENDS = frozenset({StepState.EMBEDDED, StepState.REPLACED, StepState.LET_GO})
STEP_MOVES: dict[StepState, frozenset[StepState]] = {
    StepState.OPEN: _ENDS | {StepState.PARKED, StepState.DECLINED},
    StepState.PARKED: _ENDS | {StepState.OPEN, StepState.DECLINED},
    StepState.EMBEDDED: frozenset(),
    StepState.REPLACED: frozenset(),
    StepState.LET_GO: frozenset(),
    StepState.DECLINED: frozenset(),
}


class StepMove(StrEnum):
    """What somebody did with a step before its end."""

    AGREED = "agreed"
    PLANNED = "planned"
    REWORDED = "reworded"
    SWAPPED = "swapped"
    PARKED = "parked"
    TAKEN_UP = "taken_up"
    DECLINED = "declined"
    # A visit was shared with a new step, and said what became of this one; it was taken back.
    SETTLED = "settled"
    REOPENED = "reopened"

    @property
    def sentence(self) -> str:
        """What was done, after somebody's name."""
        return _SENTENCES[self]


_SENTENCES = {
    StepMove.AGREED: "agreed to the step",
    StepMove.PLANNED: "wrote their own cue and plan",
    StepMove.REWORDED: "put the step into other words",
    StepMove.SWAPPED: "chose another step",
    StepMove.PARKED: "parked the step",
    StepMove.TAKEN_UP: "took the step up again",
    StepMove.DECLINED: "declined the step",
    StepMove.SETTLED: "closed the step when another was agreed",
    StepMove.REOPENED: "opened the step again, for the other visit was taken back",
}


class TrialOutcome(StrEnum):
    """How trying a step went, as its person says."""

    WENT = "went"
    PART = "part"
    NOT_YET = "not_yet"

    @property
    def label(self) -> str:
        return {TrialOutcome.WENT: "It went", TrialOutcome.PART: "In part", TrialOutcome.NOT_YET: "Not yet"}[self]


@dataclass(frozen=True)
class Settled:
    """What becomes of the open step when a new one is agreed: an end with a sentence, or both are kept knowingly."""

    state: StepState | None
    how_it_went: str = ""


KEEP_BOTH = Settled(None)

_VAGUE = re.compile(
    r"\b(?:improve|be more|be better|work on|focus on|think about|be aware of|try to|develop|consider|continue to"
    r"|make sure|ensure|more (?:engaging|confident|consistent|challenge))\b",
    re.IGNORECASE,
)
_MOST_WORDS = 35
_DAY_NAMES = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_SEE = "What would somebody see or hear? Name the action and the moment."
_ONE = "This may be more than one step. Which part comes first?"
_DAY = "{person} does not work on {day}: would another day suit better?"
_REHEARSE = "Can it be rehearsed {before}? Two minutes, out loud, is enough."


def hint_rules() -> dict[str, Any]:
    """What :func:`step_hints` goes by, for the page that says it while somebody types (static/js/step-hints.js)."""
    return {
        "vague": _VAGUE.pattern,
        "most_words": _MOST_WORDS,
        "day_names": _DAY_NAMES,
        "see": _SEE,
        "one": _ONE,
        "day": _DAY,
        "rehearse": _REHEARSE,
    }


def step_hints(
    text: str,
    person: str,
    check_back_on: dt.date | None,
    works_on: Collection[int],
    *,
    is_rehearsed: bool,
) -> list[Hint]:
    """Whether a step can be seen, and practised before its check-back. A soft hint: nothing is refused or kept."""
    if not text:
        return []
    found = [Hint(phrase, _SEE) for phrase in dict.fromkeys(match[0].lower() for match in _VAGUE.finditer(text))]
    if len(text.split()) > _MOST_WORDS:
        found.append(Hint("", _ONE))
    if check_back_on is not None and works_on and check_back_on.weekday() not in works_on:
        day = _DAY_NAMES[check_back_on.weekday()]
        found.append(Hint("", _DAY.format(person=person, day=day)))
    if not is_rehearsed:
        before = f"before {check_back_on.day} {check_back_on:%B}" if check_back_on else "together"
        found.append(Hint("", _REHEARSE.format(before=before)))
    return found
