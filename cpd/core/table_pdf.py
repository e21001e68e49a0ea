"""A table of very many rows as a PDF/UA-1, landscape A4: one line a row, its headings on every page.

Fixed columns need no layout, so two thousand rows of twelve cells take about a second. Every page says its title, its
day, and which of how many it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cpd.core import clock
from cpd.core.pdf_file import Font, PdfFile, metadata, references, text_of

_WIDE, _HIGH, _MARGIN, _FOOT = 842.0, 595.0, 34.0, 30.0
_SIZE, _LINE = 7.5, 11.0
_INK, _PLUM, _SOFT, _RULE = "0.16 0.13 0.19 rg", "0.29 0.12 0.27 rg", "0.36 0.31 0.38 rg", "0.85 0.8 0.72 RG"


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and what it says to whoever listens, where that is more."""

    text: str
    said: str = ""


@dataclass(frozen=True)
class Table:
    """One table with its heading. The first cell of each row heads the row."""

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    # The last rows, set apart.
    foot: Sequence[Sequence[Cell]] = ()


@dataclass(frozen=True)
class Sheets:
    """The whole document."""

    title: str
    lead: Sequence[str]
    tables: Sequence[Table]
    trust: str
    # "As at Mon 23 November 2026": at the foot of every page.
    as_at: str
    # How wide the first column is, of the whole.
    first: float = 0.2


@dataclass
class _Page:
    number: int
    drawn: list[str] = field(default_factory=list)
    # The element of each marked piece, in order.
    marked: list[int] = field(default_factory=list)


