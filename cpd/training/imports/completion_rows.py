"""The rows of a file of completions: columns, and what each row says by itself."""

import datetime as dt
from dataclasses import dataclass

from cpd.core.tables import Column, Fault, Layout, Row, Table
from cpd.people.imports.cells import Cells
from cpd.people.imports.staff_rows import CODE_ALIASES
from cpd.people.rules.staff import is_email

EMAIL_ALIASES = ("Work Email", "Email Address")
COURSE_ALIASES = ("Course", "Training Code")
_LONGEST_CODE = 40

LAYOUT = Layout(
    (
        Column("staff_code", CODE_ALIASES),
        Column("email", EMAIL_ALIASES),
        Column("course_code", COURSE_ALIASES, required=True),
        Column("completed_on", ("Completed", "Completion Date", "Date Completed"), required=True),
        Column("expires_on", ("Expires", "Expiry Date", "Expiry")),
        Column("minutes", ("Duration Minutes",)),
        Column("provider", ("Training Provider",)),
        Column("certificate_ref", ("Certificate", "Certificate Number", "Certificate Reference")),
    )
)


@dataclass(frozen=True, kw_only=True)
class RowWithNames:
    """Whom and what a row names, sound or not: what is held against those who are known."""

    number: int
    staff_code: str | None
    email: str | None
    course_code: str | None


@dataclass(frozen=True, kw_only=True)
class CompletionRow(RowWithNames):
    """A sound row: one completion. ``values`` hold the columns that the file has."""

    completed_on: dt.date
    values: dict[str, object]


@dataclass
class CompletionRows:
    rows: list[RowWithNames]
    faults: list[Fault]
    ignored: int


def read_completion_rows(table: Table, today: dt.date) -> CompletionRows:
    read = CompletionRows([], list(table.faults), table.blank_rows)
    for row in table.rows:
        if not any(row[name] for name in ("staff_code", "email", "course_code")):
            read.ignored += 1
            continue
        cells = Cells(table, row)
        read.rows.append(_completion(cells, row, today))
        read.faults += cells.faults
    return read


def _completion(cells: Cells, row: Row, today: dt.date) -> RowWithNames:
    """Read every cell, for all its faults. A row with a fault only names somebody and something."""
    staff_code, email = cells.text("staff_code", 40), _email(cells)
    if not row["staff_code"] and not row["email"]:
        cells.fault("staff_code", "say who it was, by staff code or email")
    course_code = cells.text("course_code", _LONGEST_CODE, required=True)
    completed_on = cells.date("completed_on", required=True)
    if completed_on is not None and completed_on > today:
        cells.fault("completed_on", "this day is still to come")
    expires_on = cells.date("expires_on")
    if completed_on is not None and expires_on is not None and expires_on < completed_on:
        cells.fault("expires_on", f"before the day it was completed, {completed_on.isoformat()}")
    values: dict[str, object] = {
        "expires_on": expires_on,
        "minutes": _minutes(cells),
        "provider": cells.text("provider", 200) or "",
        "certificate_ref": cells.text("certificate_ref", 100) or "",
    }
    if cells.faults or completed_on is None:
        return RowWithNames(number=cells.number, staff_code=staff_code, email=email, course_code=course_code)
    return CompletionRow(
        number=cells.number,
        staff_code=staff_code,
        email=email,
        course_code=course_code,
        completed_on=completed_on,
        values={name: value for name, value in values.items() if cells.has(name)},
    )


def _email(cells: Cells) -> str | None:
    email = cells.text("email", 254)
    if email is not None and not is_email(email):
        cells.fault("email", "an email address has one @ with a dot after it")
        return None
    return email.lower() if email else None


def _minutes(cells: Cells) -> int | None:
    text = cells.text("minutes", 20)
    if text is None:
        return None
    whole = text.removesuffix(".0")
    if not (whole.isascii() and whole.isdecimal()) or not 0 < int(whole) <= 60_000:
        cells.fault("minutes", "minutes are a whole number, for example 90")
        return None
    return int(whole)
