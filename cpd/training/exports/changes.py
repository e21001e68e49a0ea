"""What has changed in the facts since a coverage file was made: its rows against today's reckoning of the same day."""

import csv
import io
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from cpd.core.spreadsheets import read_rows
from cpd.training.exports import coverage as exports
from cpd.training.exports.files import BOTH
from cpd.training.models import KeptExport
from cpd.training.policy import exports as export_policy
from cpd.training.queries.kept_exports import read_kept_file
from cpd.training.queries.people import read_people
from cpd.training.queries.shown import figures_known_to

# More rows than these are not compared on a page; a school's own file has fewer.
MOST_ROWS = 200_000
SUMMARY, PEOPLE = "summary", "people"
_KEYS = {
    SUMMARY: ("level", "school_urn", "staff_group", "course_code"),
    PEOPLE: ("school_urn", "staff_code", "course_code"),
}
# What a row is about, beside its key; the same facts need not be compared word by word.
_COMPARED = {
    SUMMARY: exports.SUMMARY_COLUMNS[7:],
    PEOPLE: ("staff_group", "job_title", "status", "completed_on", "expires_on", "due_on"),
}


class Change(StrEnum):
    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference:
    """A row that is not as it was: what it is about, and for each column what it said and says."""

    sheet: str
    change: Change
    row: dict[str, str]
    columns: tuple[tuple[str, str, str], ...] = ()


def can_compare(export: KeptExport) -> bool:
    return export.rows <= MOST_ROWS


def list_differences(session: Session, export: KeptExport) -> list[Difference]:
    """Everything that is different today, figures before names, in the order of the file."""
    found: list[Difference] = []
    for sheet, kept in _kept_sheets(session, export).items():
        now = _now(session, export, sheet, kept)
        found += _differences(sheet, kept, now)
    return found


Row = dict[str, str]


def _kept_sheets(session: Session, export: KeptExport) -> dict[str, list[Row]]:
    content = b"".join(read_kept_file(session, export.id))
    if export.level != BOTH:
        return {export.level: _rows_of_csv(content)}
    sheets = {SUMMARY: read_rows(content, "Summary"), PEOPLE: read_rows(content, "People")}
    return {
        sheet: [dict(zip(rows[0], map(_as_in_csv, rows[0], row), strict=True)) for row in rows[1:]]
        for sheet, rows in sheets.items()
    }


def _as_in_csv(column: str, cell: str) -> str:
    """A percentage in a workbook is a number, which does not keep its ``.0``."""
    return f"{float(cell):.1f}" if column == "coverage_percent" and cell else cell


def _rows_of_csv(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _now(session: Session, export: KeptExport, sheet: str, kept: Sequence[Row]) -> list[Row]:
    """Today's reckoning of the same day, as far as the file went."""
    held = export.narrowed_to.get(export_policy.NAMES, export_policy.EVERYBODY)
    school = uuid.UUID(export.narrowed_to["school_id"]) if "school_id" in export.narrowed_to else None
    managed = held == export_policy.MANAGED
    known = None if held == export_policy.EVERYBODY else frozenset(map(uuid.UUID, () if managed else held.split()))
    if sheet == SUMMARY:
        figures = figures_known_to(session, known, export.as_at, school_id=school)
        return _rows_of_csv(b"".join(exports.summary_csv(figures)))
    schools = known if school is None else {school}
    if schools is not None and not schools:
        return []
    rows = _rows_of_csv(b"".join(exports.people_csv(read_people(session, export.as_at, school_ids=schools))))
    if known is not None and school is not None and school not in known:
        # A file of the people somebody managed then, without those who were not counted.
        people = {row["staff_code"] for row in kept}
        return [row for row in rows if row["staff_code"] in people and row["status"] not in ("on_leave", "exempt")]
    return rows


def _differences(sheet: str, kept: Sequence[Row], now: Iterable[Row]) -> list[Difference]:
    today = {_key(sheet, row): row for row in now}
    found = []
    for row in kept:
        other = today.pop(_key(sheet, row), None)
        if other is None:
            found.append(Difference(sheet, Change.GONE, row))
            continue
        columns = tuple((name, row[name], other[name]) for name in _COMPARED[sheet] if row[name] != other[name])
        if columns:
            found.append(Difference(sheet, Change.CHANGED, other, columns))
    return found + [Difference(sheet, Change.ADDED, row) for row in today.values()]


def _key(sheet: str, row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in _KEYS[sheet])