class _Writer:
    def __init__(self, sheets: Sheets) -> None:
        self.sheets, self.file = sheets, PdfFile()
        self.plain, self.bold = Font(400), Font(700)
        self.tree, self.document, self.parent = (self.file.reserve() for _ in range(3))
        self.pages: list[_Page] = []
        self.y = 0.0
        self.heads = {scope: self.file.put(f"<</O/Table/Scope/{scope}>>") for scope in ("Column", "Row")}
        self.bookmarks: list[tuple[str, int, float]] = []

    @property
    def page(self) -> _Page:
        return self.pages[-1]

    def turn(self) -> None:
        self.pages.append(_Page(self.file.reserve()))
        self.y = _HIGH - _MARGIN

    def text(self, x: float, y: float, text: str, size: float, font: Font, ink: str = _INK) -> str:
        return f"BT {ink} /F{font.weight} {size} Tf {x:.1f} {y:.1f} Td {font.shown(text)} Tj ET"

    def aside(self, *drawn: str) -> None:
        """What belongs to the page and not to the document."""
        self.page.drawn.append("/Artifact BMC " + " ".join(drawn) + " EMC")

    def element(self, kind: str, parent: int, drawn: str, more: str = "") -> int:
        """A piece of text as an element of the structure."""
        mark, number = len(self.page.marked), self.file.reserve()
        self.file.put(f"<</S/{kind}/P {parent} 0 R/Pg {self.page.number} 0 R/K {mark}{more}>>", number)
        self.page.marked.append(number)
        self.page.drawn.append(f"/{kind} <</MCID {mark}>> BDC {drawn} EMC")
        return number

    def fitted(self, text: str, width: float, font: Font, size: float = _SIZE) -> str:
        """As much of it as fits; the rest is heard, and stands on the page of whoever looks."""
        if font.width(text, size) <= width:
            return text
        while text and font.width(f"{text}…", size) > width:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def write(self) -> bytes:
        self.turn()
        kids = [self._line("H1", self.sheets.title, 17, self.bold, _PLUM, 22)]
        kids += [self._line("P", line, 8.5, self.plain, _INK, 12) for line in self.sheets.lead]
        for table in self.sheets.tables:
            kids += self._table(table)
        self.file.put(f"<</S/Document/P {self.tree} 0 R/K[{references(kids)}]>>", self.document)
        return self._finish()

    def _line(self, kind: str, text: str, size: float, font: Font, ink: str, high: float) -> int:
        self.y -= high
        return self.element(kind, self.document, self.text(_MARGIN, self.y, text, size, font, ink))

    def _widths(self, columns: Sequence[str]) -> list[tuple[float, float]]:
        """Where each column begins and how wide it is."""
        whole = _WIDE - 2 * _MARGIN
        first = whole * self.sheets.first
        each = min((whole - first) / max(len(columns) - 1, 1), 110.0)
        return [(_MARGIN, first), *((_MARGIN + first + each * n, each) for n in range(len(columns) - 1))]

    def _wrapped(self, text: str, width: float) -> list[str]:
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.bold.width(longer, _SIZE - 0.5) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return [self.fitted(line, width, self.bold, _SIZE - 0.5) for line in lines[:7]]

    def _table(self, table: Table) -> list[int]:
        places = self._widths(table.columns)
        heads = [self._wrapped(name, width - 5) for name, (_, width) in zip(table.columns, places, strict=True)]
        high = max(map(len, heads)) * 8.0 + 6
        if self.y - high - 4 * _LINE - 30 < _FOOT + 14:
            self.turn()
        self.y -= 8
        heading = self._line("H2", table.heading, 11, self.bold, _PLUM, 14)
        self.y -= 5
        self.bookmarks.append((table.heading, self.page.number, self.y + 12))
        whole = self.file.reserve()
        rows = [self._headings(whole, table, heads, places, high)]
        set_in = [*((row, self.plain) for row in table.rows), *((row, self.bold) for row in table.foot)]
        for row, font in set_in:
            if self.y - _LINE < _FOOT + 14:
                self.turn()
                self._headings_again(table.heading, heads, places, high)
            rows.append(self._row(whole, row, places, font))
        self.file.put(f"<</S/Table/P {self.document} 0 R/K[{references(rows)}]>>", whole)
        return [heading, whole]

    def _headings(
        self, table_element: int, table: Table, heads: list[list[str]], places: list[tuple[float, float]], high: float
    ) -> int:
        row, cells = self.file.reserve(), []
        for lines, name, (x, _) in zip(heads, table.columns, places, strict=True):
            drawn = self._heading(lines, x)
            said = f"/A {self.heads['Column']} 0 R/ActualText {text_of(name)}"
            cells.append(self.element("TH", row, drawn, said))
        self._under_headings(high)
        return self.file.put(f"<</S/TR/P {table_element} 0 R/K[{references(cells)}]>>", row)

    def _headings_again(
        self, heading: str, heads: list[list[str]], places: list[tuple[float, float]], high: float
    ) -> None:
        """For the eye: which table goes on here, and its columns. A listener has heard both."""
        self.aside(self.text(_MARGIN, self.y - 4, f"{heading}, continued", 8.5, self.bold, _PLUM))
        self.y -= 10
        self.aside(*(self._heading(lines, x) for lines, (x, _) in zip(heads, places, strict=True)))
        self._under_headings(high)

    def _heading(self, lines: list[str], x: float) -> str:
        first = self.y - 8
        return " ".join(
            self.text(x, first - 8.0 * at, line, _SIZE - 0.5, self.bold, _PLUM) for at, line in enumerate(lines)
        )

    def _under_headings(self, high: float) -> None:
        self.y -= high
        self._rule(1.0, "0.29 0.12 0.27 RG")

    def _rule(self, thick: float, ink: str = _RULE) -> None:
        self.aside(f"{ink} {thick} w {_MARGIN} {self.y:.1f} m {_WIDE - _MARGIN} {self.y:.1f} l S")

    def _row(self, table: int, cells: Sequence[Cell], places: list[tuple[float, float]], font: Font) -> int:
        row, elements, base = self.file.reserve(), [], self.y - 8
        for at, (cell, (x, width)) in enumerate(zip(cells, places, strict=True)):
            text = self.fitted(cell.text, width - 4, font)
            said = cell.said or (cell.text if text != cell.text else "")
            more = (f"/A {self.heads['Row']} 0 R" if at == 0 else "") + (f"/ActualText {text_of(said)}" if said else "")
            elements.append(self.element("TD" if at else "TH", row, self.text(x, base, text, _SIZE, font), more))
        self.y -= _LINE
        self._rule(0.4)
        return self.file.put(f"<</S/TR/P {table} 0 R/K[{references(elements)}]>>", row)

    def _finish(self) -> bytes:
        file, sheets = self.file, self.sheets
        for at, page in enumerate(self.pages, 1):
            number = f"Page {at} of {len(self.pages)}"
            right = _WIDE - _MARGIN - self.plain.width(number, 8)
            left = " · ".join((sheets.title, sheets.as_at, sheets.trust))
            page.drawn.append(
                "/Artifact <</Type/Pagination/Subtype/Footer>> BDC "
                f"{self.text(_MARGIN, _FOOT, left, 8, self.plain, _SOFT)} "
                f"{self.text(right, _FOOT, number, 8, self.plain, _SOFT)} EMC"
            )
        fonts = f"/Font<</F400 {self.plain.put(file)} 0 R/F700 {self.bold.put(file)} 0 R>>"
        above = file.put(f"<</Type/Pages/Count {len(self.pages)}/Kids[{references(p.number for p in self.pages)}]>>")
        marks = []
        for at, page in enumerate(self.pages):
            held = file.stream("\n".join(page.drawn).encode("latin-1"))
            file.put(
                f"<</Type/Page/Parent {above} 0 R/MediaBox[0 0 {_WIDE:g} {_HIGH:g}]/Resources<<{fonts}>>"
                f"/Contents {held} 0 R/StructParents {at}/Tabs/S>>",
                page.number,
            )
            marks.append(f"{at}[{references(page.marked)}]")
        file.put(f"<</Nums[{' '.join(marks)}]>>", self.parent)
        file.put(
            f"<</Type/StructTreeRoot/K {self.document} 0 R/ParentTree {self.parent} 0 R"
            f"/ParentTreeNextKey {len(self.pages)}>>",
            self.tree,
        )
        return self._with_catalogue(above)

    def _with_catalogue(self, pages: int) -> bytes:
        file, sheets, now = self.file, self.sheets, clock.now()
        about = file.stream(
            metadata(sheets.title, sheets.trust, f"{now:%Y-%m-%dT%H:%M:%SZ}"), "/Type/Metadata/Subtype/XML"
        )
        root = file.put(
            f"<</Type/Catalog/Pages {pages} 0 R/Lang(en-GB)/MarkInfo<</Marked true>>/Metadata {about} 0 R"
            f"/ViewerPreferences<</DisplayDocTitle true>>/StructTreeRoot {self.tree} 0 R"
            f"/Outlines {self._outline()} 0 R>>"
        )
        info = file.put(f"<</Title {text_of(sheets.title)}/Author {text_of(sheets.trust)}>>")
        return file.whole(root, info)

    def _outline(self) -> int:
        top, numbers = self.file.reserve(), [self.file.reserve() for _ in self.bookmarks]
        for at, (title, page, y) in enumerate(self.bookmarks):
            before = f"/Prev {numbers[at - 1]} 0 R" if at else ""
            after = f"/Next {numbers[at + 1]} 0 R" if at + 1 < len(numbers) else ""
            goes = f"/Dest[{page} 0 R/XYZ {_MARGIN:g} {y:.1f} null]"
            self.file.put(f"<</Title {text_of(title)}/Parent {top} 0 R{goes}{before}{after}>>", numbers[at])
        ends = f"/First {numbers[0]} 0 R/Last {numbers[-1]} 0 R" if numbers else ""
        return self.file.put(f"<</Type/Outlines/Count {len(numbers)}{ends}>>", top)


def table_pdf(sheets: Sheets) -> bytes:
    """The file, PDF/UA-1."""
    return _Writer(sheets).write()
