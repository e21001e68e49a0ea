"""A list of courses in YAML (contract.md section 3): what each entry says by itself, with the line where it says it."""

import datetime as dt
import re
from dataclasses import dataclass

from yaml.nodes import SequenceNode

from cpd.core.spreadsheets import Unreadable
from cpd.core.tables import Fault
from cpd.people.models import Phase, Role, StaffGroup
from cpd.people.rules.staff import read_phase, read_staff_group
from cpd.training.imports.course_words import WORD_KEYS, CourseWords, read_words
from cpd.training.imports.yaml_nodes import Entry, line_of, read_yaml
from cpd.training.models import Category
from cpd.training.rules.coverage import Renewal, RenewalKind

# fmt: off
_COURSE_KEYS = (
    "code", "title", "category", "standards", "source", *WORD_KEYS, "renewal", "satisfied_by", "refresher", "required",
    "changes_from",
)
_REQUIREMENT_KEYS = (
    "staff_groups", "schools", "job_titles", "roles", "people", "effective_from", "effective_to", "grace_days",
)
# fmt: on
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_RENEWAL = 'write {months: 24}, {academic_year: true, renew_by: "10-31"} or none'
_LONGEST_CODE = 40


@dataclass(frozen=True)
class RequirementEntry:
    """Who must hold the course. An empty tuple of schools, titles, roles or people does not narrow."""

    row: int
    staff_groups: tuple[StaffGroup, ...]
    phases: tuple[Phase, ...]
    urns: tuple[int, ...]
    job_titles: tuple[str, ...]
    roles: tuple[Role, ...]
    people: tuple[str, ...]
    effective_from: dt.date
    effective_to: dt.date | None
    grace_days: int

    @property
    def audience(self) -> tuple[frozenset[object], ...]:
        """What tells one audience from another."""
        return (
            frozenset(self.staff_groups),
            frozenset(self.phases),
            frozenset(self.urns),
            frozenset(title.casefold() for title in self.job_titles),
            frozenset(self.roles),
            frozenset(code.casefold() for code in self.people),
        )


@dataclass(frozen=True)
class CourseEntry:
    row: int
    code: str
    title: str
    category: Category
    standards: tuple[str, ...]
    source: str
    words: CourseWords
    renewal: Renewal
    satisfied_by: tuple[str, ...]
    refresher: str | None
    required: tuple[RequirementEntry, ...]
    # Where changes of renewal, alternatives, audience or grace begin; empty: the day of the import.
    changes_from: dt.date | None
    rows: dict[str, int]

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        """Other courses that this one names: key, code."""
        named = tuple(("satisfied_by", code) for code in self.satisfied_by)
        return (*named, ("refresher", self.refresher)) if self.refresher else named


@dataclass(frozen=True)
class BadEntry:
    """An entry that cannot be used: the line where it begins, its code where there is one, and why.

    ``read`` is what could be read of it, with something plain in place of the rest; it is only looked at for further
    faults.
    """

    row: int
    code: str
    faults: tuple[Fault, ...]
    read: CourseEntry | None = None


@dataclass(frozen=True)
class CourseFile:
    entries: tuple[CourseEntry, ...]
    bad: tuple[BadEntry, ...]


def read_course_file(text: str) -> CourseFile:
    """Every entry of the file. Raises ``Unreadable`` for a file that is no list of courses at all."""
    top = read_yaml(text)
    if not isinstance(top, SequenceNode):
        raise Unreadable("write a list of courses, each beginning with a dash: - code: SEND-CL", line_of(top))
    entries: list[CourseEntry] = []
    bad: list[BadEntry] = []
    for node in top.value:
        faults: list[Fault] = []
        entry = Entry(node, faults, _COURSE_KEYS)
        course = _course(entry) if entry.is_readable else None
        if faults or course is None:
            bad.append(BadEntry(entry.row, entry.plain("code"), tuple(faults), course))
        else:
            entries.append(course)
    return CourseFile(tuple(entries), tuple(bad))


def _course(entry: Entry) -> CourseEntry:
    """The course as far as it can be read. All keys are read, for all their faults."""
    code = entry.text("code", _LONGEST_CODE, required=True)
    if code is not None and not _CODE.fullmatch(code):
        entry.wrong("code", "a code has letters, digits, hyphens, dots and underscores")
    title = entry.text("title", 200, required=True)
    category = entry.text("category", 40, required=True)
    if category is not None and category not in list(Category):
        entry.wrong("category", f"use one of {', '.join(Category)}")
    standards = entry.texts("standards", 20)
    source, words = entry.text("source", 1000), read_words(entry)
    renewal = _renewal(entry)
    satisfied_by = entry.texts("satisfied_by", _LONGEST_CODE)
    refresher = _refresher(entry)
    required = _requirements(entry)
    changes_from = entry.date("changes_from")
    course = CourseEntry(
        entry.row,
        code or "",
        title or "",
        Category(category) if category in list(Category) else Category.OTHER,
        standards,
        source or "",
        words,
        renewal or Renewal(),
        satisfied_by,
        refresher,
        required,
        changes_from,
        {key: entry.row_of(key) for key in _COURSE_KEYS},
    )
    _check_others(entry, course)
    return course


def _check_others(entry: Entry, course: CourseEntry) -> None:
    for key, other in course.others:
        if other.casefold() == course.code.casefold():
            entry.wrong(key, "a course cannot stand in for itself")
    if course.refresher and course.refresher.casefold() in (code.casefold() for code in course.satisfied_by):
        entry.wrong("refresher", "this course counts by itself under satisfied_by already; keep it in one of the two")


