"""Spreadsheets in and out: the cells of a CSV or Excel file as tidy text, and CSV and XLSX that no program will run.

Reading gives every row of the sheet, blank ones too, so that the position of a row is its number in a spreadsheet.
"""

import csv
import datetime as dt
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, BinaryIO

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from cpd.core.errors import DomainError

ROWS_OF_A_SHEET = 1_048_576
_UNPACKED_LIMIT = 600 * 1024 * 1024
# What a sheet may stretch over: one cell in its last corner would take more memory than there is.
_MOST_CELLS = 30_000_000
_FAR_COLUMN = re.compile(rb"\sr=[\"']([A-Z]{2,3})\d")
_FAR_ROW = re.compile(rb"\sr=[\"'][A-Z]{0,3}(\d{6,7})[\"']")
_LONGEST_PLACE = 32
# What every XLSX has, and no other file in the same wrapping (ODS, XLSB), whose size we could not see beforehand.
_XLSX_BOOK = "xl/workbook.xml"
_ZIP, _OLD_EXCEL, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",;\t"
# What Excel calls the paper.
_A4 = 9
_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Text that stands in a CSV file as it is.
_PLAIN = re.compile(r"\w[^,\"\r\n]*")
# Soft hyphens, zero-width and direction marks, and control characters other than white space.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


class Unreadable(DomainError):
    """The file is not one we can read; the message says why and what to do, and holds nothing of its content."""

    def __init__(self, message: str, row: int = 1) -> None:
        super().__init__(message, "file")
        self.row = row


def tidy_text(text: str) -> str:
    """One form of each character, no invisible ones, and single spaces (a no-break space is a space)."""
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def read_rows(content: bytes, sheet: str | None = None) -> list[list[str]]:
    """The rows of a CSV file (UTF-8, UTF-16 with a mark, or Windows-1252) or of one sheet of an Excel file.

    What the file is called does not matter, its first bytes do. Raises ``Unreadable``.
    """
    if not content.strip():
        raise Unreadable("the file is empty")
    if content.startswith(_PDF):
        raise Unreadable("this is a PDF; save the list as CSV or XLSX and choose that file")
    if content.startswith((_ZIP, _OLD_EXCEL)):
        return _workbook_rows(content, sheet)
    if sheet is not None:
        raise Unreadable("a CSV file has no sheets; leave the sheet out, or give the Excel file")
    return _csv_rows(_decoded(content))


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF_16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not tidy_text(text):
            raise Unreadable("the file is empty")
        if "\x00" not in text:
            return text
    raise Unreadable("this is not a spreadsheet or CSV file; save the list as CSV or XLSX and choose that file")


def _csv_rows(text: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        rows.extend([tidy_text(cell) for cell in row] for row in reader)
    except csv.Error:
        raise Unreadable("the quotation marks in this row do not match", len(rows) + 1) from None
    return rows


def _delimiter(text: str) -> str:
    """The sign that parts the first row that says anything into most cells; commas win a draw."""

    def cells(sign: str) -> int:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
        try:
            return len(next((row for row in rows if any(map(str.strip, row))), ()))
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=cells)


def _workbook_rows(content: bytes, sheet: str | None) -> list[list[str]]:
    try:
        if content.startswith(_ZIP):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED_LIMIT:
                    raise Unreadable("the workbook is too large; save the one sheet that is needed as CSV")
                if _XLSX_BOOK not in archive.namelist():
                    raise Unreadable("this is not an XLSX file; open it and save it again as XLSX or CSV")
                _refuse_far_cells(archive)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_name(_sheet_name(book, sheet)).to_python(skip_empty_area=False)
    except PasswordError:
        raise Unreadable("the workbook has a password; save it without one") from None
    except (CalamineError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):
        raise Unreadable("this is not an Excel file that can be read; open it and save it again as XLSX") from None
    texts = [[_cell_text(cell) for cell in row] for row in rows]
    while texts and not any(texts[-1]):
        texts.pop()
    if not texts:
        raise Unreadable("the sheet is empty")
    return texts


def _refuse_far_cells(archive: zipfile.ZipFile) -> None:
    """Refuse an XLSX whose cells lie so far apart that the empty ones between them would fill the memory."""
    for name in archive.namelist():
        if not (name.startswith("xl/worksheets/") and name.endswith(".xml")):
            continue
        width, height, tail = 26, 99_999, b""
        with archive.open(name) as sheet:
            while piece := sheet.read(1024 * 1024):
                text = tail + piece
                width = max(width, *map(_column_number, _FAR_COLUMN.findall(text)), 0)
                height = max(height, *map(int, _FAR_ROW.findall(text)), 0)
                tail = text[-_LONGEST_PLACE:]
        if width * height > _MOST_CELLS:
            raise Unreadable("there is a cell far away from the list; save the list alone as CSV, or in a new workbook")


@lru_cache(maxsize=1024)
def _column_number(letters: bytes) -> int:
    """``AA`` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _sheet_name(book: CalamineWorkbook, wanted: str | None) -> str:
    if wanted is None:
        for entry in book.sheets_metadata:
            if entry.typ == SheetTypeEnum.WorkSheet and entry.visible == SheetVisibleEnum.Visible:
                return entry.name
        raise Unreadable("the workbook has no sheet with cells")
    for name in book.sheet_names:
        if name.casefold().strip() == wanted.casefold().strip():
            return name
    raise Unreadable(f"there is no sheet named {wanted}; the workbook has {', '.join(book.sheet_names)}")


def _cell_text(cell: Any) -> str:
    """What a cell of a workbook says: dates as ``2026-11-23``, whole numbers without ``.0``."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return tidy_text(str(cell))


def safe_cell(value: Any) -> str:
    """The text of one CSV cell; an apostrophe goes before text that a spreadsheet would run as a formula."""
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    is_number = isinstance(value, int | float | Decimal)
    return "'" + text if text.startswith(_RUN_AS_FORMULA) and not is_number else text


def csv_cell(text: str) -> str:
    """One cell of a CSV row, as ``write_csv`` writes it in a row of several."""
    return text if _PLAIN.fullmatch(text) else csv_cells((text, ""))[:-1]


def csv_cells(values: Iterable[Any]) -> str:
    """Some cells of a CSV row, as ``write_csv`` writes them, without the end of the row."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="", quoting=csv.QUOTE_MINIMAL).writerow([safe_cell(value) for value in values])
    return buffer.getvalue()


def write_csv(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A CSV file in pieces: UTF-8 with BOM, CRLF after every row, quotes only where needed, formulas harmless."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    # Schools, courses and dates stand in thousands of rows. Typed, since Decimal("100.0") equals 100.
    cell = lru_cache(maxsize=8192, typed=True)(safe_cell)
    buffer.write("\ufeff")
    for number, row in enumerate(rows, 1):
        writer.writerow(list(map(cell, row)))
        if number % 500 == 0:
            yield _taken_from(buffer)
    yield _taken_from(buffer)


def _taken_from(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece


class Workbook:
    """An XLSX file being written row by row; text stays text, whatever it begins with.

    ``with Workbook(target) as book: book.add_sheet("Summary", ["as_at", …], rows)``
    """

    def __init__(self, target: BinaryIO | str, title: str = "", on_every_page: str = "") -> None:
        """``title`` names the workbook; ``on_every_page`` stands at the head of each printed page, by its number."""
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
