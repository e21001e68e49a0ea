"""The fourteen mechanisms of effective professional development, in their four groups.

They are those of the guidance report "Effective Professional Development" of the Education Endowment Foundation (2021);
the short names are our own. Coaching looks for them in what was done, training says which a course holds.
"""

from collections.abc import Collection, Iterable

from cpd.core.names import fold

KNOWLEDGE = "Building knowledge"
MOTIVATION = "Staying motivated"
TECHNIQUE = "Developing technique"
PRACTICE = "Making it last"

MECHANISMS: dict[str, tuple[str, ...]] = {
    KNOWLEDGE: ("Managing cognitive load", "Revisiting prior learning"),
    MOTIVATION: ("Agreeing on goals", "A credible source", "Affirmation after progress"),
    TECHNIQUE: ("Instruction in the technique", "Practical social support", "Modelling", "Feedback", "Rehearsal"),
    PRACTICE: ("Prompts and cues", "Action planning", "Self-monitoring", "Repetition in context"),
}
NAMES: tuple[str, ...] = tuple(name for names in MECHANISMS.values() for name in names)
_BY_FOLDED = {fold(name): name for name in NAMES}


def read_mechanism(text: str) -> str | None:
    """The mechanism of this name, without regard to case and hyphens."""
    return _BY_FOLDED.get(fold(text))


def in_order(names: Iterable[str]) -> list[str]:
    """These mechanisms in the order of the report."""
    chosen = set(names)
    return [name for name in NAMES if name in chosen]


def by_group(names: Collection[str]) -> list[tuple[str, list[str]]]:
    """Each of the four groups with those of its mechanisms that are among ``names``; empty: nothing of that group."""
    return [(group, [name for name in mechanisms if name in names]) for group, mechanisms in MECHANISMS.items()]
