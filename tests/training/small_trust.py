"""A trust on plain values, what coverage must say of it (contract.md section 2, word for word), and its rows.

Everything here goes the slow and obvious way: person by person, course by course, without a thought for a database.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cpd.core.names import fold
from cpd.people.models import Away, Person, Phase, Post, Role, RoleGrant, School, StaffGroup
from cpd.training.models import (
    Category,
    Completion,
    Course,
    CourseRule,
    Exemption,
    Requirement,
    Schools,
    Source,
    requirement_person,
    requirement_school,
    satisfied_by,
)
from cpd.training.rules.coverage import Held, Renewal, Status, deciding, due_on, refresher_counts, status_of

FOR_GOOD = Renewal()
ENTERED = dt.datetime(2026, 1, 1, 9, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class ASchool:
    urn: int
    phase: Phase = Phase.PRIMARY
    joined_on: dt.date | None = None


@dataclass(frozen=True)
class APost:
    person: str
    urn: int
    group: StaffGroup
    title: str
    started_on: dt.date
    ended_on: dt.date | None = None
    fte: Decimal = Decimal(1)


@dataclass(frozen=True)
class ARequirement:
    effective_from: dt.date
    grace_days: int = 0
    effective_to: dt.date | None = None
    groups: frozenset[StaffGroup] | None = None
    phases: frozenset[Phase] | None = None
    urns: frozenset[int] | None = None
    titles: frozenset[str] | None = None
    roles: frozenset[Role] | None = None
    people: frozenset[str] | None = None
    applies_from: dt.date | None = None
    applies_to: dt.date | None = None


@dataclass(frozen=True)
class ARule:
    """What counts for a course and for how long, between two dates."""

    renewal: Renewal = FOR_GOOD
    satisfied_by: frozenset[str] = frozenset()
    refresher: str | None = None
    applies_from: dt.date | None = None
    applies_to: dt.date | None = None


@dataclass(frozen=True)
class ACourse:
    code: str
    rules: tuple[ARule, ...] = (ARule(),)
    requirements: tuple[ARequirement, ...] = ()


@dataclass(frozen=True)
class ACompletion:
    person: str
    course: str
    completed_on: dt.date
    expires_on: dt.date | None = None


@dataclass(frozen=True)
class APeriod:
    """Being away, a role, or (with a course) an exemption."""

    person: str
    started_on: dt.date
    ended_on: dt.date | None = None
    course: str | None = None
    role: Role | None = None


@dataclass
class SmallTrust:
    schools: list[ASchool] = field(default_factory=list)
    # Staff code to last name.
    people: dict[str, str] = field(default_factory=dict)
    posts: list[APost] = field(default_factory=list)
    courses: list[ACourse] = field(default_factory=list)
    completions: list[ACompletion] = field(default_factory=list)
    away: list[APeriod] = field(default_factory=list)
    exemptions: list[APeriod] = field(default_factory=list)
    roles: list[APeriod] = field(default_factory=list)

    # --- What coverage must say

    def people_rows(self, as_at: dt.date) -> list[tuple[Any, ...]]:
        """Urn, staff code, staff group, job title, course, status, completed, expires, due; in the contract's order."""
        rows = []
        for person, course in self._in_scope(as_at):
            posts = self._reached_posts(as_at, person, course)
            status, decides, due = self._standing(as_at, person, course)
            for urn in sorted({post.urn for post in posts}):
                here = [post for post in posts if post.urn == urn]
                first = min(
                    here, key=lambda post: (-post.fte, post.started_on, list(StaffGroup).index(post.group), post.title)
                )
                completed_on = decides.completed_on if decides else None
                expires_on = decides.expires_on if decides else None
                rows.append((urn, person, first.group, first.title, course.code, status, completed_on, expires_on, due))
        return sorted(rows, key=lambda row: (row[0], fold(self.people[row[1]]), "ada", row[1], row[4]))

    def summary(self, as_at: dt.date) -> dict[tuple[int | None, str, str], dict[Status, int]]:
        """The number of people of each status, by school (None: the trust), staff group and course."""
        counted: dict[tuple[int | None, str, str], dict[Status, set[str]]] = {}
        for person, course in self._in_scope(as_at):
            status, _, _ = self._standing(as_at, person, course)
            for post in self._reached_posts(as_at, person, course):
                for urn in (None, post.urn):
                    for group in ("all", post.group):
                        figure = counted.setdefault((urn, group, course.code), {})
                        figure.setdefault(status, set()).add(person)
        return {key: {status: len(people) for status, people in figure.items()} for key, figure in counted.items()}

    def _in_scope(self, as_at: dt.date) -> Iterator[tuple[str, ACourse]]:
        for person in self.people:
            for course in self.courses:
                if self._reached_posts(as_at, person, course):
                    yield person, course

    def _reached_posts(self, as_at: dt.date, person: str, course: ACourse) -> list[APost]:
        return [
            post
            for post in self._active_posts(as_at, person)
            if any(self._reaches(as_at, requirement, post) for requirement in self._in_force(as_at, course))
        ]

    def _active_posts(self, as_at: dt.date, person: str) -> list[APost]:
        joined = {school.urn: school.joined_on or dt.date.min for school in self.schools}
        return [
            post
            for post in self.posts
            if post.person == person
            and post.started_on <= as_at <= (post.ended_on or dt.date.max)
            and joined[post.urn] <= as_at
        ]

    def _in_force(self, as_at: dt.date, course: ACourse) -> list[ARequirement]:
        return [
            requirement
            for requirement in course.requirements
            if requirement.effective_from <= as_at <= (requirement.effective_to or dt.date.max)
            and (requirement.applies_from or dt.date.min) <= as_at <= (requirement.applies_to or dt.date.max)
        ]

    def _reaches(self, as_at: dt.date, requirement: ARequirement, post: APost) -> bool:
        phase = next(school.phase for school in self.schools if school.urn == post.urn)
        roles = {period.role for period in self.roles if period.person == post.person and _covers(period, as_at)}
        titles = requirement.titles
        return (
            (requirement.groups is None or post.group in requirement.groups)
            and (requirement.phases is None or phase in requirement.phases)
            and (requirement.urns is None or post.urn in requirement.urns)
            and (titles is None or post.title.casefold() in {title.casefold() for title in titles})
            and (requirement.roles is None or bool(requirement.roles & roles))
            and (requirement.people is None or post.person in requirement.people)
        )

    def _standing(self, as_at: dt.date, person: str, course: ACourse) -> tuple[Status, Held | None, dt.date]:
        due = due_on(
            (min(post.started_on for post in reached), requirement.effective_from, requirement.grace_days)
            for requirement in self._in_force(as_at, course)
            if (
                reached := [
                    post for post in self._active_posts(as_at, person) if self._reaches(as_at, requirement, post)
                ]
            )
        )
        decides = deciding(self._counting(as_at, person, course))
        status = status_of(
            as_at,
            exempt=any(
                period.person == person and period.course == course.code and _covers(period, as_at)
                for period in self.exemptions
            ),
            away=any(period.person == person and _covers(period, as_at) for period in self.away),
            decides=decides,
            due=due,
        )
        return status, decides, due

    def _counting(self, as_at: dt.date, person: str, course: ACourse) -> list[Held]:
        rule = next(
            rule
            for rule in course.rules
            if (rule.applies_from or dt.date.min) <= as_at <= (rule.applies_to or dt.date.max)
        )
        mine = [done for done in self.completions if done.person == person and done.completed_on <= as_at]
        full = [done.completed_on for done in mine if done.course == course.code]
        return [
            Held(done.completed_on, done.expires_on or rule.renewal.expires_on(done.completed_on))
            for done in mine
            if (
                refresher_counts(done.completed_on, full)
                if done.course == rule.refresher
                else done.course == course.code or done.course in rule.satisfied_by
            )
        ]

    # --- Its rows

    def write(self, session: Session) -> None:
        school_ids = {school.urn: uuid.uuid4() for school in self.schools}
        person_ids = {code: uuid.uuid4() for code in self.people}
        course_ids = {course.code: uuid.uuid4() for course in self.courses}
        session.add_all(
            School(
                id=school_ids[school.urn],
                urn=school.urn,
                name=f"School {school.urn}",
                sort_name=f"school {school.urn}",
                phase=school.phase,
                joined_on=school.joined_on,
            )
            for school in self.schools
        )
        session.add_all(
            Person(
                id=person_ids[code],
                staff_code=code,
                first_name="Ada",
                last_name=name,
                sort_last_name=fold(name),
                sort_first_name="ada",
            )
            for code, name in self.people.items()
        )
        session.add_all(
            Course(
                id=course_ids[course.code],
                code=course.code,
                title=f"About {course.code}",
                category=Category.OTHER,
                standards=[],
                entered_at=ENTERED,
            )
            for course in self.courses
        )
        session.flush()
        session.add_all(
            Post(
                person_id=person_ids[post.person],
                school_id=school_ids[post.urn],
                job_title=post.title,
                staff_group=post.group,
                fte=post.fte,
                started_on=post.started_on,
                ended_on=post.ended_on,
            )
            for post in self.posts
        )
        session.add_all(
            Completion(
                person_id=person_ids[done.person],
                course_id=course_ids[done.course],
                completed_on=done.completed_on,
                expires_on=done.expires_on,
                source=Source.IMPORT,
                entered_at=ENTERED,
            )
            for done in self.completions
        )
        for period in self.away:
            session.add(
                Away(person_id=person_ids[period.person], started_on=period.started_on, ended_on=period.ended_on)
            )
        for period in self.roles:
            session.add(
                RoleGrant(
                    person_id=person_ids[period.person],
                    role=period.role,
                    school_id=self.schools and school_ids[self.schools[0].urn],
                    started_on=period.started_on,
                    ended_on=period.ended_on,
                )
            )
        for period in self.exemptions:
            assert period.course is not None
            session.add(
                Exemption(
                    person_id=person_ids[period.person],
                    course_id=course_ids[period.course],
                    reason="agreed with the head",
                    started_on=period.started_on,
                    ended_on=period.ended_on,
                    entered_at=ENTERED,
                )
            )
        for course in self.courses:
            for rule in course.rules:
                _write_rule(session, course_ids, course_ids[course.code], rule)
            for requirement in course.requirements:
                _write_requirement(session, school_ids, person_ids, course_ids[course.code], requirement)
        session.flush()


