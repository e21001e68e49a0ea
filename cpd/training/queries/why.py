"""Why somebody stands as they do with one course on one day: every fact that the rules of coverage looked at.

Which requirement reaches which post is asked of the database by the same conditions as coverage itself, what counts and
what decides by the same functions of ``rules``, and the status is the one that coverage by name gives.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, select, true
from sqlalchemy.orm import Session, selectinload

from cpd.core.models import holds
from cpd.people.models import Away, Person, Post, School
from cpd.training.models import Completion, Course, Exemption, Requirement
from cpd.training.queries.people import PeopleRow, list_people_rows
from cpd.training.queries.terms import Audience, CourseTerms, active_on, audience_of, in_force, list_terms
from cpd.training.rules.coverage import Held, deciding, due_on, refresher_counts


@dataclass(frozen=True)
class AskedPost:
    """A post of the person, and what each requirement in force says of it."""

    post: Post
    school: School
    is_active: bool
    # For each requirement in force, in their order: the lists that leave the post out. An empty one: it is reached.
    left_out_by: tuple[tuple[str, ...], ...]

    def is_reached_by(self, number: int) -> bool:
        return self.is_active and not self.left_out_by[number]


@dataclass(frozen=True)
class AskedBy:
    """A requirement in force, and when the course is due through it; no date where it reaches no active post."""

    requirement: Requirement
    started_on: dt.date | None
    due_on: dt.date | None


class Because(StrEnum):
    """Why a completion counts or does not (rule 4)."""

    ITSELF = "itself"
    STANDS_IN = "stands_in"
    REFRESHES = "refreshes"
    NOTHING_TO_REFRESH = "nothing_to_refresh"
    LATER = "later"


@dataclass(frozen=True)
class ReadCompletion:
    completion: Completion
    course: Course
    because: Because
    # With the last day that rule 5 gives it; nothing where it does not count.
    held: Held | None


@dataclass(frozen=True)
class Why:
    """The facts, in the order of contract.md section 2."""

    as_at: dt.date
    terms: CourseTerms | None
    asked_by: tuple[AskedBy, ...]
    not_in_force: tuple[Requirement, ...]
    posts: tuple[AskedPost, ...]
    completions: tuple[ReadCompletion, ...]
    decides: Held | None
    exemption: Exemption | None
    away: Away | None
    # What coverage by name says; nothing where the person is not in scope.
    row: PeopleRow | None


def explain(session: Session, person_id: uuid.UUID, course: Course, as_at: dt.date) -> Why:
    """Every step for one person, course and day. Whoever calls has made sure that the reader may know."""
    terms = next(iter(list_terms(session, as_at, {course.id})), None)
    asking, others = _requirements(session, course.id, as_at)
    posts = _posts(session, person_id, as_at, [audience_of(requirement) for requirement in asking])
    completions = _completions(session, person_id, as_at, course, terms)
    rows = list_people_rows(session, as_at, course_ids={course.id}, people=Person.id == person_id)
    return Why(
        as_at,
        terms,
        tuple(_asked_by(number, requirement, posts) for number, requirement in enumerate(asking)),
        others,
        posts,
        completions,
        deciding(one.held for one in completions if one.held),
        session.scalars(
            select(Exemption).where(
                Exemption.person_id == person_id, Exemption.course_id == course.id, holds(Exemption, as_at)
            )
        ).first(),
        session.scalars(select(Away).where(Away.person_id == person_id, holds(Away, as_at))).first(),
        next(rows, None),
    )


def _requirements(
    session: Session, course_id: uuid.UUID, as_at: dt.date
) -> tuple[tuple[Requirement, ...], tuple[Requirement, ...]]:
    """Those in force and those that are not, each by the day from which they hold."""
    rows = session.execute(
        select(Requirement, in_force(as_at).label("in_force"))
        .where(Requirement.course_id == course_id)
        .options(selectinload(Requirement.named_schools))
        .order_by(Requirement.effective_from, Requirement.id)
    ).all()
    return tuple(row[0] for row in rows if row.in_force), tuple(row[0] for row in rows if not row.in_force)


def _posts(
    session: Session, person_id: uuid.UUID, as_at: dt.date, audiences: Sequence[Audience]
) -> tuple[AskedPost, ...]:
    named = [list(audience.conditions(as_at).items()) for audience in audiences]
    columns: list[Any] = [and_(true(), condition) for conditions in named for _, condition in conditions]
    rows = session.execute(
        select(Post, School, active_on(as_at), *columns)
        .join(School, School.id == Post.school_id)
        .where(Post.person_id == person_id)
        .order_by(Post.started_on, Post.job_title)
    )
    found = []
    for post, school, is_active, *answers in rows:
        holding = iter(answers)
        left_out = tuple(tuple(name for name, _ in conditions if not next(holding)) for conditions in named)
        found.append(AskedPost(post, school, bool(is_active), left_out))
    return tuple(found)


def _asked_by(number: int, requirement: Requirement, posts: Sequence[AskedPost]) -> AskedBy:
    starts = [one.post.started_on for one in posts if one.is_reached_by(number)]
    if not starts:
        return AskedBy(requirement, None, None)
    first = min(starts)
    return AskedBy(requirement, first, due_on([(first, requirement.effective_from, requirement.grace_days)]))


def _completions(
    session: Session, person_id: uuid.UUID, as_at: dt.date, course: Course, terms: CourseTerms | None
) -> tuple[ReadCompletion, ...]:
    """The person's completions of every course of which one may count, the newest first."""
    course_ids = terms.every_course_id if terms else {course.id}
    rows = [
        (done, of)
        for done, of in session.execute(
            select(Completion, Course)
            .join(Course, Course.id == Completion.course_id)
            .where(Completion.person_id == person_id, Completion.course_id.in_(course_ids))
            .order_by(Completion.completed_on.desc(), Course.code)
        )
    ]
    full = [done.completed_on for done, _ in rows if done.course_id == course.id]
    return tuple(_read(done, of, as_at, course, terms, full) for done, of in rows)


def _read(
    done: Completion, of: Course, as_at: dt.date, course: Course, terms: CourseTerms | None, full: Sequence[dt.date]
) -> ReadCompletion:
    if done.completed_on > as_at:
        return ReadCompletion(done, of, Because.LATER, None)
    because = Because.ITSELF if of.id == course.id else Because.STANDS_IN
    if terms is not None and of.id == terms.refresher_course_id:
        because = Because.REFRESHES
        if not refresher_counts(done.completed_on, full):
            return ReadCompletion(done, of, Because.NOTHING_TO_REFRESH, None)
    if terms is None:
        return ReadCompletion(done, of, because, None)
    return ReadCompletion(
        done, of, because, Held(done.completed_on, done.expires_on or terms.renewal.expires_on(done.completed_on))
    )
