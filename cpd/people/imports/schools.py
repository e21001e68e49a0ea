"""The list of schools: our own columns, or the download of Get Information about Schools as it comes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from cpd.core.importing import Change, ImportOptions, ImportPlan
from cpd.core.private_columns import tidy_heading
from cpd.core.tables import BadHeadings, Column, Fault, Layout, Table
from cpd.people import policy
from cpd.people.actor import Actor
from cpd.people.imports.cells import Cells, shown
from cpd.people.imports.staff_rows import URN_ALIASES
from cpd.people.imports.table_import import TableImport, finish, report_on
from cpd.people.models import Phase, School
from cpd.people.queries.staff_list import schools_by_urn
from cpd.people.rules import staff as rules
from cpd.people.services.school_list import write_school_list

OWN = Layout(
    (
        Column("urn", URN_ALIASES, required=True),
        Column("name", ("School", "School Name", "Establishment Name"), required=True),
        Column("phase", ("Phase of Education",), required=True),
        Column("postcode"),
        Column("joined_on", ("Joined", "Date Joined", "Joined Date")),
        Column("closed_on", ("Closed", "Date Closed", "Close Date")),
    )
)


def _names_a_head(heading: str) -> bool:
    letters = tidy_heading(heading)
    return letters.startswith(("headtitle", "headfirst", "headlast", "headpreferred", "headteacher", "headname"))


DOWNLOAD = Layout(
    (
        Column("urn", ("URN",), required=True),
        Column("name", ("EstablishmentName",), required=True),
        Column("type", ("TypeOfEstablishment (name)",), required=True),
        Column("status", ("EstablishmentStatus (name)",)),
        Column("phase", ("PhaseOfEducation (name)",), required=True),
        Column("postcode"),
        Column("closed_on", ("CloseDate",)),
        Column("trust_uid", ("Trusts (code)",)),
    ),
    drops=_names_a_head,
)
_LABELS = {
    "name": "Name",
    "phase": "Phase",
    "postcode": "Postcode",
    "joined_on": "Joined on",
    "closed_on": "Closed on",
}
_FIRST_CENTRAL_URN = 900000


class SchoolImport(TableImport):
    kind = "schools"
    title = "Schools"

    def may(self, actor: Actor) -> bool:
        return policy.can_import(actor)

    def layout(self, headings: set[str]) -> Layout:
        return DOWNLOAD if {"establishmentname", "typeofestablishmentname"} <= headings else OWN

    def read(self, content: bytes, options: ImportOptions) -> Table:
        table = super().read(content, options)
        if options.trust_uid is not None and "trust_uid" not in table.columns:
            raise BadHeadings([Fault(1, "trust_uid", "", "the file has no column Trusts (code) to find a trust by")])
        return table

    def plan(self, session: Session, actor: Actor, source: Table, options: ImportOptions) -> ImportPlan:
        plan = ImportPlan(report_on(source), list(source.faults))
        reading = _Reading(source, schools_by_urn(session), options.trust_uid, plan)
        for row in source.rows:
            reading.read(Cells(source, row))
        plan.report.ignored_rows += source.blank_rows
        plan.work = reading.work
        if reading.without_joining_date:
            count = reading.without_joining_date
            plan.notes.append(
                f"{count:,} school{'s have' if count > 1 else ' has'} no date of joining the trust yet: fill it in on "
                "the page of the school, or import a file with the columns urn, name, phase and joined_on."
            )
        return finish(plan, options)

    def carry_out(self, session: Session, actor: Actor, plan: ImportPlan) -> None:
        counts = {name: getattr(plan.report, name) for name in ("created", "updated", "unchanged", "rejected")}
        write_school_list(session, actor, plan.work, counts)


@dataclass
class _Reading:
    """Reads row after row, and plans what each changes."""

    table: Table
    known: Mapping[int, School]
    trust_uid: str | None
    plan: ImportPlan
    work: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    without_joining_date: int = 0
    _seen: dict[int, tuple[int, dict[str, Any]]] = field(default_factory=dict)

    def read(self, cells: Cells) -> None:
        if not cells.raw("urn") and not cells.raw("name"):
            self.plan.report.ignored_rows += 1
            return
        if self.trust_uid is not None and not _is_number(cells.raw("trust_uid"), self.trust_uid):
            self.plan.report.ignored_rows += 1
            return
        urn = cells.urn("urn")
        values = _school_values(cells, urn)
        if urn is not None and not cells.faults:
            self._check_earlier(cells, urn, values)
        if urn is None or cells.faults:
            self.plan.faults += cells.faults
        elif self._seen[urn][0] == cells.number:
            self._compare(cells.number, urn, values)
        else:
            self.plan.report.unchanged += 1

    def _check_earlier(self, cells: Cells, urn: int, values: dict[str, Any]) -> None:
        number, earlier = self._seen.setdefault(urn, (cells.number, values))
        for name, value in values.items():
            if earlier[name] != value:
                cells.fault(name, f"row {number} is about the same school and says something else here")

    def _compare(self, number: int, urn: int, values: dict[str, Any]) -> None:
        school = self.known.get(urn)
        title = f"{values['name']} ({urn})"
        joined_on = values.get("joined_on", school.joined_on if school else None)
        self.without_joining_date += joined_on is None and values["phase"] is not Phase.CENTRAL
        if school is None:
            self.work.append((urn, values))
            self.plan.report.created += 1
            self.plan.changes.append(Change(number, "created", title))
            return
        changed = {name: value for name, value in values.items() if getattr(school, name) != value}
        if not changed:
            self.plan.report.unchanged += 1
            return
        self.work.append((urn, changed))
        self.plan.report.updated += 1
        fields = tuple((_LABELS[name], shown(getattr(school, name)), shown(value)) for name, value in changed.items())
        self.plan.changes.append(Change(number, "updated", title, fields))


def _is_number(text: str, wanted: str) -> bool:
    return text.removesuffix(".0").strip() == wanted.strip()


def _school_values(cells: Cells, urn: int | None) -> dict[str, Any]:
    values: dict[str, Any] = {"name": cells.text("name", 200, required=True), "phase": _phase(cells, urn)}
    if cells.has("postcode"):
        postcode = cells.text("postcode", 10)
        values["postcode"] = postcode.upper() if postcode else None
    if cells.has("joined_on"):
        values["joined_on"] = cells.date("joined_on")
    if cells.has("closed_on"):
        values["closed_on"] = cells.date("closed_on")
    if cells.raw("status").casefold() == "closed" and not cells.raw("closed_on"):
        cells.fault("closed_on", "the school has closed, and the day is missing")
    joined_on, closed_on = values.get("joined_on"), values.get("closed_on")
    if joined_on and closed_on and closed_on < joined_on:
        cells.fault("closed_on", f"before the school joined, {joined_on.isoformat()}")
    return values


def _phase(cells: Cells, urn: int | None) -> Phase | None:
    text = cells.text("phase", 60, required=True)
    phase = rules.read_phase(text, cells.raw("type")) if text else None
    if text and phase is None:
        cells.fault(
            "phase",
            "not a phase; use nursery, primary, secondary, all-through, special, alternative provision or central",
        )
    if phase is Phase.CENTRAL and urn is not None and urn < _FIRST_CENTRAL_URN:
        cells.fault("urn", f"the central team has a code of your own from {_FIRST_CENTRAL_URN}")
    return phase
