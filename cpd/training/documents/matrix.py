"""People by courses and schools by courses on paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from cpd.core.templating import long_day
from cpd.training.pages.coverage import Filters, Grid, Line
from cpd.training.pages.matrix import MatrixCell, MatrixPage


@dataclass(frozen=True)
class Table:
    """One table with its heading. The first cell of each row heads the row; the last rows are set apart."""

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    foot: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Sheets:
    """The whole document."""

    title: str
    as_at: str
    lead: Sequence[str]
    tables: Sequence[Table]


# So many columns at the most fit on a sheet beside the names; of more courses each table takes as many.
_DAYS_ABREAST, _FIGURES_ABREAST = 12, 7
# The font has no ticks: what is in date stands without a sign.
_SIGNS = {"soon": "~", "attention": "!", "late": "×", "waiting": "…"}
_KEY = (
    "A day alone: in date until then. ~ due soon: it ends then, within 60 days. ! out of date: it ended then. "
    "× overdue: it was due then. … not yet due: it is due by then. – not asked of them. Leave and exempt: not counted."
)


def matrix_sheets(page: MatrixPage) -> Sheets:
    """The people of a school down, courses across; under them what is counted."""
    parts = _parts(len(page.courses), _DAYS_ABREAST)
    tables = [
        Table(
            f"Everybody{_which(part, parts)}",
            _columns("Name", page.courses[part]),
            [
                [f"{row.person.name}, {row.person.job_title}", *(_standing(cell) for _, cell in row.cells[part])]
                for row in page.rows.items
            ],
            _counted(page.whole[part]),
        )
        for part in parts
    ]
    whose = " Of the people managed by whoever printed this." if page.managed_only else ""
    return Sheets(
        f"Everybody and every course{f': {page.school.name}' if page.school else ''}",
        _as_at(page.filters),
        (
            f"{page.filters.group_name}.{whose}",
            _KEY,
            "This document names people. Please keep it out of sight, and shred it when it has been used.",
        ),
        tables,
    )


def _columns(first: str, courses: Sequence[tuple[str, str]]) -> list[str]:
    return [first, *(title for _, title in courses)]


def _standing(cell: MatrixCell) -> str:
    sign = _SIGNS.get(cell.tone)
    return f"{sign} {cell.day}" if sign else cell.day


def _counted(lines: Sequence[Line | None]) -> Sequence[Sequence[str]]:
    """Two rows: how many of how many, and in per cent; small figures are hidden as on the page."""
    return (
        ["Trained, of those who count", *(_trained(line) for line in lines)],
        ["In per cent", *(_percent(line) for line in lines)],
    )


def _trained(line: Line | None) -> str:
    if line is None or (not line.hidden and not line.counts.eligible):
        return "–"
    return line.hidden or f"{line.counts.trained:,} of {line.counts.eligible:,}"


def _percent(line: Line | None) -> str:
    if line is None or line.hidden or not line.counts.eligible:
        return "–"
    return f"{line.counts.coverage_percent}%"


def grid_sheets(page: Grid) -> Sheets:
    """Schools down, courses across; under them the whole trust."""
    parts = _parts(len(page.courses), _FIGURES_ABREAST)
    tables = [
        Table(
            f"Trained, of those who count{_which(part, parts)}",
            _columns("School", page.courses[part]),
            [[row.name, *(_figure(line) for line in row.lines[part])] for row in page.rows.items],
            [["The whole trust", *(_figure(line) for line in page.whole[part])]],
        )
        for part in parts
    ]
    lead = [f"{page.filters.group_name}.", "– not asked of anybody there."]
    if page.hides:
        lead.append("Figures of fewer than five people are hidden, and those from which they could be worked out.")
    return Sheets("Schools and courses", _as_at(page.filters), lead, tables)


def _figure(line: Line | None) -> str:
    counted = _trained(line)
    return f"{counted} ({_percent(line)})" if _percent(line) != "–" else counted


def _parts(count: int, most: int) -> list[slice]:
    """The courses in as few parts as fit, each of about as many."""
    parts = -(-count // most)
    each = -(-count // parts) if parts else 1
    return [slice(start, min(start + each, count)) for start in range(0, count, each)]


def _which(part: slice, parts: Sequence[slice]) -> str:
    return f", courses {part.start + 1} to {part.stop}" if len(parts) > 1 else ""


def _as_at(filters: Filters) -> str:
    return f"As at {long_day(filters.as_at)}"
