"""A sheet of another system before anybody has said what its columns are: its own headings, private ones gone."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cpd.core.dates import NotADate, parse_date
from cpd.core.private_columns import is_private, tidy_heading
from cpd.core.spreadsheets import read_rows
from cpd.core.tables import BadHeadings, Fault, Layout, Row, Table, places_of, too_many_cells


@dataclass(frozen=True)
class RawTable:
    """Headings, each told apart from the others, and as the file has them; rows by the place of their heading."""

    heading_row: int
    headings: tuple[str, ...]
    as_typed: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    blank_rows: int
    dropped_columns: tuple[str, ...]
    faults: tuple[Fault, ...]

    def to_json(self) -> str:
        return json.dumps({"raw": True, **vars(self), "faults": [vars(fault) for fault in self.faults]})

    @classmethod
    def from_json(cls, text: str) -> "RawTable":
        kept = json.loads(text)
        return cls(
            kept["heading_row"],
            tuple(kept["headings"]),
            tuple(kept["as_typed"]),
            tuple((number, tuple(cells)) for number, cells in kept["rows"]),
            kept["blank_rows"],
            tuple(kept["dropped_columns"]),
            tuple(Fault(**fault) for fault in kept["faults"]),
        )

    @property
    def tidy_headings(self) -> frozenset[str]:
        return frozenset(map(tidy_heading, self.headings))

    def values(self, heading: str) -> list[str]:
        """The different texts under a heading, in the order of their coming."""
        place = self._place(heading)
        return list(dict.fromkeys(cells[place] for _, cells in self.rows if cells[place])) if place is not None else []

    def as_it_stands(self) -> Table:
        """Under its own headings, for the rows that are left out."""
        rows = (Row(number, dict(zip(self.headings, cells, strict=True))) for number, cells in self.rows)
        return Table(self.headings, tuple(rows), self.blank_rows, (), self.dropped_columns, self.faults)

    def by_layout(self, layout: Layout) -> Table:
        """Read by the headings that an import knows. Raises ``BadHeadings``."""
        places, ignored, _, faults = places_of(self.as_typed, layout, self.heading_row)
        if faults:
            raise BadHeadings(faults)
        return self._table(places, ignored)

    def by_names(self, columns: Mapping[str, str]) -> Table:
        """Read by names: our column, their heading. A heading that is not there leaves its column out."""
        found = {name: self._place(heading) for name, heading in columns.items()}
        places = {name: place for name, place in found.items() if place is not None}
        ignored = [heading for place, heading in enumerate(self.headings) if place not in places.values()]
        return self._table(places, ignored)

    def _table(self, places: Mapping[str, int], ignored: Sequence[str]) -> Table:
        rows = (Row(number, {name: cells[place] for name, place in places.items()}) for number, cells in self.rows)
        return Table(tuple(places), tuple(rows), self.blank_rows, tuple(ignored), self.dropped_columns, self.faults)

    def _place(self, heading: str) -> int | None:
        wanted = tidy_heading(heading)
        return next((place for place, text in enumerate(self.headings) if tidy_heading(text) == wanted), None)


def read_raw(content: bytes, sheet: str | None, read_as_known: Callable[[], Table]) -> RawTable | Table:
    """The sheet with its own headings.

    Where the first row looks like somebody's data and not like headings, nothing of the file is kept or shown: it is
    read by the headings that are known, and refused. Raises ``Unreadable``.
    """
    rows = read_rows(content, sheet)
    start = next((index for index, row in enumerate(rows) if any(row)), 0)
    heading = rows[start]
    if any(_is_data(text) for text in heading):
        return read_as_known()
    kept = [place for place, text in enumerate(heading) if text and not is_private(text)]
    faults: list[Fault] = []
    read: list[tuple[int, tuple[str, ...]]] = []
    blank = 0
    for number, row in enumerate(rows[start + 1 :], start + 2):
        if not any(row):
            blank += 1
        elif any(row[len(heading) :]):
            faults.append(too_many_cells(number))
        else:
            read.append((number, tuple(row[place] if place < len(row) else "" for place in kept)))
    dropped = [text for text in heading if text and is_private(text)]
    as_typed = tuple(heading[place] for place in kept)
    return RawTable(start + 1, _each_once(as_typed), as_typed, tuple(read), blank, tuple(dropped), tuple(faults))


def _each_once(headings: Sequence[str]) -> tuple[str, ...]:
    """A heading that comes again gets a number, so that each can be chosen."""
    seen: dict[str, int] = {}
    told = []
    for text in headings:
        key = tidy_heading(text)
        seen[key] = seen.get(key, 0) + 1
        told.append(text if seen[key] == 1 else f"{text} ({seen[key]})")
    return tuple(told)


def _is_data(text: str) -> bool:
    """A date, a number or an address is nobody's heading."""
    if re.fullmatch(r"[\d .,/:-]+", text) or "@" in text:
        return True
    try:
        parse_date(text)
    except NotADate:
        return False
    return True
