"""The rows of an Excel file as tidy text (``spreadsheets.read_rows`` is the way in)."""

import datetime as dt
import io
import re
import zipfile
import zlib
from functools import lru_cache
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from cpd.core.spreadsheets import Unreadable, tidy_text

_UNPACKED_LIMIT = 600 * 1024 * 1024
# What a sheet may stretch over: one cell in its last corner would take more memory than there is.
_MOST_CELLS = 30_000_000
_FAR_COLUMN = re.compile(rb"\sr=[\"']([A-Z]{2,3})\d")
_FAR_ROW = re.compile(rb"\sr=[\"'][A-Z]{0,3}(\d{6,7})[\"']")
_LONGEST_PLACE = 32
# What every XLSX has, and no other file in the same wrapping (ODS, XLSB), whose size we could not see beforehand.
_XLSX_BOOK = "xl/workbook.xml"


def read_workbook(content: bytes, *, is_xlsx: bool, sheet: str | None = None) -> list[list[str]]:
    """The rows of one sheet, of the first that is to be seen unless one is named; ``is_xlsx`` says that the file is not
    one of the old form. Raises ``Unreadable``."""
    try:
        if is_xlsx:
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
