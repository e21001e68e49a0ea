"""Choosing the look-for of the week."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cpd.coaching.queries import OfferedLine


@dataclass(frozen=True)
class StandardPart:
    """What may be chosen under one standard: each group by name with its look-fors."""

    name: str
    is_focus: bool
    groups: tuple[tuple[str, tuple[OfferedLine, ...]], ...]


def look_for_page(offered: Sequence[OfferedLine], focus_on: uuid.UUID | None) -> tuple[StandardPart, ...]:
    """The standard of one's focus first."""
    parts = [
        StandardPart(
            name=name,
            is_focus=standard_id == focus_on,
            groups=tuple((group, tuple(lines)) for group, lines in groupby(of_standard, lambda line: line.group)),
        )
        for (standard_id, name), of_standard in groupby(offered, lambda line: (line.standard_id, line.standard))
    ]
    return tuple(sorted(parts, key=lambda part: not part.is_focus))
