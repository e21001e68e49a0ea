"""Spreadsheets in and out: the cells of a CSV or Excel file as tidy text, and CSV that no program will run.

Reading gives every row of the sheet, blank ones too, so that the position of a row is its number in a spreadsheet.
"""

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from cpd.core.errors import DomainError

_ZIP, _OLD_EXCEL, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",;\t"
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
        # What reads Excel files stays out of a server that nobody has handed one.
        from cpd.core.excel_rows import read_workbook  # noqa: PLC0415  # see the line above

        return read_workbook(content, is_xlsx=content.startswith(_ZIP), sheet=sheet)
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
