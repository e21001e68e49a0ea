"""What the entries of a list of courses must not say beside one another, and beside what is known."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cpd.core.tables import Fault
from cpd.people.queries.staff_list import code_key
from cpd.training.imports.course_file import BadEntry, CourseEntry, CourseFile
from cpd.training.queries.known import course_key


@dataclass(frozen=True)
class CourseChecks:
    """What there is already: courses and people by their keys, schools by URN, codes of standards and of look-fors.

    Without any standard, or any look-for, these are not checked.
    """

    courses: Mapping[str, Any]
    people: Mapping[str, Any]
    schools: Mapping[int, Any]
    standards: Collection[str]
    look_fors: Collection[str] = ()

    def sort_out(self, file: CourseFile, *, leave_out_bad: bool) -> tuple[list[CourseEntry], list[BadEntry]]:
        """The entries that can be used and those that cannot.

        Where bad ones are left out, entries that name a course which is only in one of them are bad in turn.
        """
        good = list(file.entries)
        in_file = {course_key(entry.code) for entry in good} | {course_key(entry.code) for entry in file.bad}
        bad = [self._with_further_faults(entry, in_file) for entry in file.bad]
        if leave_out_bad:
            in_file = {course_key(entry.code) for entry in good}
        first: dict[str, int] = {}
        while True:
            found = [
                BadEntry(entry.row, entry.code, tuple(faults))
                for entry in good
                if (faults := [*self._faults(entry, first), *self._faults_of_others(entry, in_file)])
            ]
            if not found:
                return good, bad
            bad += found
            rows = {entry.row for entry in found}
            good = [entry for entry in good if entry.row not in rows]
            if not leave_out_bad:
                return good, bad
            in_file = {course_key(entry.code) for entry in good}

    def _with_further_faults(self, bad: BadEntry, in_file: Collection[str]) -> BadEntry:
        if bad.read is None:
            return bad
        return replace(
            bad, faults=(*bad.faults, *self._faults(bad.read, {}), *self._faults_of_others(bad.read, in_file))
        )

    def _faults(self, entry: CourseEntry, first: dict[str, int]) -> Iterator[Fault]:
        row = first.setdefault(course_key(entry.code), entry.row)
        if row != entry.row:
            yield _fault(entry, "code", entry.code, f"the entry in line {row} has this code already")
        for code in entry.standards:
            if self.standards and code not in self.standards:
                yield _fault(entry, "standards", code, "no standard has this code")
        for code in entry.words.given.get("look_fors", ()):
            if self.look_fors and code not in self.look_fors:
                yield _fault(entry, "look_fors", code, "no look-for has this code")
        yield from self._faults_of_requirements(entry)

    def _faults_of_requirements(self, entry: CourseEntry) -> Iterator[Fault]:
        for requirement in entry.required:
            at = replace(entry, rows={}, row=requirement.row)
            for urn in requirement.urns:
                if urn not in self.schools:
                    yield _fault(at, "required.schools.urns", str(urn), "no school has this URN")
            for code in requirement.people:
                if code_key(code) not in self.people:
                    yield _fault(at, "required.people", code, "nobody has this staff code")

    def _faults_of_others(self, entry: CourseEntry, in_file: Collection[str]) -> Iterator[Fault]:
        for key, code in entry.others:
            if course_key(code) not in in_file and course_key(code) not in self.courses:
                yield _fault(entry, key, code, "no course has this code, in this file or before")


def _fault(entry: CourseEntry, key: str, value: str, message: str) -> Fault:
    return Fault(entry.rows.get(key, entry.row), key, value, message)
