"""How many entries into a room were agreed to be too many, and since when nobody has been."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol


class Limit(Protocol):
    """So many entries of these kinds in a term, at most."""

    @property
    def name(self) -> str: ...

    @property
    def kind_codes(self) -> list[str]: ...

    @property
    def most_in_term(self) -> int: ...


@dataclass(frozen=True)
class Entered:
    """What somebody says about an entry that nobody logged; ``called`` where no kind fits."""

    entered_on: dt.date
    school_id: uuid.UUID
    kind_id: uuid.UUID | None
    called: str
    visitor: str


@dataclass(frozen=True)
class LimitWords:
    """What the development lead says about a limit."""

    name: str
    kind_codes: tuple[str, ...]
    most_in_term: int


@dataclass(frozen=True)
class AgainstLimit:
    """How many entries of a term fall under a limit."""

    name: str
    entries: int
    most: int

    @property
    def is_over(self) -> bool:
        return self.entries > self.most


def against_limits(limits: Iterable[Limit], by_kind: Mapping[str | None, int]) -> tuple[AgainstLimit, ...]:
    """``by_kind`` has the entries of one person in one term by the code of the kind; coaching is none of them."""
    return tuple(
        AgainstLimit(limit.name, sum(by_kind.get(code, 0) for code in set(limit.kind_codes)), limit.most_in_term)
        for limit in limits
    )