def _covers(period: APeriod, day: dt.date) -> bool:
    return period.started_on <= day <= (period.ended_on or dt.date.max)


def _write_rule(session: Session, course_ids: dict[str, uuid.UUID], course_id: uuid.UUID, rule: ARule) -> None:
    row = CourseRule(
        id=uuid.uuid4(),
        course_id=course_id,
        applies_from=rule.applies_from,
        applies_to=rule.applies_to,
        renewal_kind=rule.renewal.kind,
        renewal_months=rule.renewal.months,
        renew_by=rule.renewal.renew_by,
        refresher_course_id=course_ids[rule.refresher] if rule.refresher else None,
        entered_at=ENTERED,
    )
    session.add(row)
    session.flush()
    for code in rule.satisfied_by:
        session.execute(satisfied_by.insert().values(course_rule_id=row.id, course_id=course_ids[code]))


def _write_requirement(
    session: Session,
    school_ids: dict[int, uuid.UUID],
    person_ids: dict[str, uuid.UUID],
    course_id: uuid.UUID,
    requirement: ARequirement,
) -> None:
    def listed(values: frozenset[Any] | None) -> list[str] | None:
        return None if values is None else sorted(values)

    schools = Schools.NAMED if requirement.urns is not None else Schools.ALL
    row = Requirement(
        id=uuid.uuid4(),
        course_id=course_id,
        effective_from=requirement.effective_from,
        effective_to=requirement.effective_to,
        grace_days=requirement.grace_days,
        staff_groups=listed(requirement.groups),
        schools=Schools.PHASES if requirement.phases is not None else schools,
        phases=listed(requirement.phases),
        job_titles=listed(requirement.titles),
        roles=listed(requirement.roles),
        names_people=requirement.people is not None,
        applies_from=requirement.applies_from,
        applies_to=requirement.applies_to,
        entered_at=ENTERED,
    )
    session.add(row)
    session.flush()
    for urn in requirement.urns or ():
        session.execute(requirement_school.insert().values(requirement_id=row.id, school_id=school_ids[urn]))
    for code in requirement.people or ():
        session.execute(requirement_person.insert().values(requirement_id=row.id, person_id=person_ids[code]))
