"""The list of exemptions: who need not hold a course for a while, and why."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from cpd.core import clock
from cpd.core.importing import Change, ImportOptions, ImportPlan
from cpd.core.models import new_id
from cpd.core.tables import Column, Layout, Row, Table
from cpd.people.actor import Actor
from cpd.people.imports.cells import Cells, shown
from cpd.people.imports.staff_rows import CODE_ALIASES
from cpd.people.imports.table_import import TableImport, finish, report_on
from cpd.training.imports.completion_rows import COURSE_ALIASES
from cpd.training.imports.people_and_courses import PeopleAndCourses
from cpd.training.policy import records as policy
from cpd.training.queries.known import CompletionKey, Known, exemptions_of
from cpd.training.services.record_lists import RecordChanges, write_exemption_list

LAYOUT = Layout(
    (
        Column("staff_code", CODE_ALIASES, required=True),
        Column("course_code", COURSE_ALIASES, required=True),
        Column("reason", required=True),
        Column("starts_on", ("Start Date", "From", "First Day"), required=True),
        Column("ends_on", ("End Date", "To", "Until", "Last Day")),
    )
)


class ExemptionImport(TableImport):
    kind = "exemptions"
    title = "Exemptions from courses"

    def may(self, actor: Actor) -> bool:
        return policy.can_import_exemptions(actor)

    def layout(self, headings: set[str]) -> Layout:
        return LAYOUT

    def plan(self, session: Session, actor: Actor, source: Table, options: ImportOptions) -> ImportPlan:
        plan = ImportPlan(report_on(source), list(source.faults))
        plan.report.ignored_rows = source.blank_rows
        reading = _Reading(plan, PeopleAndCourses.load(session))
        for row in source.rows:
            reading.read(Cells(source, row), row)
        before = exemptions_of(session, {key[0] for key in reading.rows})
        plan.work = reading.compare(before)
        return finish(plan, options)

    def carry_out(self, session: Session, actor: Actor, plan: ImportPlan) -> None:
        counts = {name: getattr(plan.report, name) for name in ("created", "updated", "unchanged", "rejected")}
        write_exemption_list(session, actor, plan.work, counts, clock.now())


@dataclass(frozen=True)
class _Said:
    number: int
    reason: str
    ended_on: dt.date | None
    # Without the column the end that is known stays.
    says_end: bool


@dataclass
class _Reading:
    plan: ImportPlan
    known: PeopleAndCourses
    rows: dict[CompletionKey, _Said] = field(default_factory=dict)
    repeats: int = 0

    def read(self, cells: Cells, row: Row) -> None:
        if not any(row[name] for name in ("staff_code", "course_code", "reason")):
            self.plan.report.ignored_rows += 1
            return
        code = cells.text("staff_code", 40, required=True)
        course = cells.text("course_code", 40, required=True)
        reason = cells.text("reason", 500, required=True)
        started_on, ended_on = cells.period("starts_on", "ends_on")
        person_id = self.known.person(cells.number, code, None, cells.faults)
        course_id = self.known.course(cells.number, course, cells.faults) if course else None
        if not cells.faults and reason and started_on and person_id and course_id:
            said = _Said(cells.number, reason, ended_on, cells.has("ends_on"))
            self._keep((person_id, course_id, started_on), said, cells)
        self.plan.faults += cells.faults

    def _keep(self, key: CompletionKey, said: _Said, cells: Cells) -> None:
        earlier = self.rows.setdefault(key, said)
        message = f"row {earlier.number} is about the same exemption and says something else here"
        if earlier.reason != said.reason:
            cells.fault("reason", message)
        if earlier.ended_on != said.ended_on:
            cells.fault("ends_on", message)
        self.repeats += earlier is not said and not cells.faults

    def compare(self, known: Mapping[CompletionKey, Known]) -> RecordChanges:
        work, report = RecordChanges(), self.plan.report
        report.unchanged += self.repeats
        for key, said in self.rows.items():
            person_id, course_id, started_on = key
            values: dict[str, object] = {"reason": said.reason}
            if said.says_end:
                values["ended_on"] = said.ended_on
            before = known.get(key)
            title = f"{self.known.names[person_id]}: {self.known.codes[course_id]} from {started_on.isoformat()}"
            if before is None:
                place = {"id": new_id(), "person_id": person_id, "course_id": course_id, "started_on": started_on}
                work.new.append(place | {"ended_on": None} | values)
                report.created += 1
                self.plan.changes.append(Change(said.number, "created", title))
                continue
            changed = {name: value for name, value in values.items() if before[name] != value}
            if not changed:
                report.unchanged += 1
                continue
            self._note(work, before["id"], person_id, changed)
            report.updated += 1
            fields = tuple((_LABELS[name], shown(before[name]), shown(value)) for name, value in changed.items())
            self.plan.changes.append(Change(said.number, "updated", title, fields))
        return work

    @staticmethod
    def _note(work: RecordChanges, row_id: object, person_id: uuid.UUID, changed: dict[str, object]) -> None:
        assert isinstance(row_id, uuid.UUID)
        work.changed.append({"id": row_id} | changed)
        work.about.append((row_id, person_id, {"changed": sorted(changed)}))


_LABELS = {"reason": "Reason", "ended_on": "Ends on"}
