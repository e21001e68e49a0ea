"""Which of the fourteen mechanisms of effective professional development a cycle holds, and what is missing.

The fourteen and their four groups are those of the guidance report "Effective Professional Development" of the
Education Endowment Foundation (2021). Each is found in what the records hold, and in nothing else; the words are
our own.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cpd.standards.mechanisms import KNOWLEDGE, MOTIVATION, PRACTICE, TECHNIQUE

_SOON = dt.timedelta(days=3)


@dataclass(frozen=True)
class CycleVisit:
    """One visit of a cycle with its step, as far as the mechanisms look at it."""

    on: dt.date
    shared_on: dt.date
    has_seen: bool = False
    has_worked: bool = False
    has_tags: bool = False
    is_modelled: bool = False
    is_rehearsed: bool = False
    is_answered: bool = False
    is_by_two: bool = False
    has_step: bool = False
    is_step_open: bool = False
    is_step_agreed: bool = False
    is_step_embedded: bool = False
    is_step_from_library: bool = False
    has_cue: bool = False
    has_plan: bool = False


@dataclass(frozen=True)
class Cycle:
    """What was done since a focus began. Trials and reflections count as far as the reader may read them."""

    has_focus: bool
    visits: tuple[CycleVisit, ...]
    trials: int = 0
    reflections: int = 0

    def some(self, name: str) -> bool:
        return any(getattr(visit, name) for visit in self.visits)


@dataclass(frozen=True)
class Mechanism:
    """``held`` says what the cycle holds, ``missing`` what would add it."""

    held: str
    missing: str
    is_held: Callable[[Cycle], bool]


@dataclass(frozen=True)
class GroupFound:
    name: str
    held: tuple[str, ...]
    missing: tuple[str, ...]


def _one_step(cycle: Cycle) -> bool:
    return cycle.some("has_step") and sum(visit.is_step_open for visit in cycle.visits) <= 1


def _came_back(cycle: Cycle) -> bool:
    return len({visit.on for visit in cycle.visits}) > 1


def _praised_progress(cycle: Cycle) -> bool:
    """What worked was said once there was a step to have tried, or a step ended as embedded."""
    tried = [visit for number, visit in enumerate(cycle.visits) if any(one.has_step for one in cycle.visits[:number])]
    return cycle.some("is_step_embedded") or any(visit.has_worked for visit in tried)


def _prompt_feedback(cycle: Cycle) -> bool:
    return any(visit.has_seen and visit.shared_on - visit.on <= _SOON for visit in cycle.visits)


GROUPS: tuple[tuple[str, tuple[Mechanism, ...]], ...] = (
    (
        KNOWLEDGE,
        (
            Mechanism("One small step at a time", "Keep one step open, and end or park the rest", _one_step),
            Mechanism("Coming back to what was looked at before", "Visit again, and open on the last step", _came_back),
        ),
    ),
    (
        MOTIVATION,
        (
            Mechanism(
                "A focus or a step that both agreed",
                "Write a focus, or say yes to the step",
                lambda cycle: cycle.has_focus or cycle.some("is_step_agreed"),
            ),
            Mechanism(
                "Ideas with a source: look-fors and steps that say why they work",
                "Tick a look-for, or choose a step of the library",
                lambda cycle: cycle.some("has_tags") or cycle.some("is_step_from_library"),
            ),
            Mechanism(
                "Saying what worked, after something was tried",
                "Say what works now that did not before",
                _praised_progress,
            ),
        ),
    ),
    (
        TECHNIQUE,
        (
            Mechanism(
                "How to do it, step by step",
                "Look at the how-to of a step of the library together",
                lambda cycle: cycle.some("is_step_from_library"),
            ),
            Mechanism(
                "Talking about it with a colleague",
                "Reply to each other, or visit by two",
                lambda cycle: cycle.some("is_answered") or cycle.some("is_by_two"),
            ),
            Mechanism("Seeing it modelled", "Show it once, and note how", lambda cycle: cycle.some("is_modelled")),
            Mechanism("Hearing soon what was seen", "Share what was seen within three days", _prompt_feedback),
            Mechanism(
                "Rehearsing it", "Practise it out loud for two minutes", lambda cycle: cycle.some("is_rehearsed")
            ),
        ),
    ),
    (
        PRACTICE,
        (
            Mechanism("A cue of one's own", "Write a cue: when I …, I …", lambda cycle: cycle.some("has_cue")),
            Mechanism(
                "A plan of where and when to try it",
                "Say in which class and lesson it will be tried",
                lambda cycle: cycle.some("has_plan"),
            ),
            Mechanism(
                "Keeping an eye on oneself",
                "Say in one tap how trying it went",
                lambda cycle: bool(cycle.trials or cycle.reflections),
            ),
            Mechanism(
                "Trying it again, elsewhere or later",
                "Try it a second time, in another lesson",
                lambda cycle: cycle.trials > 1,
            ),
        ),
    ),
)


def what_a_cycle_holds(cycle: Cycle) -> tuple[GroupFound, ...]:
    """The four groups, each with what the cycle holds of it and what would add the rest."""
    return tuple(_found(name, mechanisms, cycle) for name, mechanisms in GROUPS)


def _found(name: str, mechanisms: Sequence[Mechanism], cycle: Cycle) -> GroupFound:
    return GroupFound(
        name,
        held=tuple(one.held for one in mechanisms if one.is_held(cycle)),
        missing=tuple(one.missing for one in mechanisms if not one.is_held(cycle)),
    )
