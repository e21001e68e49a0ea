"""People by courses and schools by courses on paper: what stands in the cells of ``core.table_pdf``."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from cpd.core.table_pdf import Cell, Sheets, Table
from cpd.core.templating import long_day
from cpd.training.pages.coverage import Filters, Grid, Line
from cpd.training.pages.matrix import MatrixCell, MatrixPage

# So many columns at the most fit on a sheet beside the names; of more courses each table takes as many.
_DAYS_ABREAST, _FIGURES_ABREAST = 12, 7
# The font has no ticks: what is in date stands without a sign.
_SIGNS = {"soon": "~", "attention": "!", "late": "×", "waiting": "…"}
_KEY = (
    "A day alone: in date until then. ~ due soon: it ends then, within 60 days. ! out of date: it ended then.",
    "× overdue: it was due then. … not yet due: it is due by then. – not asked of them. Leave and exempt: not counted.",
)


def matrix_sheets(page: MatrixPage, trust: str) -> Sheets:
    """People down, school by school; under them what is counted."""
    return Sheets(
        title=f"Everybody and every course{f': {page.school.name}' if page.school else ''}",
        lead=(
            _said(page.filters) + (" Of the people managed by whoever printed this." if page.managed_only else ""),
            *_KEY,
            *_left_out(page),
            "This document names people. Please keep it out of sight, and shred it when it has been used.",
        ),
        tables=list(_of_people(page)),
        trust=trust,
        as_at=_as_at(page.filters),
        first=0.22,
    )


def _of_people(page: MatrixPage) -> Iterator[Table]:
    """Each school with all its courses, then the next; what is counted of all stands at the end."""
    parts = _parts(len(page.courses), _DAYS_ABREAST)
    for school, rows in groupby(page.rows.items, key=lambda row: row.person.school_name):
        people = list(rows)
        for part in parts:
            lines = [
                [Cell(f"{row.person.name}, {row.person.job_title}"), *(_standing(cell) for _, cell in row.cells[part])]
                for row in people
            ]
            foot = _counted(page.whole[part]) if page.school else ()
            yield Table(f"{school}{_which(part, parts)}", _columns("Name", page.courses[part]), lines, foot)
    if not page.school:
        for part in parts:
            columns = _columns("Counted once each", page.courses[part])
            yield Table(f"The whole trust{_which(part, parts)}", columns, (), _counted(page.whole[part]))


def _left_out(page: MatrixPage) -> list[str]:
    shown = len(page.rows.items)
    if shown >= page.rows.total:
        return []
    return [f"The first {shown:,} of {page.rows.total:,} people. The others are on the sheets of their own schools."]


def _columns(first: str, courses: Sequence[tuple[str, str]]) -> list[str]:
    return [first, *(title for _, title in courses)]


def _standing(cell: MatrixCell) -> Cell:
    sign = _SIGNS.get(cell.tone)
    return Cell(f"{sign} {cell.day}" if sign else cell.day, f"{cell.word}: {cell.day}")


def _counted(lines: Sequence[Line | None]) -> Sequence[Sequence[Cell]]:
    """Two rows: how many of how many, and in per cent; small figures are hidden as on the page."""
    return (
        [Cell("Trained, of those who count"), *(Cell(_trained(line)) for line in lines)],
        [Cell("In per cent"), *(Cell(_percent(line)) for line in lines)],
    )


def _trained(line: Line | None) -> str:
    if line is None or (not line.hidden and not line.counts.eligible):
        return "–"
    return line.hidden or f"{line.counts.trained:,} of {line.counts.eligible:,}"


def _percent(line: Line | None) -> str:
    if line is None or line.hidden or not line.counts.eligible:
        return "–"
    return f"{line.counts.coverage_percent}%"


def grid_sheets(page: Grid, trust: str) -> Sheets:
    """Schools down, courses across; under them the whole trust."""
    parts = _parts(len(page.courses), _FIGURES_ABREAST)
    tables = [
        Table(
            f"Trained, of those who count{_which(part, parts)}",
            _columns("School", page.courses[part]),
            [[Cell(row.name), *(_figure(line) for line in row.lines[part])] for row in page.rows.items],
            [[Cell("The whole trust"), *(_figure(line) for line in page.whole[part])]],
        )
        for part in parts
    ]
    lead = [_said(page.filters), "– not asked of anybody there."]
    if page.hides:
        lead.append("Figures of fewer than five people are hidden, and those from which they could be worked out.")
    return Sheets("Schools and courses", lead, tables, trust, _as_at(page.filters), first=0.26)


def _figure(line: Line | None) -> Cell:
    counted = _trained(line)
    return Cell(f"{counted} ({_percent(line)})" if _percent(line) != "–" else counted)


def _parts(count: int, most: int) -> list[slice]:
    """The courses in as few parts as fit, each of about as many."""
    parts = -(-count // most)
    each = -(-count // parts) if parts else 1
    return [slice(start, min(start + each, count)) for start in range(0, count, each)]


def _which(part: slice, parts: Sequence[slice]) -> str:
    return f", courses {part.start + 1} to {part.stop}" if len(parts) > 1 else ""


def _said(filters: Filters) -> str:
    return f"{filters.group_name}, {_as_at(filters).lower()[:1]}{_as_at(filters)[1:]}."


def _as_at(filters: Filters) -> str:
    return f"As at {long_day(filters.as_at)}"
