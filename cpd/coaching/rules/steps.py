"""States of a step, what may follow what, and what else can be done with it."""

from enum import StrEnum


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
    REWORDED = "reworded"
    SWAPPED = "swapped"
    PARKED = "parked"
    TAKEN_UP = "taken_up"
    DECLINED = "declined"


class TrialOutcome(StrEnum):
    """How trying a step went, as its person says."""

    WENT = "went"
    PART = "part"
    NOT_YET = "not_yet"