def _renewal(entry: Entry) -> Renewal | None:
    if not entry.is_mapping("renewal"):
        text = entry.text("renewal", 100, required=True)
        if text is not None and text.casefold() != "none":
            entry.wrong("renewal", _RENEWAL)
        return Renewal() if text else None
    renewal = entry.entry("renewal", ("months", "academic_year", "renew_by"))
    by_year = renewal.has("academic_year") or renewal.has("renew_by")
    if renewal.has("months") == by_year:
        entry.wrong("renewal", _RENEWAL)
        return None
    return _renewal_by_year(renewal) if by_year else _renewal_by_months(renewal)


def _renewal_by_months(renewal: Entry) -> Renewal | None:
    months = renewal.whole_number("months", 1, 600, required=True)
    return None if months is None else Renewal(RenewalKind.MONTHS, months=months)


def _renewal_by_year(renewal: Entry) -> Renewal | None:
    yes = renewal.text("academic_year", 10, required=True)
    if yes is not None and yes.casefold() not in {"true", "yes", "on"}:
        renewal.wrong("academic_year", "write true, or give months in its place")
    text = renewal.text("renew_by", 10, required=True)
    if text is None:
        return None
    if text == "02-29":
        renewal.wrong("renew_by", "29 February is not there every year; use 02-28 or 03-01")
    elif not _is_month_and_day(text):
        renewal.wrong("renew_by", 'write the month and the day in two digits each, in quotation marks: "10-31"')
    else:
        return Renewal(RenewalKind.ACADEMIC_YEAR, renew_by=text)
    return None


def _is_month_and_day(text: str) -> bool:
    if not re.fullmatch(r"\d\d-\d\d", text, re.ASCII):
        return False
    try:
        dt.date.fromisoformat(f"2025-{text}")
    except ValueError:
        return False
    return True


def _refresher(entry: Entry) -> str | None:
    if not entry.has("refresher") or not entry.is_mapping("refresher"):
        if entry.text("refresher", 200) is not None:
            entry.wrong("refresher", "write {course: CODE}")
        return None
    return entry.entry("refresher", ("course",)).text("course", _LONGEST_CODE, required=True)


def _requirements(entry: Entry) -> tuple[RequirementEntry, ...]:
    required: list[RequirementEntry] = []
    sound: list[RequirementEntry] = []
    for item in entry.entries("required", _REQUIREMENT_KEYS):
        if not item.is_readable:
            continue
        before = len(item.faults)
        requirement = _requirement(item)
        required.append(requirement)
        if len(item.faults) > before:
            continue
        twin = next((earlier for earlier in sound if _overlap(earlier, requirement)), None)
        if twin is not None:
            item.fault(
                "required", f"the same people are asked for on the same days by the entry in line {twin.row}; keep one"
            )
        sound.append(requirement)
    return tuple(required)


def _overlap(one: RequirementEntry, other: RequirementEntry) -> bool:
    ends = (one.effective_to or dt.date.max, other.effective_to or dt.date.max)
    return one.audience == other.audience and one.effective_from <= ends[1] and other.effective_from <= ends[0]


def _requirement(item: Entry) -> RequirementEntry:
    """The requirement as far as it can be read."""
    groups = _staff_groups(item)
    phases, urns = _schools(item)
    job_titles, people = item.narrowing("job_titles", 200), item.narrowing("people", 40)
    roles = _roles(item)
    starts, ends = item.date("effective_from", required=True), item.date("effective_to")
    if starts and ends and ends < starts:
        item.wrong("effective_to", f"before effective_from, {starts.isoformat()}")
    grace = item.whole_number("grace_days", 0, 3660) if item.has("grace_days") else 0
    return RequirementEntry(
        item.row, groups, phases, urns, job_titles, roles, people, starts or dt.date.min, ends, grace or 0
    )


def _staff_groups(item: Entry) -> tuple[StaffGroup, ...]:
    """The groups in their own order; ``all`` is all four."""
    if [text.casefold() for text in item.texts("staff_groups", 60)] == ["all"]:
        return tuple(StaffGroup)
    if not item.has("staff_groups"):
        item.wrong("staff_groups", "write all, or a list of leader, teacher, teaching_assistant, support")
    item.narrowing("staff_groups", 60)
    message = f"not a staff group; use {', '.join(StaffGroup)}, or all"
    groups = item.read_each("staff_groups", 60, read_staff_group, message)
    return tuple(group for group in StaffGroup if group in groups)


def _schools(item: Entry) -> tuple[tuple[Phase, ...], tuple[int, ...]]:
    """Phases or URNs; neither: every school."""
    if not item.is_mapping("schools"):
        text = item.text("schools", 100, required=True)
        if text is not None and text.casefold() != "all":
            item.wrong("schools", "write all, {phases: [primary]} or {urns: [190001]}")
        return (), ()
    schools = item.entry("schools", ("phases", "urns"))
    if schools.has("phases") == schools.has("urns"):
        item.wrong("schools", "write either phases or urns")
        return (), ()
    if schools.has("phases"):
        schools.narrowing("phases", 60)
        phases = schools.read_each("phases", 60, read_phase, f"not a phase; use {', '.join(Phase)}")
        return tuple(phase for phase in Phase if phase in phases), ()
    schools.narrowing("urns", 20)
    return (), tuple(sorted(schools.read_each("urns", 20, _urn, "a URN has six digits")))


def _urn(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[1-9]\d{5}", text, re.ASCII) else None


def _roles(item: Entry) -> tuple[Role, ...]:
    known = {role.value: role for role in Role}
    item.narrowing("roles", 60)
    roles = item.read_each("roles", 60, lambda text: known.get(text.casefold()), f"not a role; use {', '.join(Role)}")
    return tuple(role for role in Role if role in roles)
