"""What holds for each course on one as-at date: how long a completion lasts, what counts, who must hold it."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, FromClause, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session

from cpd.core.changes import Kept
from cpd.core.models import holds
from cpd.people.models import Post, RoleGrant, School
from cpd.training.models import (
    Completion,
    Course,
    CourseRule,
    Requirement,
    Schools,
    requirement_person,
    requirement_school,
    satisfied_by,
)
from cpd.training.rules.coverage import Renewal

# Where completions are read from; a question of what if puts something else in its place.
COMPLETIONS: FromClause = Completion.__table__


@dataclass(frozen=True)
class Audience:
    """Whom a requirement reaches. What is None leaves everybody in."""

    staff_groups: frozenset[str] | None
    phases: frozenset[str] | None
    job_titles: frozenset[str] | None
    roles: frozenset[str] | None
    # The requirement whose list of schools, of people narrows.
    schools_named_by: uuid.UUID | None
    people_named_by: uuid.UUID | None

    def reaches(self, as_at: dt.date) -> ColumnElement[bool]:
        """SQL: the post, joined to its school, is in this audience. A role counts wherever the person holds it."""
        return and_(true(), *self.conditions(as_at).values())

    def conditions(self, as_at: dt.date) -> dict[str, ColumnElement[bool]]:
        """What narrows the audience, each by itself, under the name of the list that it comes from."""
        conditions: dict[str, ColumnElement[bool]] = {}
        if self.staff_groups is not None:
            conditions["staff_groups"] = Post.staff_group.in_(sorted(self.staff_groups))
        if self.phases is not None:
            conditions["phases"] = School.phase.in_(sorted(self.phases))
        if self.schools_named_by is not None:
            named_schools = select(requirement_school.c.school_id).where(
                requirement_school.c.requirement_id == self.schools_named_by
            )
            conditions["schools"] = Post.school_id.in_(named_schools)
        if self.job_titles is not None:
            titles = sorted(self.job_titles)
            # SQLite lowers ASCII letters only, so a title as it was given is tried too.
            conditions["job_titles"] = or_(
                Post.job_title.in_(titles), func.lower(Post.job_title).in_([title.lower() for title in titles])
            )
        if self.roles is not None:
            holders = select(RoleGrant.person_id).where(RoleGrant.role.in_(sorted(self.roles)), holds(RoleGrant, as_at))
            conditions["roles"] = Post.person_id.in_(holders)
        if self.people_named_by is not None:
            named_people = select(requirement_person.c.person_id).where(
                requirement_person.c.requirement_id == self.people_named_by
            )
            conditions["people"] = Post.person_id.in_(named_people)
        return conditions


@dataclass(frozen=True)
class RequirementTerms:
    effective_from: dt.date
    grace_days: int
    audience: Audience


@dataclass(frozen=True)
class CourseTerms:
    """A course with at least one requirement in force."""

    course_id: uuid.UUID
    code: str
    title: str
    renewal: Renewal
    refresher_course_id: uuid.UUID | None
    satisfied_by: frozenset[uuid.UUID]
    requirements: tuple[RequirementTerms, ...]

    @property
    def in_words(self) -> tuple[uuid.UUID, str, str]:
        return self.course_id, self.code, self.title

    @cached_property
    def counting_course_ids(self) -> frozenset[uuid.UUID]:
        """The courses of which a completion counts without a condition: not those of the refresher."""
        return frozenset((self.satisfied_by | {self.course_id}) - {self.refresher_course_id})

    @property
    def every_course_id(self) -> frozenset[uuid.UUID]:
        """The courses of which a completion may count."""
        refresher = {self.refresher_course_id} if self.refresher_course_id else set()
        return self.counting_course_ids | refresher


_TERMS: Kept[tuple[CourseTerms, ...]] = Kept(
    {"course", "course_rule", "course_rule_satisfied_by", "requirement"}, most_rows=20_000
)


def list_terms(
    session: Session, as_at: dt.date, course_ids: Collection[uuid.UUID] | None = None
) -> tuple[CourseTerms, ...]:
    """The terms of every course that somebody may have to hold on ``as_at``, by course code."""
    courses = None if course_ids is None else frozenset(course_ids)
    return _TERMS.read(session, (as_at, courses), lambda: _read_terms(session, as_at, courses))


def _read_terms(session: Session, as_at: dt.date, course_ids: Collection[uuid.UUID] | None) -> tuple[CourseTerms, ...]:
    requirements = _requirements_in_force(session, as_at, course_ids)
    versions: dict[uuid.UUID, tuple[Course, CourseRule]] = {}
    others: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for course, rule, other_id in session.execute(
        select(Course, CourseRule, satisfied_by.c.course_id)
        .join(CourseRule, CourseRule.course_id == Course.id)
        .outerjoin(satisfied_by, satisfied_by.c.course_rule_id == CourseRule.id)
        .where(Course.id.in_(requirements), _applies(CourseRule, as_at))
    ):
        versions[rule.id] = course, rule
        if other_id is not None:
            others[rule.id].add(other_id)
    terms = [
        CourseTerms(
            course_id=course.id,
            code=course.code,
            title=course.title,
            renewal=rule.renewal,
            refresher_course_id=rule.refresher_course_id,
            satisfied_by=frozenset(others[rule_id]),
            requirements=tuple(requirements[course.id]),
        )
        for rule_id, (course, rule) in versions.items()
    ]
    return tuple(sorted(terms, key=lambda course: course.code))


def active_on(as_at: dt.date) -> ColumnElement[bool]:
    """SQL: the post is active (rule 1)."""
    return and_(holds(Post, as_at), or_(School.joined_on.is_(None), School.joined_on <= as_at))


def full_course_before(course: CourseTerms, done: FromClause = COMPLETIONS) -> ColumnElement[bool]:
    """SQL: the person of this completion, a refresher's, had completed the full course on an earlier date (rule 4)."""
    full = done.alias()
    return exists().where(
        full.c.person_id == done.c.person_id,
        full.c.course_id == course.course_id,
        full.c.completed_on < done.c.completed_on,
    )


