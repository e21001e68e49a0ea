"""How the figures of the trust's overview of coaching are worked out from counts."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# A post begun within this time makes somebody a new starter.
NEW_FOR = dt.timedelta(days=365)


def median_days(counts: Mapping[int, int]) -> float | None:
    """The middle of many numbers of days, given how often each occurs; between the two middle ones where even."""
    whole = sum(counts.values())
    if not whole:
        return None
    return (_place(counts, (whole - 1) // 2) + _place(counts, whole // 2)) / 2


def _place(counts: Mapping[int, int], place: int) -> int:
    for days, count in sorted(counts.items()):
        place -= count
        if place < 0:
            return days
    raise IndexError(place)


@dataclass(frozen=True)
class Reach:
    """How many of a group of people had a shared visit."""

    seen: int
    people: int


def added_up(parts: Iterable[Reach]) -> Reach:
    seen, people = 0, 0
    for part in parts:
        seen += part.seen
        people += part.people
    return Reach(seen, people)
