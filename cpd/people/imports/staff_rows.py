"""The rows of a staff list as people and posts: columns, and what each row says by itself."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from cpd.core.tables import Column, Fault, Layout, Row, Table
from cpd.people.imports.cells import Cells
from cpd.people.models import StaffGroup
from cpd.people.rules import staff as rules

CODE_ALIASES = ("Staff Code", "Employee ID", "Employee Number", "Payroll Number", "Staff ID")
URN_ALIASES = ("URN", "School URN", "Establishment URN")

LAYOUT = Layout(
    (
        Column("staff_code", CODE_ALIASES, required=True),
        Column("first_name", ("Forename", "Legal Forename", "Given Name"), required=True),
        Column("last_name", ("Surname", "Legal Surname", "Family Name"), required=True),
        Column("preferred_name", ("Known As", "Preferred Forename")),
        Column("email", ("Work Email", "Email Address")),
        Column("school_urn", URN_ALIASES, required=True),
        Column("job_title", ("Job Title", "Role", "Post Title"), required=True),
        Column("staff_group", ("Staff Group", "Category")),
        Column("fte"),
        Column("weekly_hours", ("Contracted Hours", "Hours per Week")),
        Column("weeks_per_year"),
        Column("working_days"),
        Column("start_date", ("Start Date", "Post Start", "Date Started"), required=True),
        Column("end_date", ("End Date", "Leaving Date", "Post End")),
        Column("line_manager", ("Line Manager Code", "Reports To")),
        Column("induction_start"),
        Column("induction_end"),
    )
)
_FTE = "full-time equivalent lies above 0 and goes up to 1, for example 0.6"
_HOURS = "hours a week are a number up to 168, for example 32.5"
_WEEKS = "weeks a year are a number up to 53, for example 39"
_DAYS = "write working days as Mon,Tue,Wed or Mon-Fri"


@dataclass(kw_only=True)
class RowAboutPerson:
    """What a row, sound or not, says of a person: what other rows are held against."""

    source: Row
    code: str
    line_manager: str | None
    # The columns that the file has, by the names of the database.
    person: dict[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return self.source.number

    def fault(self, column: str, message: str) -> Fault:
        """A fault of a cell, with what stood there."""
        return Fault(self.number, column, self.source[column], message)


@dataclass(kw_only=True)
class StaffRow(RowAboutPerson):
    """A sound row: a person and a post."""

    urn: int
    job_title: str
    started_on: dt.date
    has_line_manager_column: bool
    group_was_worked_out: bool
    post: dict[str, Any] = field(default_factory=dict)


@dataclass
class StaffRows:
    """A staff list that has been read: its rows, what is wrong, and what could be told of every row, bad ones too."""

    claims: list[RowAboutPerson]
    faults: list[Fault]
    ignored: int
    codes_named: frozenset[str]
    urns_named: frozenset[int]
    # Staff code and URN of the rows that could not be read: their posts are not missing, only unreadable.
    bad_posts: set[tuple[str, int]]
    # Rows whose cells stand under the wrong headings: nobody can tell whom they are about.
    has_broken_rows: bool

    @property
    def rows(self) -> list[StaffRow]:
        """The rows that are sound by themselves."""
        return [row for row in self.claims if isinstance(row, StaffRow)]


def read_staff_rows(table: Table, urns: Mapping[int, Any], job_titles: Sequence[tuple[str, StaffGroup]]) -> StaffRows:
    """Read every row; ``urns`` are the schools there are."""

    @cache
    def group_of(title: str) -> StaffGroup | None:
        return rules.staff_group_for(title, job_titles)

    read = StaffRows([], list(table.faults), table.blank_rows, frozenset(), frozenset(), set(), bool(table.faults))
    codes: set[str] = set()
    named: set[int] = set()
    for row in table.rows:
        if not row["staff_code"] and not row["last_name"]:
            read.ignored += 1
            continue
        cells = Cells(table, row)
        urn = _known_urn(cells, urns)
        staff_row = _staff_row(cells, urn, group_of)
        codes.add(row["staff_code"].casefold())
        if urn is not None:
            named.add(urn)
        if staff_row is not None:
            read.claims.append(staff_row)
        if cells.faults:
            read.faults += cells.faults
            read.bad_posts.add((row["staff_code"].casefold(), urn or 0))
    read.codes_named, read.urns_named = frozenset(codes - {""}), frozenset(named)
    return read


def _known_urn(cells: Cells, urns: Mapping[int, Any]) -> int | None:
    urn = cells.urn("school_urn")
    if urn is not None and urn not in urns:
        cells.fault("school_urn", "no school has this URN; import the schools first, or put the number right")
        return None
    return urn


def _staff_row(cells: Cells, urn: int | None, group_of: Any) -> RowAboutPerson | None:
    """Read every cell, for all its faults. A row with a fault is about a person at most; without a code, about none."""
    code = cells.text("staff_code", 40, required=True)
    person = _person_values(cells)
    job_title = cells.text("job_title", 200, required=True)
    started_on, ended_on = cells.period("start_date", "end_date")
    group, worked_out = _staff_group(cells, job_title, group_of)
    post = _post_values(cells, group, ended_on)
    line_manager = cells.text("line_manager", 40)
    if code is None:
        return None
    if cells.faults or job_title is None or started_on is None or urn is None:
        return RowAboutPerson(source=cells.row, code=code, line_manager=line_manager, person=person)
    return StaffRow(
        source=cells.row,
        code=code,
        line_manager=line_manager,
        person=person,
        urn=urn,
        job_title=job_title,
        started_on=started_on,
        has_line_manager_column=cells.has("line_manager"),
        group_was_worked_out=worked_out,
        post=post,
    )


def _person_values(cells: Cells) -> dict[str, Any]:
    values: dict[str, Any] = {
        "first_name": cells.text("first_name", 100, required=True),
        "last_name": cells.text("last_name", 100, required=True),
    }
    if cells.has("preferred_name"):
        values["preferred_name"] = cells.text("preferred_name", 100)
    if cells.has("email"):
        values["email"] = _email(cells)
    started_on, ended_on = cells.open_period("induction_start", "induction_end")
    if cells.has("induction_start"):
        values["induction_started_on"] = started_on
    if cells.has("induction_end"):
        values["induction_ended_on"] = ended_on
    return values


def _email(cells: Cells) -> str | None:
    email = cells.text("email", 254)
    if email is not None and not rules.is_email(email):
        cells.fault("email", "an email address has one @ with a dot after it")
        return None
    return email.lower() if email else None


def _staff_group(cells: Cells, job_title: str | None, group_of: Any) -> tuple[StaffGroup | None, bool]:
    """The group, and whether it was worked out from the job title."""
    text = cells.text("staff_group", 100)
    if text is not None:
        group = rules.read_staff_group(text)
        if group is None:
            cells.fault(
                "staff_group",
                "not a staff group; use leader, teacher, teaching_assistant, support or a school workforce census name",
            )
        return group, False
    if job_title is None:
        return None, False
    group = group_of(job_title)
    if group is None:
        cells.fault(
            "job_title",
            "no line of the job title table fits; add a line for it, or give the staff group in the file",
        )
    return group, group is not None


def _post_values(cells: Cells, group: StaffGroup | None, ended_on: dt.date | None) -> dict[str, Any]:
    values: dict[str, Any] = {"staff_group": group}
    if cells.has("end_date"):
        values["ended_on"] = ended_on
    if cells.has("fte"):
        values["fte"] = cells.number_up_to("fte", "1", 4, _FTE) or Decimal(1)
    if cells.has("weekly_hours"):
        # Nought, for contracts without fixed hours.
        values["weekly_hours"] = cells.number_up_to("weekly_hours", "168", 2, _HOURS, or_zero=True)
    if cells.has("weeks_per_year"):
        values["weeks_per_year"] = cells.number_up_to("weeks_per_year", "53", 2, _WEEKS, or_zero=True)
    if cells.has("working_days"):
        values["working_days"] = _working_days(cells)
    return values


def _working_days(cells: Cells) -> str | None:
    text = cells.text("working_days", 100)
    days = rules.read_working_days(text) if text else None
    if text and days is None:
        cells.fault("working_days", _DAYS)
    return days
