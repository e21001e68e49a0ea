"""The three terms of a year, and counts that give nobody away: neither at once nor from two readings."""

import datetime as dt
from collections.abc import Hashable, Mapping, Set
from dataclasses import dataclass
from typing import TypeVar

from cpd.core.clock import LONDON

FEWEST = 5
Key = TypeVar("Key", bound=Hashable)
# The first day of each half-term; each ends where the next begins.
_HALVES = (
    ((1, 1), "Spring, first half"),
    ((2, 16), "Spring, second half"),
    ((4, 1), "Summer, first half"),
    ((6, 1), "Summer, second half"),
    ((9, 1), "Autumn, first half"),
    ((11, 1), "Autumn, second half"),
)


@dataclass(frozen=True)
class SchoolTerm:
    """A term by calendar months, which holds for every school whatever its own dates."""

    name: str
    starts_on: dt.date
    ends_on: dt.date

    @classmethod
    def of(cls, day: dt.date) -> "SchoolTerm":
        """The term that ``day`` falls in: autumn to December, spring to March, summer to August."""
        year = day.year
        if day.month >= 9:
            return cls("Autumn term", dt.date(year, 9, 1), dt.date(year, 12, 31))
        if day.month <= 3:
            return cls("Spring term", dt.date(year, 1, 1), dt.date(year, 3, 31))
        return cls("Summer term", dt.date(year, 4, 1), dt.date(year, 8, 31))

    def before(self) -> "SchoolTerm":
        return SchoolTerm.of(self.starts_on - dt.timedelta(days=1))

    def after(self) -> "SchoolTerm":
        return SchoolTerm.of(self.ends_on + dt.timedelta(days=1))


@dataclass(frozen=True)
class HalfTerm:
    """Half a term by calendar days, the same for every school whatever its own dates."""

    name: str
    starts_on: dt.date
    ends_on: dt.date

    @classmethod
    def of(cls, day: dt.date) -> "HalfTerm":
        starts = [dt.date(day.year, month, first) for (month, first), _ in _HALVES]
        index = max(number for number, start in enumerate(starts) if start <= day)
        last = starts[index + 1] if index + 1 < len(starts) else dt.date(day.year + 1, 1, 1)
        return cls(_HALVES[index][1], starts[index], last - dt.timedelta(days=1))

    def before(self) -> "HalfTerm":
        return HalfTerm.of(self.starts_on - dt.timedelta(days=1))


def counted_to(today: dt.date) -> dt.date:
    """The last Sunday before the week of ``today``: until when what visits hold is counted.

    Counted live, a tag could be told from two readings, before and after one visit. A week's visits come in together.
    """
    return today - dt.timedelta(days=today.weekday() + 1)


def end_of(day: dt.date) -> dt.datetime:
    """The midnight in England that ends a day."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), LONDON)


def protected(counts: Mapping[Key, int], of: Mapping[Key, int] | None = None) -> dict[Key, int | None]:
    """The counts as everybody may see them beside their total: ``None`` reads "fewer than 5".

    Where the hidden cells could be worked out from the rest, the next smallest is hidden too, until they cannot.

    ``of`` says of how many each count is, where that stands beside it. Those left over are then as few as those
    counted: "39 of 40" points at one, so a count is hidden too where one to four are left over. "40 of 40" is shown:
    what holds for everybody sets nobody apart.
    """
    left = {key: of[key] - count for key, count in counts.items()} if of else {}
    hidden = {key for key, count in counts.items() if is_small(count, of[key] if of else count)}
    while hidden and len(hidden) < len(counts) and (_can_be_worked_out(counts, hidden) or _are_alike(left, hidden)):
        hidden.add(min((key for key in counts if key not in hidden), key=lambda key: (counts[key], str(key))))
    return {key: None if key in hidden else count for key, count in counts.items()}


def _can_be_worked_out(counts: Mapping[Key, int], hidden: Set[Key]) -> bool:
    """Whether total minus shown leaves one possibility: a single cell, all nought, or all as large as can be hidden."""
    rest = sum(counts[key] for key in hidden)
    return len(hidden) == 1 or rest == 0 or rest == len(hidden) * (FEWEST - 1)


def _are_alike(left: Mapping[Key, int], hidden: Set[Key]) -> bool:
    """Whether those left over can be shared out one way: nobody, one each, or as many each as can be hidden."""
    rest = sum(left[key] for key in hidden) if left else -1
    return rest in {each * len(hidden) for each in (0, 1, FEWEST - 1)}


def is_small(count: int, of: int) -> bool:
    """Whether a count, or what is left over of the whole, points at somebody."""
    return count < FEWEST or 0 < of - count < FEWEST
