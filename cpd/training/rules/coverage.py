"""The rules of training status and coverage (contract.md section 2) on plain values.

A date that would lie beyond the calendar becomes its last day, so that no as-at date can make a rule fail.
"""

import datetime as dt
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

from cpd.core.dates import add_months

DUE_SOON_DAYS = 60


class Status(StrEnum):
    """In the order in which they are tried: the first that applies is the status."""

    EXEMPT = "exempt"
    ON_LEAVE = "on_leave"
    IN_DATE = "in_date"
    DUE_SOON = "due_soon"
    EXPIRED = "expired"
    NOT_YET_DUE = "not_yet_due"
    OVERDUE = "overdue"


TRAINED = frozenset({Status.IN_DATE, Status.DUE_SOON})
OUTSIDE_THE_FRACTION = frozenset({Status.EXEMPT, Status.ON_LEAVE})
NOT_TRAINED = frozenset(Status) - TRAINED - OUTSIDE_THE_FRACTION


class RenewalKind(StrEnum):
    NONE = "none"
    MONTHS = "months"
    ACADEMIC_YEAR = "academic_year"


@dataclass(frozen=True)
class Renewal:
    """How long a completion lasts that does not say so itself. ``renew_by`` is ``MM-DD``, never 02-29."""

    kind: RenewalKind = RenewalKind.NONE
    months: int | None = None
    renew_by: str | None = None

    def __post_init__(self) -> None:
        if (self.kind is RenewalKind.MONTHS) != (self.months is not None):
            raise ValueError("a renewal by months, and no other, says how many")
        if (self.kind is RenewalKind.ACADEMIC_YEAR) != (self.renew_by is not None):
            raise ValueError("a renewal by academic year, and no other, says by which day")
        if self.months is not None and self.months < 1:
            raise ValueError("a renewal lasts a month or more")
        if self.renew_by is not None:
            self._renew_by_in(2023)  # not a leap year, so that 02-29 is refused like 02-30

    def expires_on(self, completed_on: dt.date) -> dt.date | None:
        """The last day of a completion without a date of its own; None is never (rule 5).

        The later the completion, the later (or the same) the last day. ``Thresholds`` rests on it.
        """
        if self.kind is RenewalKind.NONE:
            return None
        if self.months is not None:
            last_month = completed_on.year * 12 + completed_on.month - 1 + self.months
            return dt.date.max if last_month >= dt.MAXYEAR * 12 + 11 else add_months(completed_on, self.months)
        first_of_september = dt.date(completed_on.year, 9, 1)
        year = completed_on.year if completed_on < first_of_september else completed_on.year + 1
        if year >= dt.MAXYEAR:
            return dt.date.max
        renew_by = self._renew_by_in(year)
        return renew_by if renew_by >= dt.date(year, 9, 1) else self._renew_by_in(year + 1)

    def _renew_by_in(self, year: int) -> dt.date:
        return dt.date.fromisoformat(f"{year:04d}-{self.renew_by}")


def plus_days(day: dt.date, days: int) -> dt.date:
    try:
        return day + dt.timedelta(days)
    except OverflowError:
        return dt.date.max


def minus_days(day: dt.date, days: int) -> dt.date:
    return dt.date.fromordinal(max(day.toordinal() - days, 1))


def soon_until(as_at: dt.date, within: int = DUE_SOON_DAYS) -> dt.date:
    """The last day of "within 60 days", or within so many as somebody asks for."""
    return plus_days(as_at, within)


class Held(NamedTuple):
    """A completion that counts. ``expires_on`` is its own or its renewal rule's; None is never."""

    completed_on: dt.date
    expires_on: dt.date | None


def how_long(one: Held) -> tuple[bool, dt.date, dt.date]:
    """The greater of two is valid longer, or as long and the later."""
    return one.expires_on is None, one.expires_on or dt.date.max, one.completed_on


def deciding(held: Iterable[Held]) -> Held | None:
    """Of the completions that count, the one valid longest; among equals the latest (rule 6)."""
    return max(held, key=how_long, default=None)


def refresher_counts(completed_on: dt.date, full_completed_on: Iterable[dt.date]) -> bool:
    """A refresher counts only after the full course on an earlier date (rule 4)."""
    return any(full < completed_on for full in full_completed_on)


def due_on(reached: Iterable[tuple[dt.date, dt.date, int]]) -> dt.date:
    """When the training is due (rule 3).

    One ``(started_on, effective_from, grace_days)`` for each pair of a post and a requirement in force that reaches it.
    """
    return min(
        plus_days(max(started_on, effective_from), grace_days) for started_on, effective_from, grace_days in reached
    )


def late_if_started_before(as_at: dt.date, effective_from: dt.date, grace_days: int) -> dt.date | None:
    """Through this requirement a post is overdue on ``as_at`` if it started before this day; None: not one can be.

    The same as ``as_at > due_on(...)`` of the pair, turned round so that a database need not reckon with days.
    """
    if plus_days(effective_from, grace_days) >= as_at:
        return None
    return minus_days(as_at, grace_days)


def status_of(as_at: dt.date, *, exempt: bool, away: bool, decides: Held | None, due: dt.date) -> Status:
    """The first status that applies to somebody in scope."""
    if exempt:
        return Status.EXEMPT
    if away:
        return Status.ON_LEAVE
    if decides is None:
        return Status.NOT_YET_DUE if as_at <= due else Status.OVERDUE
    if decides.expires_on is None or decides.expires_on > soon_until(as_at):
        return Status.IN_DATE
    return Status.DUE_SOON if decides.expires_on >= as_at else Status.EXPIRED


