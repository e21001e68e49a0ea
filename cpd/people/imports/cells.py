"""Reading the cells of one row: each bad one becomes a fault with its column and what stood there."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from cpd.core.dates import NotADate, parse_date
from cpd.core.tables import Fault, Row, Table
from cpd.people.rules import staff as rules

_TIME_OF_DAY = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")


class Cells:
    """The cells of a row as values. ``None`` is an empty cell or a bad one; bad ones are in ``faults``."""

    def __init__(self, table: Table, row: Row) -> None:
        self.number = row.number
        self.faults: list[Fault] = []
        self.row = row
        self._columns = table.columns

    def has(self, column: str) -> bool:
        """Whether the file has this column at all."""
        return column in self._columns

    def raw(self, column: str) -> str:
        """What stands in the cell."""
        return self.row[column]

    def fault(self, column: str, message: str, value: str | None = None) -> None:
        self.faults.append(Fault(self.number, column, self.row[column] if value is None else value, message))

    def text(self, column: str, longest: int, *, required: bool = False) -> str | None:
        value = self.row[column]
        if not value:
            if required:
                self.fault(column, "this is needed in every row")
            return None
        if len(value) > longest:
            self.fault(column, f"longer than {longest} characters")
            return None
        return value

    def date(self, column: str, *, required: bool = False) -> dt.date | None:
        value = self.text(column, 60, required=required)
        if value is None:
            return None
        try:
            return parse_date(_TIME_OF_DAY.sub("", value))
        except NotADate as fault:
            self.fault(column, str(fault))
            return None

    def number_up_to(
        self, column: str, highest: str, places: int, sentence: str, *, or_zero: bool = False
    ) -> Decimal | None:
        """A number above 0 (or from 0 on) and up to ``highest``."""
        value = self.text(column, 60)
        if value is None:
            return None
        read = rules.read_number(value)
        number = rules.rounded(read, places) if read is not None and read <= Decimal(highest) else None
        if number is None or not (number or or_zero):
            self.fault(column, sentence)
            return None
        return number

    def urn(self, column: str) -> int | None:
        """Six digits, as a spreadsheet may have written them (``190001.0``)."""
        value = self.text(column, 60, required=True)
        if value is None:
            return None
        match = re.fullmatch(r"([1-9]\d{5})(?:\.0+)?", value)
        if match is None:
            self.fault(column, "a URN has six digits")
            return None
        return int(match[1])

    def period(self, start_column: str, end_column: str) -> tuple[dt.date | None, dt.date | None]:
        """Two dates, the first of them required, the second not before the first."""
        start, end = self.date(start_column, required=True), self.date(end_column)
        return self._in_order(start, end, end_column)

    def open_period(self, start_column: str, end_column: str) -> tuple[dt.date | None, dt.date | None]:
        """Two dates, both of which may be empty, the second not before the first."""
        return self._in_order(self.date(start_column), self.date(end_column), end_column)

    def _in_order(
        self, start: dt.date | None, end: dt.date | None, end_column: str
    ) -> tuple[dt.date | None, dt.date | None]:
        if start is not None and end is not None and end < start:
            self.fault(end_column, f"before the start, {start.isoformat()}")
            return start, None
        return start, end


def shown(value: Any, names: Mapping[Any, str] | Callable[[Any], str] | None = None) -> str:
    """A value as a preview shows it."""
    if value is None:
        return ""
    if callable(names):
        return names(value)
    if names is not None:
        return names.get(value, "")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value).replace("_", " ") if isinstance(value, rules.StaffGroup) else str(value)
