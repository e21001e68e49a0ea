"""Kept coverage files in words: what each is, and what has changed since."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from cpd.core.templating import plural, short_day
from cpd.training.models import KeptExport
from cpd.training.rules.coverage import Status
from cpd.training.wording import GROUP_NAMES, STATUS_NAMES

_WHAT = {
    ("csv", "summary"): "Figures, CSV",
    ("csv", "people"): "By name, CSV",
    ("xlsx", "all"): "Figures, names and definitions, XLSX",
}


@dataclass(frozen=True)
class KeptLine:
    id: uuid.UUID
    what: str
    of: str
    as_at: dt.date
    made_at: dt.datetime
    made_by: str
    rows: int
    size: str
    sha256: str
    file_name: str


def kept_line(export: KeptExport) -> KeptLine:
    return KeptLine(
        id=export.id,
        what=_WHAT[export.file_format, export.level],
        of=export.narrowed_to.get("school", "the trust"),
        as_at=export.as_at,
        made_at=export.made_at,
        made_by=export.made_by,
        rows=export.rows,
        size=_size(export.size),
        sha256=export.sha256,
        file_name=f"coverage-{export.level}-{export.as_at.isoformat()}.{export.file_format}",
    )


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(size // 1000, 1)} kB"


@dataclass(frozen=True)
class ChangeLine:
    """A row that is different today: whom or what it is about, and what it said and says."""

    about: str
    course: str
    sentence: str


_COLUMNS = {
    "staff_group": "staff group",
    "job_title": "job",
    "status": "standing",
    "completed_on": "completed",
    "expires_on": "valid until",
    "due_on": "due",
    "eligible": "who count",
    "trained": "trained",
    "due_soon": "ending within 60 days",
    "expired": "out of date",
    "overdue": "overdue",
    "not_yet_due": "not yet due",
    "on_leave": "on leave",
    "exempt": "exempt",
    "coverage_percent": "per cent",
}


def change_line(sheet: str, change: str, row: dict[str, str], columns: Iterable[tuple[str, str, str]]) -> ChangeLine:
    if sheet == "people":
        about = f"{row['first_name']} {row['last_name']}, {row['school_name']}"
    else:
        group = row["staff_group"]
        about = f"{row['school_name'] or 'The trust'}, {GROUP_NAMES.get(group, group).lower()}"
    return ChangeLine(about, row["course_title"], _sentence(sheet, change, row, columns))


def _sentence(sheet: str, change: str, row: dict[str, str], columns: Iterable[tuple[str, str, str]]) -> str:
    says = (
        _in_words("status", row["status"])
        if sheet == "people"
        else f"{row['trained'] or row['eligible']}{' of ' + row['eligible'] if row['trained'] else ''}"
    )
    if change == "added":
        return f"Not in the file. Today: {says}."
    if change == "gone":
        return f"In the file: {says}. Today: nobody here is asked."
    parts = [f"{_COLUMNS[name]}: {_in_words(name, was)}, now {_in_words(name, now)}" for name, was, now in columns]
    return "; ".join(parts) + "."


def _in_words(column: str, value: str) -> str:
    if not value:
        return "nothing"
    if column == "status":
        return STATUS_NAMES[Status(value)].lower()
    if column.endswith("_on") and column != "on_leave":
        return short_day(dt.date.fromisoformat(value))
    return GROUP_NAMES[value].lower() if column == "staff_group" else value


def changes_in_words(counts: dict[str, int]) -> str:
    """``12 rows say something else, 3 are new, 1 is gone``."""
    parts = [
        (counts.get("changed", 0), "says something else", "say something else"),
        (counts.get("added", 0), "is new", "are new"),
        (counts.get("gone", 0), "is gone", "are gone"),
    ]
    said = [f"{plural(count, 'row')} {one if count == 1 else many}" for count, one, many in parts if count]
    return ", ".join(said)
