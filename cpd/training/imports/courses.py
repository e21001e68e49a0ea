"""The list of courses, as YAML."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cpd.core import clock
from cpd.core.importing import ImportOptions, ImportPlan, ImportReport
from cpd.core.spreadsheets import Unreadable
from cpd.core.tables import Fault
from cpd.people.actor import Actor
from cpd.training.imports.course_checks import CourseChecks
from cpd.training.imports.course_file import BadEntry, CourseFile, read_course_file
from cpd.training.imports.course_plan import CoursePlanner
from cpd.training.policy import records as policy
from cpd.training.queries.known import courses_by_code, known_people, look_for_codes, school_ids_by_urn, standard_codes
from cpd.training.services.course_list import write_course_list


@dataclass(frozen=True)
class CourseText:
    """The file as it was typed; it is read again each time, so that lines are those of the file."""

    text: str

    def to_json(self) -> str:
        return json.dumps({"text": self.text}, ensure_ascii=False)

    def entries(self) -> CourseFile:
        return read_course_file(self.text)


class CourseImport:
    kind = "courses"
    title = "Courses and who must hold them"
    mapping_page = ""

    def may(self, actor: Actor) -> bool:
        return policy.can_import(actor)

    def read(self, content: bytes, options: ImportOptions) -> CourseText:
        if options.sheet is not None:
            raise Unreadable("a YAML file has no sheets; leave the sheet out")
        if not content.strip():
            raise Unreadable("the file is empty")
        source = CourseText(_decoded(content))
        source.entries()
        return source

    def restore(self, text: str) -> CourseText:
        return CourseText(json.loads(text)["text"])

    def plan(self, session: Session, actor: Actor, source: CourseText, options: ImportOptions) -> ImportPlan:
        file = source.entries()
        courses = courses_by_code(session)
        people = known_people(session)
        schools = school_ids_by_urn(session)
        checks = CourseChecks(courses, people.by_code, schools, standard_codes(session), look_for_codes(session))
        good, bad = checks.sort_out(file, leave_out_bad=options.skip_bad_rows)
        plan = ImportPlan(ImportReport(rejected=len(bad)), faults=_faults_of(bad))
        if plan.refused(options):
            return plan
        planner = CoursePlanner(courses, people.by_code, schools, actor.today, plan.report)
        for entry in good:
            planner.plan(entry)
        plan.changes, plan.work = planner.changes, planner.work
        return plan

    def rejected_rows(self, source: CourseText, plan: ImportPlan) -> Iterator[Sequence[str]]:
        yield ["row", "column", "value", "what is wrong"]
        for fault in plan.faults:
            yield [str(fault.row), fault.column, fault.value, fault.message]

    def carry_out(self, session: Session, actor: Actor, plan: ImportPlan) -> None:
        counts = {name: getattr(plan.report, name) for name in ("created", "updated", "unchanged", "rejected")}
        write_course_list(session, actor, plan.work, counts, clock.now())


def _faults_of(bad: Sequence[BadEntry]) -> list[Fault]:
    return sorted((fault for entry in bad for fault in entry.faults), key=lambda fault: fault.row)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("this is not a text file; save the list of courses as plain text in UTF-8")
