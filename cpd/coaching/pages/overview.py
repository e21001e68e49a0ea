"""The trust's overview of coaching: counts with their n and day, small ones hidden. No names, no words, no ranking."""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cpd.coaching.queries.overview import Activity, LookForUse, ReachPart
from cpd.coaching.rules.figures import FEWEST, HalfTerm, is_small, protected
from cpd.coaching.rules.overview import Reach, added_up, median_days
from cpd.people.models import StaffGroup

Key = TypeVar("Key", bound=Hashable)

FEW = f"fewer than {FEWEST}"


@dataclass(frozen=True)
class ActivityLine:
    """Counts of one time; a small one is a word."""

    name: str
    visits: str
    people: str
    ambassadors: str
    # Days from visit to share, and of how many visits; empty where too few.
    median: str
    shared: str


@dataclass(frozen=True)
class ReachLine:
    """A group of people: how many, and how many of them were visited, or a word."""

    name: str
    seen: int | None
    people: int


@dataclass(frozen=True)
class ReachTable:
    title: str
    lines: tuple[ReachLine, ...]


@dataclass(frozen=True)
class LookForTable:
    name: str
    # The Sunday until when they are counted.
    to: dt.date
    look_fors: tuple[LookForUse, ...]


@dataclass(frozen=True)
class OverviewPage:
    today: dt.date
    year: str
    activity: tuple[ActivityLine, ...]
    weeks: int
    # People supported for at least these weeks: (seen, people); empty where too few.
    rhythm: tuple[int, int] | None
    reach: tuple[ReachTable, ...]
    # The Sunday until when they are counted.
    reach_to: dt.date
    total: ReachLine
    look_fors: tuple[LookForTable, ...]


def activity_line(name: str, counts: Activity, days: dict[int, int]) -> ActivityLine:
    shared = sum(days.values())
    middle = median_days(days) if shared >= FEWEST else None
    return ActivityLine(
        name,
        _shown(counts.visits),
        _shown(counts.people),
        _shown(counts.ambassadors),
        "" if middle is None else f"{middle:g}",
        _shown(shared),
    )


def _shown(count: int) -> str:
    return f"{count:,}" if count >= FEWEST else FEW


def rhythm_figure(seen: int, people: int) -> tuple[int, int] | None:
    """Only where neither those seen nor those not seen are so few that somebody could be found among them."""
    return None if is_small(seen, people) else (seen, people)


def reach_tables(parts: Sequence[ReachPart]) -> tuple[ReachTable, ...]:
    schools = {part.school_id: part.school for part in parts}
    groups = {group: group.value.replace("_", " ").capitalize() for group in StaffGroup}
    return (
        ReachTable("Schools", _lines(parts, lambda part: part.school_id, schools)),
        ReachTable("Roles", _lines(parts, lambda part: part.staff_group, groups)),
        ReachTable(
            "Working patterns", _lines(parts, lambda part: part.is_part_time, {False: "Full time", True: "Part time"})
        ),
        ReachTable(
            "New starters",
            _lines(parts, lambda part: part.is_new, {True: "Began within 12 months", False: "Here for longer"}),
        ),
    )


def reach_total(parts: Sequence[ReachPart]) -> ReachLine:
    whole = added_up(Reach(part.seen, part.people) for part in parts)
    return ReachLine("All", None if is_small(whole.seen, whole.people) else whole.seen, whole.people)


def _lines(
    parts: Iterable[ReachPart], key_of: Callable[[ReachPart], Key], names: dict[Key, str]
) -> tuple[ReachLine, ...]:
    """A line for each name in its order, with small counts hidden, and the next smallest where one could be told."""
    found: dict[Key, list[Reach]] = {}
    for part in parts:
        found.setdefault(key_of(part), []).append(Reach(part.seen, part.people))
    reached = {key: added_up(of_key) for key, of_key in found.items()}
    shown = protected(
        {key: one.seen for key, one in reached.items()}, {key: one.people for key, one in reached.items()}
    )
    return tuple(ReachLine(name, shown[key], reached[key].people) for key, name in names.items() if key in reached)


def look_for_table(half_term: HalfTerm, to: dt.date, look_fors: Sequence[LookForUse]) -> LookForTable:
    return LookForTable(half_term.name, to, tuple(look_fors))
