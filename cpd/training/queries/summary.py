"""Coverage in numbers: for each level, school, staff group and course, how many people have which status."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cpd.core.changes import Kept
from cpd.people.models import School
from cpd.training.queries.counting import AS_IT_IS, COURSES_AT_ONCE, WhatIf, counting_statement
from cpd.training.queries.heads import GROUPS
from cpd.training.queries.terms import CourseTerms, list_terms
from cpd.training.rules.coverage import Status, coverage_percent


class SummaryRow(NamedTuple):
    """One line of the coverage summary (contract.md section 4). Without a school it is the trust's."""

    as_at: dt.date
    school_id: uuid.UUID | None
    school_urn: int | None
    school_name: str | None
    staff_group: str
    course_id: uuid.UUID
    course_code: str
    course_title: str
    eligible: int
    trained: int
    due_soon: int
    expired: int
    overdue: int
    not_yet_due: int
    on_leave: int
    exempt: int

    @property
    def level(self) -> str:
        return "trust" if self.school_id is None else "school"

    @property
    def coverage_percent(self) -> Decimal | None:
        return coverage_percent(self.trained, self.eligible)


class Summary(tuple[SummaryRow, ...]):
    """The lines of coverage in the order of the contract, found by their place too."""

    @cached_property
    def _places(self) -> dict[tuple[uuid.UUID | None, str], list[SummaryRow]]:
        places: dict[tuple[uuid.UUID | None, str], list[SummaryRow]] = defaultdict(list)
        for row in self:
            places[row.school_id, row.staff_group].append(row)
        return dict(places)

    def at(self, school_id: uuid.UUID | None, staff_group: str) -> Sequence[SummaryRow]:
        """The courses of one group of staff at a school, or in the whole trust, by code."""
        return self._places.get((school_id, staff_group), ())

    def schools(self, staff_group: str) -> list[tuple[uuid.UUID, str]]:
        """The schools with a line of this group, by URN."""
        return [
            (school_id, rows[0].school_name or "")
            for (school_id, group), rows in self._places.items()
            if school_id is not None and group == staff_group
        ]


# Everything that coverage is counted from: who works where, what is asked of them, and what they have done.
COUNTED_FROM = frozenset(
    {
        *("school", "post", "away", "role_grant", "course", "course_rule", "course_rule_satisfied_by"),
        *("requirement", "requirement_school", "requirement_person", "completion", "exemption"),
    }
)
_SUMMARIES: Kept[Summary] = Kept(COUNTED_FROM, most_rows=300_000)
_PLANNED: Kept[Summary] = Kept(COUNTED_FROM | {"training_session", "invitation"}, most_rows=60_000)


def list_summary(
    session: Session,
    as_at: dt.date,
    *,
    school_ids: Collection[uuid.UUID] | None = None,
    course_ids: Collection[uuid.UUID] | None = None,
    what_if: WhatIf = AS_IT_IS,
) -> Summary:
    """The coverage summary in the order of the contract.

    ``school_ids`` leaves the rows of these schools alone (no row of the trust), ``course_ids`` those of these courses.
    ``what_if`` asks for another span than 60 days, or for what planned sessions would make of it. Figures are kept
    until something changes that they were counted from.
    """
    schools = None if school_ids is None else frozenset(school_ids)
    courses = None if course_ids is None else frozenset(course_ids)

    def count() -> Summary:
        few = courses is not None
        terms = list_terms(session, as_at, courses)
        return count_terms(session, as_at, terms, few_courses=few, school_ids=schools, what_if=what_if)

    kept = _PLANNED if what_if.planned else _SUMMARIES
    return kept.read(session, (as_at, schools, courses, what_if), count)


def count_terms(
    session: Session,
    as_at: dt.date,
    terms: tuple[CourseTerms, ...],
    *,
    few_courses: bool,
    school_ids: frozenset[uuid.UUID] | None = None,
    in_paid_time: bool = False,
    what_if: WhatIf = AS_IT_IS,
) -> Summary:
    """The summary of these terms, be they in force or only drafted; all of it, or what came about in paid time."""
    places: dict[Place, list[tuple[CourseTerms, Sequence[int]]]] = defaultdict(list)
    for start in range(0, len(terms), COURSES_AT_ONCE):
        batch = terms[start : start + COURSES_AT_ONCE]
        statement = counting_statement(batch, as_at, few_courses, school_ids, in_paid_time, what_if)
        for place, counts in _count(session, statement):
            places[place].extend(zip(batch, counts, strict=True))
    return Summary(_rows(session, as_at, places, school_ids))


# A school's URN (None: the trust) and the place of a group in GROUPS.
Place = tuple[int | None, int]


def _count(session: Session, statement: Select[Any]) -> Iterator[tuple[Place, Iterable[Sequence[int]]]]:
    """The people of each status at each place, for each course.

    Whoever is in one place only is added to the school, the group and the trust; the others are there already.
    """
    parts: dict[Place, list[Sequence[int]]] = defaultdict(list)
    for urn, group_no, one_post, *counts in session.execute(statement):
        parts[urn, group_no or 0].append(counts)
        if one_post:
            for wider in ((urn, 0), (None, group_no), (None, 0)):
                parts[wider].append(counts)
    for place, rows in parts.items():
        counted = map(sum, zip(*rows, strict=True))
        yield place, zip(*[counted] * len(Status), strict=True)


def _rows(
    session: Session,
    as_at: dt.date,
    places: dict[Place, list[tuple[CourseTerms, Sequence[int]]]],
    school_ids: Collection[uuid.UUID] | None,
) -> Iterator[SummaryRow]:
    schools = {school.urn: school for school in session.execute(select(School.id, School.urn, School.name))}
    for urn, group_no in sorted(places, key=lambda place: (place[0] or 0, place[1])):
        school = schools[urn] if urn else None
        if school_ids is not None and (school is None or school.id not in school_ids):
            continue
        of_school = (school.id, school.urn, school.name) if school else (None, None, None)
        for course, (exempt, on_leave, in_date, due_soon, expired, not_yet_due, overdue) in places[urn, group_no]:
            trained = in_date + due_soon
            eligible = trained + expired + not_yet_due + overdue
            if eligible or on_leave or exempt:
                figures = (eligible, trained, due_soon, expired, overdue, not_yet_due, on_leave, exempt)
                yield SummaryRow._make((as_at, *of_school, GROUPS[group_no], *course.in_words, *figures))
