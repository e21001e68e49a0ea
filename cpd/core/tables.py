"""A sheet as a table: headings matched to the columns an import knows, private ones gone, rows as named texts."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cpd.core.private_columns import is_private, tidy_heading
from cpd.core.spreadsheets import Unreadable, read_rows

_SHOWN_VALUE = 80


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a file: where, in which column, what stood there, and a sentence about it."""

    row: int
    column: str
    value: str
    message: str

    def line(self, file: str) -> str:
        """``FILE:ROW: COLUMN 'VALUE': what is wrong``, on one line whatever the value holds."""
        value = " ".join(self.value.split())
        shown = value if len(value) <= _SHOWN_VALUE else value[: _SHOWN_VALUE - 1] + "…"
        return f"{file}:{self.row}: {self.column} '{shown}': {self.message}"


class BadHeadings(Unreadable):
    """The file cannot be told apart by its headings: each column that is missing or there twice is a fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.column}: {fault.message}" for fault in faults), faults[0].row)
        self.faults = tuple(faults)


def faults_of(error: Unreadable) -> tuple[Fault, ...]:
    """A file that cannot be read, as faults."""
    return error.faults if isinstance(error, BadHeadings) else (Fault(error.row, "file", "", error.message),)


@dataclass(frozen=True)
class Column:
    """A column an import knows, and the other headings it goes by; headings nearer the front are preferred."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False

    @property
    def headings(self) -> list[str]:
        return list(dict.fromkeys(tidy_heading(text) for text in (self.name, *self.aliases)))


@dataclass(frozen=True)
class Layout:
    """The columns of one kind of file. ``drops`` names further columns that are never read."""

    columns: tuple[Column, ...]
    drops: Callable[[str], bool] = field(default=lambda heading: False)


@dataclass(frozen=True)
class Row:
    """One row by column name; a column that the file lacks reads as empty."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """A file that has been read: known columns only. ``faults`` are rows with more cells than headings."""

    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    blank_rows: int = 0
    ignored_columns: tuple[str, ...] = ()
    dropped_columns: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    def to_json(self) -> str:
        return json.dumps(
            {
                "columns": self.columns,
                "rows": [[row.number, *(row[name] for name in self.columns)] for row in self.rows],
                "blank_rows": self.blank_rows,
                "ignored_columns": self.ignored_columns,
                "dropped_columns": self.dropped_columns,
                "faults": [[fault.row, fault.column, fault.value, fault.message] for fault in self.faults],
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> "Table":
        kept = json.loads(text)
        columns = tuple(kept["columns"])
        return cls(
            columns=columns,
            rows=tuple(Row(number, dict(zip(columns, cells, strict=True))) for number, *cells in kept["rows"]),
            blank_rows=kept["blank_rows"],
            ignored_columns=tuple(kept["ignored_columns"]),
            dropped_columns=tuple(kept["dropped_columns"]),
            faults=tuple(Fault(*fault) for fault in kept["faults"]),
        )


def read_table(content: bytes, sheet: str | None, choose_layout: Callable[[set[str]], Layout]) -> Table:
    """Read a file into a table. ``choose_layout`` is given the tidied headings.

    Raises ``Unreadable``, or ``BadHeadings`` with every column at fault; nothing else of such a file is ever shown, for
    what stands in its first row may be somebody's data.
    """
    rows = read_rows(content, sheet)
    start = next((index for index, row in enumerate(rows) if any(row)), 0)
    heading = rows[start]
    layout = choose_layout({tidy_heading(text) for text in heading})
    places, ignored, dropped, bad_headings = places_of(heading, layout, start + 1)
    if bad_headings:
        raise BadHeadings(bad_headings)
    faults: list[Fault] = []
    kept: list[Row] = []
    blank = 0
    for number, row in enumerate(rows[start + 1 :], start + 2):
        if not any(row):
            blank += 1
        elif any(row[len(heading) :]):
            faults.append(too_many_cells(number))
        else:
            kept.append(Row(number, {name: row[at] if at < len(row) else "" for name, at in places.items()}))
    return Table(tuple(places), tuple(kept), blank, tuple(ignored), tuple(dropped), tuple(faults))


def too_many_cells(number: int) -> Fault:
    """Cells that have slipped may stand under any heading, so no value is shown."""
    return Fault(number, "row", "", "there are more cells than headings; text with a comma needs quotation marks")


def places_of(
    heading: Sequence[str], layout: Layout, number: int
) -> tuple[dict[str, int], list[str], list[str], list[Fault]]:
    """Where each known column stands, the headings ignored and dropped, and what is wrong with the heading row."""
    tidy = [tidy_heading(text) for text in heading]
    places: dict[str, int] = {}
    faults: list[Fault] = []
    for column in layout.columns:
        known = [name for name in column.headings if name in tidy]
        if known:
            places[column.name] = tidy.index(known[0])
            if tidy.count(known[0]) > 1:
                faults.append(Fault(number, column.name, "", "there are two columns with this heading; keep one"))
        elif column.required:
            faults.append(Fault(number, column.name, "", "the file has no such column, and every row needs it"))
    others = [text for at, text in enumerate(heading) if at not in places.values() and text]
    dropped = [text for text in others if is_private(text) or layout.drops(text)]
    ignored = [text for text in others if text not in dropped]
    return dict(sorted(places.items(), key=lambda item: item[1])), ignored, dropped, faults


def rejected_rows(table: Table, faults: Sequence[Fault]) -> Iterator[list[str]]:
    """The rows with something wrong, as a file to put right and import again: number, known columns, reasons."""
    reasons: dict[int, list[str]] = {}
    for fault in faults:
        reasons.setdefault(fault.row, []).append(f"{fault.column}: {fault.message}")
    cells = {row.number: row for row in table.rows}
    yield ["row", *table.columns, "what is wrong"]
    for number in sorted(reasons):
        row = cells.get(number, Row(number, {}))
        yield [str(number), *(row[name] for name in table.columns), "; ".join(reasons[number])]
