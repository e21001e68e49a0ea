"""XLSX that no program will run, written row by row."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

ROWS_OF_A_SHEET = 1_048_576
# What Excel calls the paper.
_A4 = 9


class Workbook:
    """An XLSX file being written row by row; text stays text, whatever it begins with.

    ``with Workbook(target) as book: book.add_sheet("Summary", ["as_at", …], rows)``
    """

    def __init__(self, target: BinaryIO | str, title: str = "", on_every_page: str = "") -> None:
        """``title`` names the workbook; ``on_every_page`` stands at the head of each printed page, by its number."""
        # What writes XLSX stays out of a server until somebody asks for one.
        import xlsxwriter  # noqa: PLC0415  # see the line above

        self._on_every_page = on_every_page.replace("&", "&&")
        self._book = xlsxwriter.Workbook(
            target,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": "yyyy-mm-dd",
            },
        )
        if title:
            self._book.set_properties({"title": title})
        self._heading = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._one_decimal = self._book.add_format({"num_format": "0.0"})

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *exception: object) -> None:
        self._book.close()

    def add_sheet(
        self,
        name: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
        widths: Sequence[int] = (),
        rows_of_a_sheet: int = ROWS_OF_A_SHEET,
    ) -> None:
        """Write a sheet with a heading row; rows that pass a sheet's length go on in ``name 2``, ``name 3`` …"""
        remaining = iter(rows)
        number = 1
        row = next(remaining, None)
        while number == 1 or row is not None:
            sheet = self._new_sheet(name if number == 1 else f"{name} {number}", columns, widths)
            position = 1
            while row is not None and position < rows_of_a_sheet:
                for column, value in enumerate(row):
                    self._write(sheet, position, column, value)
                position += 1
                row = next(remaining, None)
            sheet.autofilter(0, 0, max(position - 1, 1), len(columns) - 1)
            number += 1

    def _new_sheet(self, name: str, columns: Sequence[str], widths: Sequence[int]) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        self._set_up_print(sheet, name)
        for column, heading in enumerate(columns):
            sheet.set_column(column, column, widths[column] if column < len(widths) else max(12, len(heading) + 2))
            sheet.write_string(0, column, heading, self._heading)
        return sheet

    def _set_up_print(self, sheet: Any, name: str) -> None:
        """A4 across, as wide as the sheet and as many pages as it takes, the headings on each."""
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.5)
        sheet.set_header(f"&L{name}&C{self._on_every_page}&RPage &P of &N")

    def _write(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), self._date)
        elif isinstance(value, Decimal):
            sheet.write_number(row, column, float(value), self._one_decimal)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value)
        else:
            sheet.write_string(row, column, str(value))
