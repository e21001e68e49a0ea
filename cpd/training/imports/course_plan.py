"""From the sound entries of a list of courses to what changes, version by version.

Title, category, standards, source and what is said of a course (why, what should look different …) are corrected in
place, and so is the day on which a requirement ends. A course that comes to say why is published on that day.
Renewal, what counts, audience and grace change from a day on: ``changes_from`` of the entry, or the day of the import.
The version in force on the day before is ended there, and what the entry says begins; versions that were to begin later
give way to it. Requirements are told apart by their ``effective_from``: one with a new date is a new requirement and
holds from that date; one with a date that is known is a change of it.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cpd.core.importing import Change, ImportReport
from cpd.core.models import new_id
from cpd.people.models import StaffGroup
from cpd.people.queries.staff_list import code_key
from cpd.training.imports.course_file import CourseEntry, RequirementEntry
from cpd.training.imports.course_versions import (
    A_DAY,
    Reach,
    Terms,
    began_before,
    began_by,
    ends_just_before,
    follow_one_another,
    goes_on,
    reach_of,
    requirement_in_words,
    row_in_words,
    shown,
    shown_entry,
    shown_rule,
    terms_of,
)
from cpd.training.imports.course_words import NOTHING_SAID
from cpd.training.models import (
    Course,
    CourseRule,
    Requirement,
    Schools,
    requirement_person,
    requirement_school,
    satisfied_by,
)
from cpd.training.queries.known import course_key
from cpd.training.services.course_list import CourseChanges, Values

Field = tuple[str, str, str]


@dataclass
class CoursePlanner:
    courses: Mapping[str, Course]
    people: Mapping[str, uuid.UUID]
    schools: Mapping[int, uuid.UUID]
    today: dt.date
    report: ImportReport
    work: CourseChanges = field(default_factory=CourseChanges)
    changes: list[Change] = field(default_factory=list)
    _new_ids: dict[str, uuid.UUID] = field(default_factory=dict)

    def plan(self, entry: CourseEntry) -> None:
        before = self.courses.get(course_key(entry.code))
        title = f"{entry.code} {entry.title}"
        if before is None:
            self._make(entry)
            self.report.created += 1
            self.changes.append(Change(entry.row, "created", title))
            return
        since = entry.changes_from or self.today
        fields = [
            *self._plan_facts(before, entry),
            *self._plan_rule(before, entry, since),
            *self._plan_requirements(before, entry, since),
        ]
        if not fields:
            self.report.unchanged += 1
            return
        self.work.about[before.id] = [label for label, _, _ in fields]
        self.report.updated += 1
        self.changes.append(Change(entry.row, "updated", title, tuple(fields)))

    def _make(self, entry: CourseEntry) -> None:
        course_id = self._id_of(entry.code)
        facts = NOTHING_SAID | _facts(entry)
        facts["published_on"] = self.today if facts["why"] else None
        self.work.make(Course, {"id": course_id, "code": entry.code} | facts)
        self._make_rule(course_id, self._terms(entry), None)
        for requirement in entry.required:
            self._make_requirement(course_id, requirement, None)
        self.work.about[course_id] = ["course"]

    def _id_of(self, code: str) -> uuid.UUID:
        known = self.courses.get(course_key(code))
        return known.id if known else self._new_ids.setdefault(course_key(code), new_id())

    def _plan_facts(self, before: Course, entry: CourseEntry) -> list[Field]:
        facts = _facts(entry)
        why = facts.get("why", before.why)
        if not why:
            facts["published_on"] = None
        elif not before.why:
            facts["published_on"] = self.today
        changed = {name: value for name, value in facts.items() if getattr(before, name) != value}
        if changed:
            self.work.change(Course, {"id": before.id} | changed)
        return [
            (name.capitalize().replace("_", " "), shown(getattr(before, name)), shown(value))
            for name, value in changed.items()
        ]

    def _terms(self, entry: CourseEntry) -> Terms:
        return Terms(
            entry.renewal,
            frozenset(self._id_of(code) for code in entry.satisfied_by),
            self._id_of(entry.refresher) if entry.refresher else None,
        )

    def _plan_rule(self, before: Course, entry: CourseEntry, since: dt.date) -> list[Field]:
        wanted = self._terms(entry)
        versions = sorted(before.rules, key=lambda rule: rule.applies_from or dt.date.min)
        later = [rule for rule in versions if goes_on(rule, since)]
        if all(terms_of(rule) == wanted for rule in later):
            return []
        for rule in later:
            if not began_before(rule, since):
                self.work.drop(CourseRule, rule.id)
        # Versions follow one another without a gap and the first holds from always, so one held the day before.
        last = next(rule for rule in reversed(versions) if began_before(rule, since))
        if terms_of(last) == wanted:
            self.work.change(CourseRule, {"id": last.id, "applies_to": None})
        else:
            self.work.change(CourseRule, {"id": last.id, "applies_to": since - A_DAY})
            self._make_rule(before.id, wanted, since)
        label = f"Renewal and what counts, from {since.isoformat()}"
        return [(label, shown_rule(later[0]), shown_entry(entry))]

    def _make_rule(self, course_id: uuid.UUID, terms: Terms, since: dt.date | None) -> None:
        rule_id = new_id()
        self.work.make(
            CourseRule,
            {
                "id": rule_id,
                "course_id": course_id,
                "applies_from": since,
                "renewal_kind": terms.renewal.kind,
                "renewal_months": terms.renewal.months,
                "renew_by": terms.renewal.renew_by,
                "refresher_course_id": terms.refresher,
            },
        )
        self.work.link(
            satisfied_by,
            [{"course_rule_id": rule_id, "course_id": other} for other in sorted(terms.satisfied_by)],
        )

    def _plan_requirements(self, before: Course, entry: CourseEntry, since: dt.date) -> list[Field]:
        fields: list[Field] = []
        starts = {row.effective_from for row in before.requirements} | {row.effective_from for row in entry.required}
        for start in sorted(starts):
            known = [row for row in before.requirements if row.effective_from == start]
            wanted = [row for row in entry.required if row.effective_from == start]
            if not known:
                for requirement in wanted:
                    self._make_requirement(before.id, requirement, None)
                    fields.append(("Required", "", requirement_in_words(requirement)))
            else:
                fields += self._plan_versions(before.id, known, wanted, since)
        return fields

    def _plan_versions(
        self, course_id: uuid.UUID, known: list[Requirement], wanted: Sequence[RequirementEntry], since: dt.date
    ) -> list[Field]:
        """The requirements that begin on one day, as they are known and as the file has them."""
        fields: list[Field] = []
        left = list(known)
        new: list[RequirementEntry] = []
        for requirement in wanted:
            same = self._same(left, self._reach(requirement), since)
            if same is None:
                new.append(requirement)
                continue
            left.remove(same)
            fields += self._keep(same, requirement)
        ended = [row for row in left if goes_on(row, since)]
        label = f"Required from {since.isoformat()}"
        for row in ended:
            if began_before(row, since):
                self.work.change(Requirement, {"id": row.id, "applies_to": since - A_DAY})
            else:
                self.work.drop(Requirement, row.id)
            fields.append((label, row_in_words(row), ""))
        for requirement in new:
            self._make_requirement(course_id, requirement, since)
            fields.append((label, "", requirement_in_words(requirement)))
        if len(wanted) == 1 and follow_one_another(known):
            self._end_all(left, wanted[0].effective_to)
        return fields

    def _same(self, known: Sequence[Requirement], wanted: Reach, since: dt.date) -> Requirement | None:
        """A version that says the same and is in force on the day, or ended only the day before."""
        alike = [row for row in known if reach_of(row) == wanted and began_by(row, since)]
        in_force = next((row for row in alike if goes_on(row, since)), None)
        return in_force or next((row for row in alike if ends_just_before(row, since)), None)

    def _keep(self, row: Requirement, wanted: RequirementEntry) -> list[Field]:
        changed: Values = {}
        fields: list[Field] = []
        if row.applies_to is not None:
            changed["applies_to"] = None
            fields.append(("Required", "", requirement_in_words(wanted)))
        if row.effective_to != wanted.effective_to:
            changed["effective_to"] = wanted.effective_to
            fields.append(("Required until", shown(row.effective_to), shown(wanted.effective_to)))
        if changed:
            self.work.change(Requirement, {"id": row.id} | changed)
        return fields

    def _end_all(self, versions: Sequence[Requirement], effective_to: dt.date | None) -> None:
        """The end of a requirement is a fact about it: earlier versions of it end on the same day."""
        for row in versions:
            if row.effective_to != effective_to and row.id not in self.work.dropped.get(Requirement, ()):
                self.work.change(Requirement, {"id": row.id, "effective_to": effective_to})

    def _reach(self, entry: RequirementEntry) -> Reach:
        return Reach(
            frozenset() if len(entry.staff_groups) == len(StaffGroup) else frozenset(entry.staff_groups),
            frozenset(entry.phases),
            frozenset(self.schools[urn] for urn in entry.urns) if entry.urns else None,
            frozenset(title.casefold() for title in entry.job_titles),
            frozenset(entry.roles),
            frozenset(self.people[code_key(code)] for code in entry.people) if entry.people else None,
            entry.grace_days,
        )

    def _make_requirement(self, course_id: uuid.UUID, entry: RequirementEntry, since: dt.date | None) -> None:
        requirement_id, reach = new_id(), self._reach(entry)
        named = Schools.NAMED if entry.urns else Schools.ALL
        self.work.make(
            Requirement,
            {
                "id": requirement_id,
                "course_id": course_id,
                "effective_from": entry.effective_from,
                "effective_to": entry.effective_to,
                "grace_days": entry.grace_days,
                "staff_groups": [group for group in entry.staff_groups if reach.staff_groups] or None,
                "schools": Schools.PHASES if entry.phases else named,
                "phases": list(entry.phases) or None,
                "job_titles": list(entry.job_titles) or None,
                "roles": list(entry.roles) or None,
                "names_people": bool(entry.people),
                "applies_from": since,
            },
        )
        self.work.link(
            requirement_school,
            [{"requirement_id": requirement_id, "school_id": school} for school in sorted(reach.school_ids or ())],
        )
        self.work.link(
            requirement_person,
            [{"requirement_id": requirement_id, "person_id": person} for person in sorted(reach.person_ids or ())],
        )


def _facts(entry: CourseEntry) -> Values:
    return {
        "title": entry.title,
        "category": entry.category,
        "standards": list(entry.standards),
        "source": entry.source,
    } | entry.words.given
