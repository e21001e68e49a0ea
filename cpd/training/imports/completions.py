"""The list of completions: one row for each time that somebody completed a course."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from cpd.core import clock
from cpd.core.importing import Change, ImportOptions, ImportPlan, ImportReport
from cpd.core.models import new_id
from cpd.core.raw_tables import RawTable, read_raw
from cpd.core.tables import BadHeadings, Fault, Layout, Table
from cpd.people.actor import Actor
from cpd.people.imports.cells import shown
from cpd.people.imports.table_import import TableImport, finish, report_on
from cpd.training.imports.completion_rows import LAYOUT, CompletionRow, RowWithNames, read_completion_rows
from cpd.training.imports.other_systems import COURSES_TO_MAP, HEADINGS_TO_MAP, find_mapping, in_our_words
from cpd.training.imports.people_and_courses import PeopleAndCourses
from cpd.training.models import Source
from cpd.training.policy import records as policy
from cpd.training.queries.known import CompletionKey, Known, completions_of
from cpd.training.services.record_lists import RecordChanges, write_completion_list

_LABELS = {
    "expires_on": "Expires on",
    "minutes": "Minutes",
    "provider": "Provider",
    "certificate_ref": "Certificate",
}
_EMPTY: dict[str, Any] = {"expires_on": None, "minutes": None, "provider": "", "certificate_ref": ""}


_NEEDS_SOMEBODY = "the file needs a column staff_code or email to say who it was"


class CompletionImport(TableImport):
    kind = "completions"
    title = "Completed courses"
    mapping_page = "training.mapping_columns"

    def may(self, actor: Actor) -> bool:
        return policy.can_import(actor)

    def layout(self, headings: set[str]) -> Layout:
        return LAYOUT

    def read(self, content: bytes, options: ImportOptions) -> Any:
        """A table; with ``options.mapping``, one in the words of the file, which :meth:`plan` puts into ours."""
        if options.mapping is None:
            return self._read_as_known(content, options)
        return read_raw(content, options.sheet, lambda: self._read_as_known(content, options))

    def _read_as_known(self, content: bytes, options: ImportOptions) -> Table:
        return _says_who(super().read(content, options))

    def restore(self, text: str) -> Any:
        return RawTable.from_json(text) if text.startswith('{"raw"') else Table.from_json(text)

    def rejected_rows(self, source: Table | RawTable, plan: ImportPlan) -> Iterator[Sequence[str]]:
        return super().rejected_rows(source.as_it_stands() if isinstance(source, RawTable) else source, plan)

    def plan(self, session: Session, actor: Actor, source: Table | RawTable, options: ImportOptions) -> ImportPlan:
        if isinstance(source, Table):
            return self._plan(session, actor, source, options)
        try:
            mapping = find_mapping(session, source.tidy_headings, options.mapping or "")
            table = _says_who(in_our_words(source, mapping))
        except BadHeadings as error:
            return ImportPlan(ImportReport(rejected=1), list(error.faults), to_map=HEADINGS_TO_MAP)
        plan = self._plan(session, actor, table, options)
        if mapping is not None:
            plan.notes.append(f"Read by the mapping “{mapping.name}”.")
        if any(fault.column == "course_code" for fault in plan.faults):
            plan.to_map = COURSES_TO_MAP
        return plan

    def _plan(self, session: Session, actor: Actor, source: Table, options: ImportOptions) -> ImportPlan:
        plan = ImportPlan(report_on(source))
        read = read_completion_rows(source, actor.today)
        plan.report.ignored_rows = read.ignored
        plan.faults = read.faults
        known = PeopleAndCourses.load(session)
        keyed = list(_keyed(read.rows, known, plan.faults))
        if plan.refused(options):
            return finish(plan, options)
        before = completions_of(session, {key[0] for key, _ in keyed}, {key[1] for key, _ in keyed})
        plan.work = _Planner(plan, known, before).plan(keyed)
        return finish(plan, options)

    def carry_out(self, session: Session, actor: Actor, plan: ImportPlan) -> None:
        counts = {name: getattr(plan.report, name) for name in ("created", "updated", "unchanged", "rejected")}
        write_completion_list(session, actor, plan.work, counts, clock.now())


def _says_who(table: Table) -> Table:
    if not {"staff_code", "email"} & set(table.columns):
        raise BadHeadings([Fault(1, "staff_code", "", _NEEDS_SOMEBODY)])
    return table


Keyed = tuple[CompletionKey, CompletionRow]


def _keyed(rows: list[RowWithNames], known: PeopleAndCourses, faults: list[Fault]) -> "list[Keyed]":
    """Rows with person, course and day; each of these once. Whatever contradicts an earlier row is a fault."""
    first: dict[CompletionKey, CompletionRow] = {}
    keyed: list[Keyed] = []
    for row in rows:
        found: list[Fault] = []
        person_id = known.person(row.number, row.staff_code, row.email, found)
        course_id = known.course(row.number, row.course_code, found) if row.course_code else None
        if isinstance(row, CompletionRow) and person_id is not None and course_id is not None:
            key = (person_id, course_id, row.completed_on)
            earlier = first.setdefault(key, row)
            found += _contradictions(earlier, row)
            if not found:
                keyed.append((key, row))
        faults += found
    return keyed


def _contradictions(earlier: CompletionRow, row: CompletionRow) -> list[Fault]:
    message = f"row {earlier.number} is about the same completion and says something else here"
    return [
        Fault(row.number, name, shown(value), message)
        for name, value in row.values.items()
        if value != earlier.values[name]
    ]


@dataclass
class _Planner:
    result: ImportPlan
    known: PeopleAndCourses
    before: Mapping[CompletionKey, Known]
    work: RecordChanges = field(default_factory=RecordChanges)

    def plan(self, keyed: list[Keyed]) -> RecordChanges:
        done: set[CompletionKey] = set()
        for key, row in keyed:
            if key in done:
                self.result.report.unchanged += 1
                continue
            done.add(key)
            before = self.before.get(key)
            if before is None:
                self._create(key, row)
            else:
                self._update(key, row, before)
        return self.work

    def _create(self, key: CompletionKey, row: CompletionRow) -> None:
        person_id, course_id, completed_on = key
        place = {"id": new_id(), "person_id": person_id, "course_id": course_id, "completed_on": completed_on}
        self.work.new.append(place | _EMPTY | row.values | {"source": Source.IMPORT})
        self.result.report.created += 1
        self.result.changes.append(Change(row.number, "created", self._title(key)))

    def _update(self, key: CompletionKey, row: CompletionRow, before: Known) -> None:
        # An empty cell takes away what an import wrote; what somebody entered by hand or a register stays.
        imported = before["source"] is Source.IMPORT
        changed = {
            name: value
            for name, value in row.values.items()
            if value != before[name] and (imported or value not in (None, ""))
        }
        if not changed:
            self.result.report.unchanged += 1
            return
        self._note(before["id"], key[0], changed)
        self.result.report.updated += 1
        fields = tuple((_LABELS[name], shown(before[name]), shown(value)) for name, value in changed.items())
        self.result.changes.append(Change(row.number, "updated", self._title(key), fields))

    def _note(self, completion_id: uuid.UUID, person_id: uuid.UUID, changed: dict[str, Any]) -> None:
        self.work.changed.append({"id": completion_id} | changed)
        self.work.about.append((completion_id, person_id, {"changed": sorted(changed)}))

    def _title(self, key: CompletionKey) -> str:
        person_id, course_id, completed_on = key
        return f"{self.known.names[person_id]}: {self.known.codes[course_id]} on {completed_on.isoformat()}"