def _requirements_in_force(
    session: Session, as_at: dt.date, course_ids: Collection[uuid.UUID] | None
) -> dict[uuid.UUID, list[RequirementTerms]]:
    query = select(Requirement).where(in_force(as_at))
    if course_ids is not None:
        query = query.where(Requirement.course_id.in_(course_ids))
    found: dict[uuid.UUID, list[RequirementTerms]] = defaultdict(list)
    for requirement in session.scalars(query):
        found[requirement.course_id].append(
            RequirementTerms(requirement.effective_from, requirement.grace_days, audience_of(requirement))
        )
    return found


def in_force(as_at: dt.date) -> ColumnElement[bool]:
    """SQL: the requirement is in force (rule 1), in the version that applies on that day."""
    return and_(
        Requirement.effective_from <= as_at,
        or_(Requirement.effective_to.is_(None), Requirement.effective_to >= as_at),
        _applies(Requirement, as_at),
    )


def audience_of(requirement: Requirement) -> Audience:
    def given(values: list[str] | None) -> frozenset[str] | None:
        return None if values is None else frozenset(values)

    return Audience(
        staff_groups=given(requirement.staff_groups),
        phases=given(requirement.phases),
        job_titles=given(requirement.job_titles),
        roles=given(requirement.roles),
        schools_named_by=requirement.id if requirement.schools is Schools.NAMED else None,
        people_named_by=requirement.id if requirement.names_people else None,
    )


def _applies(version: type[CourseRule] | type[Requirement], as_at: dt.date) -> ColumnElement[bool]:
    return and_(
        or_(version.applies_from.is_(None), version.applies_from <= as_at),
        or_(version.applies_to.is_(None), version.applies_to >= as_at),
    )
