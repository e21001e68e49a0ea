"""The school calendar as a file: terms, half-terms, INSET days and bank holidays of the trust and of schools."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from cpd.core.importing import Change, ImportOptions, ImportPlan
from cpd.core.periods import overlaps
from cpd.core.private_columns import tidy_heading
from cpd.core.tables import Column, Fault, Layout, Table
from cpd.people import policy
from cpd.people.actor import Actor
from cpd.people.imports.cells import Cells
from cpd.people.imports.staff_rows import URN_ALIASES
from cpd.people.imports.table_import import TableImport, finish, report_on
from cpd.people.models import CalendarKind, CalendarPeriod
from cpd.people.queries.calendar import CalendarKey, known_periods
from cpd.people.queries.staff_list import schools_by_urn
from cpd.people.services.calendar import LONGEST, CalendarChange, Entry, write_calendar_list

LAYOUT = Layout(
    (
        Column("urn", URN_ALIASES),
        Column("kind", ("Type",), required=True),
        Column("starts_on", ("Start Date", "From", "First Day"), required=True),
        Column("ends_on", ("End Date", "To", "Until", "Last Day"), required=True),
    )
)
_KINDS = {tidy_heading(kind.value): kind for kind in CalendarKind} | {
    "insetday": CalendarKind.INSET,
    "halftermholiday": CalendarKind.HALF_TERM,
}
_NO_URN = "The file has no column urn, so all of it is the trust's calendar."


class CalendarImport(TableImport):
    kind = "calendar"
    title = "The school calendar"

    def may(self, actor: Actor) -> bool:
        return policy.can_import_calendar(actor)

    def layout(self, headings: set[str]) -> Layout:
        return LAYOUT

    def plan(self, session: Session, actor: Actor, source: Table, options: ImportOptions) -> ImportPlan:
        plan = ImportPlan(report_on(source), list(source.faults))
        plan.report.ignored_rows = source.blank_rows
        if "urn" not in source.columns:
            plan.notes.append(_NO_URN)
        schools = schools_by_urn(session)
        names: dict[uuid.UUID | None, str] = {school.id: school.name for school in schools.values()}
        urns = {urn: school.id for urn, school in schools.items()}
        reading = _Reading(plan, urns, names | {None: "The trust"}, known_periods(session))
        for row in source.rows:
            reading.read(Cells(source, row))
        reading.check_overlaps()
        plan.work = reading.compare()
        return finish(plan, options)

    def carry_out(self, session: Session, actor: Actor, plan: ImportPlan) -> None:
        counts = {name: getattr(plan.report, name) for name in ("created", "updated", "unchanged", "rejected")}
        write_calendar_list(session, actor, plan.work, counts)


@dataclass
class _Reading:
    plan: ImportPlan
    urns: Mapping[int, uuid.UUID]
    names: Mapping[uuid.UUID | None, str]
    known: Mapping[CalendarKey, CalendarPeriod]
    # The number of the row, and the last day.
    rows: dict[CalendarKey, tuple[int, dt.date]] = field(default_factory=dict)

    def read(self, cells: Cells) -> None:
        if not any(cells.raw(name) for name in ("kind", "starts_on", "ends_on")):
            self.plan.report.ignored_rows += 1
            return
        school_id = self._school(cells)
        kind = self._kind(cells)
        started_on, ended_on = cells.period("starts_on", "ends_on")
        if not cells.raw("ends_on"):
            cells.fault("ends_on", "this is needed in every row; a single day ends on the day it starts")
        elif started_on and ended_on and ended_on - started_on > LONGEST:
            cells.fault("ends_on", f"more than a year after the start, {started_on.isoformat()}")
        if kind is not None and started_on is not None and ended_on is not None and not cells.faults:
            self._keep((school_id, kind, started_on), ended_on, cells)
        self.plan.faults += cells.faults

    def _school(self, cells: Cells) -> uuid.UUID | None:
        if not cells.raw("urn"):
            return None
        urn = cells.urn("urn")
        if urn is not None and urn not in self.urns:
            cells.fault("urn", "no school has this URN; import the schools first, or put the number right")
            return None
        return self.urns[urn] if urn is not None else None

    def _kind(self, cells: Cells) -> CalendarKind | None:
        text = cells.text("kind", 60, required=True)
        kind = _KINDS.get(tidy_heading(text)) if text else None
        if text and kind is None:
            cells.fault("kind", "not a kind of period; use term, half_term, inset or bank_holiday")
        return kind

    def _keep(self, key: CalendarKey, ended_on: dt.date, cells: Cells) -> None:
        number, earlier = self.rows.setdefault(key, (cells.number, ended_on))
        if earlier != ended_on:
            cells.fault("ends_on", f"row {number} is about the same period and ends on another day")
        elif number != cells.number:
            self.plan.report.unchanged += 1

    def check_overlaps(self) -> None:
        """Two periods of one kind and one owner share no day, in the file or with what is known."""
        taken: dict[tuple[uuid.UUID | None, CalendarKind], list[tuple[int, dt.date, dt.date]]] = {}
        for (school_id, kind, started_on), period in self.known.items():
            if (school_id, kind, started_on) not in self.rows:
                taken.setdefault((school_id, kind), []).append((0, started_on, period.ended_on))
        for (school_id, kind, started_on), (number, ended_on) in list(self.rows.items()):
            others = taken.setdefault((school_id, kind), [])
            clash = next((other for other in others if overlaps(started_on, ended_on, other[1], other[2])), None)
            if clash is None:
                others.append((number, started_on, ended_on))
                continue
            where = f"row {clash[0]}" if clash[0] else "a period of the same kind that is known"
            message = f"overlaps {where}, from {clash[1].isoformat()} to {clash[2].isoformat()}"
            self.plan.faults.append(Fault(number, "starts_on", started_on.isoformat(), message))
            del self.rows[school_id, kind, started_on]

    def compare(self) -> list[CalendarChange]:
        changes: list[CalendarChange] = []
        for key, (number, ended_on) in self.rows.items():
            school_id, kind, started_on = key
            before = self.known.get(key)
            title = f"{self.names[school_id]}: {kind.label.lower()} from {started_on.isoformat()}"
            fields = (("Until", before.ended_on.isoformat() if before else "", ended_on.isoformat()),)
            if before is None:
                self.plan.report.created += 1
                self.plan.changes.append(Change(number, "created", title, fields))
            elif before.ended_on != ended_on:
                self.plan.report.updated += 1
                self.plan.changes.append(Change(number, "updated", title, fields))
            else:
                self.plan.report.unchanged += 1
                continue
            changes.append(CalendarChange(school_id, Entry(kind, started_on, ended_on), before.id if before else None))
        return changes