@dataclass(frozen=True)
class Thresholds:
    """A renewal rule seen from one as-at date.

    A completion without a date of its own is valid on that date if completed on ``valid_from`` or later, and for more
    than 60 days after it (or ``within``) if on ``in_date_from`` or later. None: no completion is.
    """

    valid_from: dt.date | None
    in_date_from: dt.date | None

    @classmethod
    def of(cls, renewal: Renewal, as_at: dt.date, within: int = DUE_SOON_DAYS) -> "Thresholds":
        today = as_at.toordinal()
        return cls(
            valid_from=_first_completion_lasting(renewal, today),
            in_date_from=_first_completion_lasting(renewal, today + within + 1),
        )


def _first_completion_lasting(renewal: Renewal, ordinal: int) -> dt.date | None:
    days = range(1, dt.date.max.toordinal() + 1)

    def last_day(day: int) -> int:
        expires_on = renewal.expires_on(dt.date.fromordinal(day))
        return expires_on.toordinal() if expires_on else days.stop + ordinal

    index = bisect_left(days, ordinal, key=last_day)
    return dt.date.fromordinal(days[index]) if index < len(days) else None


def coverage_percent(trained: int, eligible: int) -> Decimal | None:
    """Trained of eligible in per cent to one decimal, halves up; None where nobody is eligible."""
    if not eligible:
        return None
    return (Decimal(100 * trained) / eligible).quantize(Decimal("0.1"), ROUND_HALF_UP)


FEWEST_SHOWN = 5
ALL_GROUPS = "all"
# A figure for a course: a school (None: the trust) and a staff group (or all).
Cell = tuple[Hashable, str]
Line = tuple[str, Hashable]
_Ways = dict[Line | None, list[tuple[Line | None, Cell]]]


class Hidden(StrEnum):
    """Why a figure is not shown to somebody who may not see the names behind it."""

    FEW = "few"  # reads "fewer than 5"
    WITHHELD = "withheld"  # large enough, but a hidden one could be worked out from it


def hidden_cells(eligible: Mapping[Cell, int], known_schools: Collection[Hashable] = ()) -> dict[Cell, Hidden]:
    """Which of one course's figures a reader must not see, given all of them: each school, group and total.

    The cells of a course form a table with totals: the groups of a school add up to the school, the schools of a group
    to the trust. Whoever sees all but one cell of a line knows the last. Draw the lines of the table as points and each
    hidden cell as a way between its two: a hidden cell can be worked out exactly when it is a bridge, the only way
    from one to the other. So the next smallest cell beside every bridge is hidden, until there is none.

    ``known_schools`` are those whose names the reader may see: nothing of theirs is hidden, nor does it hide anything.
    Give the whole table even where a page shows a part, or two pages together would tell what neither does.
    """
    lines = Counter(line for cell in eligible for line in _lines_of(cell))
    hideable = [cell for cell in sorted(eligible, key=lambda cell: eligible[cell]) if cell[0] not in known_schools]
    hidden = {cell: Hidden.FEW for cell in hideable if eligible[cell] < FEWEST_SHOWN}
    while bridges := _bridges(_ways(hidden, lines)):
        shown = [cell for cell in hideable if cell not in hidden]
        if not shown:
            break
        more = set(_next_smallest(bridges, hidden, shown)) or {shown[0]}
        hidden |= dict.fromkeys(more, Hidden.WITHHELD)
    return hidden


def _lines_of(cell: Cell) -> tuple[Line, Line]:
    school, group = cell
    return ("school", school), ("group", group)


def _next_smallest(bridges: Iterable[Cell], hidden: Iterable[Cell], shown: Iterable[Cell]) -> Iterator[Cell]:
    """For each bridge the smallest cell still shown in a line where it is alone; if in none, in either."""
    hidden_in = Counter(line for cell in hidden for line in _lines_of(cell))
    smallest: dict[Line, tuple[int, Cell]] = {}
    for place, cell in enumerate(shown):
        for line in _lines_of(cell):
            smallest.setdefault(line, (place, cell))
    for bridge in bridges:
        beside = _lines_of(bridge)
        alone = [line for line in beside if hidden_in[line] == 1]
        candidates = [smallest[line] for line in alone or beside if line in smallest]
        if candidates:
            yield min(candidates)[1]


def _ways(cells: Iterable[Cell], lines: Mapping[Line, int]) -> _Ways:
    """From each line the ways to others. A line of one cell adds up to nothing: all such lines are one point."""
    ways: _Ways = defaultdict(list)
    for cell in cells:
        one, other = (line if lines[line] > 1 else None for line in _lines_of(cell))
        if one != other:
            ways[one].append((other, cell))
            ways[other].append((one, cell))
    return ways


def _bridges(ways: _Ways) -> set[Cell]:
    """The ways that lie on no closed way (Tarjan's low points, without recursion)."""
    found: set[Cell] = set()
    order: dict[Line | None, int] = {}
    low: dict[Line | None, int] = {}
    for start, onward in ways.items():
        if start in order:
            continue
        order[start] = low[start] = len(order)
        path: list[tuple[Line | None, Cell | None, Iterator[tuple[Line | None, Cell]]]] = [(start, None, iter(onward))]
        while path:
            point, came_by, untried = path[-1]
            for neighbour, cell in untried:
                if cell == came_by:
                    continue
                if neighbour in order:
                    low[point] = min(low[point], order[neighbour])
                    continue
                order[neighbour] = low[neighbour] = len(order)
                path.append((neighbour, cell, iter(ways[neighbour])))
                break
            else:
                path.pop()
                if path and came_by is not None:
                    before = path[-1][0]
                    low[before] = min(low[before], low[point])
                    if low[point] > order[before]:
                        found.add(came_by)
    return found
