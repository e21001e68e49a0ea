"""The list of who is away: a column that says why is never read."""

import datetime as dt
import re
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
from cpd.people.imports.cells import Cells, shown
from cpd.people.imports.staff_rows import CODE_ALIASES
from cpd.people.imports.table_import import TableImport, finish, report_on
from cpd.people.models import Away, Person
from cpd.people.queries.staff_list import away_by_person, code_key, people_by_code
from cpd.people.services.away import AwayChange, write_leave_list

_SAYS_WHY = re.compile(
    "reason|type|kind|why|cause|category|note|comment|descri|detail|remark|absencecode|leavecode|matern|patern|adopt|parental"
)


def _says_why(heading: str) -> bool:
    return bool(_SAYS_WHY.search(tidy_heading(heading)))


LAYOUT = Layout(
    (
        Column("staff_code", CODE_ALIASES, required=True),
        Column("started_on", ("Start Date", "Leave Start", "Away From", "From", "First Day"), required=True),
        Column("ended_on", ("End Date", "Leave End", "Away To", "To", "Until", "Last Day")),
    ),
    drops=_says_why,
)


class LeaveImport(TableImport):
    kind = "leave"
    title = "Who is away"

    def may(self, actor: Actor) -> bool:
        return policy.can_import(actor)

    def layout(self, headings: set[str]) -> Layout:
        return LAYOUT

    def plan(self, session: Session, actor: Actor, source: Table, options: ImportOptions) -> ImportPlan:
        plan = ImportPlan(report_on(source), list(source.faults))
        reading = _Reading(plan, people_by_code(session), away_by_person(session))
        plan.report.ignored_rows = source.blank_rows
        for row in source.rows:
            reading.read(Cells(source, row))
        reading.check_overlaps()
        plan.work = reading.compare()
        return finish(plan, options)

    def carry_out(self, session: Session, actor: Actor, plan: ImportPlan) -> None:
        counts = {name: getattr(plan.report, name) for name in ("created", "updated", "unchanged", "rejected")}
        write_leave_list(session, actor, plan.work, counts)


Period = tuple[dt.date, dt.date | None]


@dataclass
class _Reading:
    plan: ImportPlan
    people: Mapping[str, Person]
    known: Mapping[uuid.UUID, list[Away]]
    # By person and first day: the number of the row, and the last day.
    rows: dict[tuple[uuid.UUID, dt.date], tuple[int, dt.date | None]] = field(default_factory=dict)
    names: dict[uuid.UUID, str] = field(default_factory=dict)

    def read(self, cells: Cells) -> None:
        if not cells.raw("staff_code") and not cells.raw("started_on"):
            self.plan.report.ignored_rows += 1
            return
        code = cells.text("staff_code", 40, required=True)
        person = self.people.get(code_key(code)) if code else None
        if code and person is None:
            cells.fault("staff_code", "nobody has this staff code; import the staff list first")
        started_on, ended_on = cells.period("started_on", "ended_on")
        if person is not None and started_on is not None and not cells.faults:
            self._keep(cells, person, started_on, ended_on)
        self.plan.faults += cells.faults

    def _keep(self, cells: Cells, person: Person, started_on: dt.date, ended_on: dt.date | None) -> None:
        if not cells.has("ended_on"):
            ended_on = next(
                (away.ended_on for away in self.known.get(person.id, ()) if away.started_on == started_on), None
            )
        self.names[person.id] = f"{person.name} ({person.staff_code})"
        number, earlier = self.rows.setdefault((person.id, started_on), (cells.number, ended_on))
        if earlier != ended_on:
            cells.fault("ended_on", f"row {number} is about the same time away and ends on another day")
        elif number != cells.number:
            self.plan.report.unchanged += 1

    def check_overlaps(self) -> None:
        """Two times away of one person never share a day, in the file or with what is known."""
        periods: dict[uuid.UUID, list[tuple[int, Period]]] = {}
        for person_id in self.names:
            periods[person_id] = [
                (0, (away.started_on, away.ended_on))
                for away in self.known.get(person_id, ())
                if (person_id, away.started_on) not in self.rows
            ]
        for (person_id, started_on), (number, ended_on) in list(self.rows.items()):
            clash = next(
                (other for other in periods[person_id] if overlaps(started_on, ended_on, other[1][0], other[1][1])),
                None,
            )
            if clash is None:
                periods[person_id].append((number, (started_on, ended_on)))
                continue
            where = f"row {clash[0]}" if clash[0] else "a time away that is known"
            message = f"overlaps {where}, from {clash[1][0].isoformat()}"
            self.plan.faults.append(Fault(number, "started_on", started_on.isoformat(), message))
            del self.rows[person_id, started_on]

    def compare(self) -> list[AwayChange]:
        changes: list[AwayChange] = []
        for (person_id, started_on), (number, ended_on) in self.rows.items():
            before = next((away for away in self.known.get(person_id, ()) if away.started_on == started_on), None)
            title = f"{self.names[person_id]}, away from {started_on.isoformat()}"
            if before is None:
                self.plan.report.created += 1
                until = (("Until", "", shown(ended_on) or "still away"),)
                self.plan.changes.append(Change(number, "created", title, until))
            elif before.ended_on != ended_on:
                self.plan.report.updated += 1
                until = (("Until", shown(before.ended_on) or "still away", shown(ended_on) or "still away"),)
                self.plan.changes.append(Change(number, "updated", title, until))
            else:
                self.plan.report.unchanged += 1
                continue
            changes.append(AwayChange(person_id, started_on, ended_on))
        return changes
