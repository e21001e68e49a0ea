"""Trust priorities: few enough that everybody can name them."""

import datetime as dt
from collections.abc import Collection

from cpd.core.errors import DomainError
from cpd.core.periods import covers, overlaps

MOST_AT_ONCE = 3
Span = tuple[dt.date, dt.date | None]


def most_at_once(spans: Collection[Span]) -> int:
    """How many of these are live together on the fullest day."""
    return max((sum(covers(start, end, day) for start, end in spans) for day, _ in spans), default=0)


def check_room(started_on: dt.date, ended_on: dt.date | None, others: Collection[Span]) -> None:
    """At most three live at once. Raises ``DomainError``."""
    if ended_on is not None and ended_on < started_on:
        raise DomainError("The last day comes before the first.", "ended_on")
    beside = [(max(start, started_on), end) for start, end in others if overlaps(started_on, ended_on, start, end)]
    if most_at_once(beside) >= MOST_AT_ONCE:
        raise DomainError(
            f"There are {MOST_AT_ONCE} priorities in these days already. End one of them first: more than "
            f"{MOST_AT_ONCE} are a list, and nobody remembers a list.",
            "started_on",
        )
