"""Whom a drafted requirement would reach, and what coverage would be with it. Nothing is written to find out.

The same statements count it as count what is in force: a draft is an audience whose schools and people are named in
the statement instead of in tables.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from cpd.core.paging import PAGE_SIZE, Slice, start_of
from cpd.people.models import Person, Post, School
from cpd.training.models import Completion, Course, CourseRule
from cpd.training.queries.summary import Summary, count_terms
from cpd.training.queries.terms import Audience, CourseTerms, RequirementTerms, active_on, list_terms


@dataclass(frozen=True)
class DraftedAudience(Audience):
    """An audience that is not kept yet."""

    school_ids: frozenset[uuid.UUID] | None = None
    person_ids: frozenset[uuid.UUID] | None = None

    def conditions(self, as_at: dt.date) -> dict[str, ColumnElement[bool]]:
        conditions = super().conditions(as_at)
        if self.school_ids is not None:
            conditions["schools"] = Post.school_id.in_(sorted(self.school_ids))
        if self.person_ids is not None:
            conditions["people"] = Post.person_id.in_(sorted(self.person_ids))
        return conditions


@dataclass(frozen=True)
class Draft:
    """A requirement as it is typed: for whom, from when until when, and how many days there are for it."""

    course_id: uuid.UUID
    audience: DraftedAudience
    effective_from: dt.date
    effective_to: dt.date | None
    grace_days: int

    def shown_on(self, today: dt.date) -> dt.date:
        """The day for which a preview is counted: today, or the first day of what begins later."""
        return max(today, self.effective_from)


class Reached(NamedTuple):
    """Somebody whom a draft would reach, through the first of their posts."""

    person_id: uuid.UUID
    name: str
    school: str
    job_title: str
    last_completed_on: dt.date | None


@dataclass(frozen=True)
class Preview:
    as_at: dt.date
    before: Summary
    after: Summary
    # Of those whom the draft reaches, and nobody else.
    reached: Summary


def preview(session: Session, course: Course, draft: Draft, today: dt.date) -> Preview:
    """Coverage of the course without the draft, with it, and of whom it reaches. ``course`` has its rules loaded."""
    as_at = draft.shown_on(today)
    drafted = RequirementTerms(draft.effective_from, draft.grace_days, draft.audience)
    known = list_terms(session, as_at, {course.id})
    asked = known[0].requirements if known else ()

    def counted(*requirements: RequirementTerms) -> Summary:
        return count_terms(session, as_at, (_terms(course, as_at, requirements),), few_courses=True)

    return Preview(
        as_at,
        before=counted(*asked) if asked else Summary(()),
        after=counted(*asked, drafted),
        reached=counted(drafted),
    )


def _terms(course: Course, as_at: dt.date, requirements: tuple[RequirementTerms, ...]) -> CourseTerms:
    rule = _rule_on(course, as_at)
    return CourseTerms(
        course_id=course.id,
        code=course.code,
        title=course.title,
        renewal=rule.renewal,
        refresher_course_id=rule.refresher_course_id,
        satisfied_by=frozenset(other.id for other in rule.satisfied_by),
        requirements=requirements,
    )


def _rule_on(course: Course, day: dt.date) -> CourseRule:
    begun = [rule for rule in course.rules if rule.applies_from is None or rule.applies_from <= day]
    return max(begun, key=lambda rule: rule.applies_from or dt.date.min)


def list_reached(session: Session, course: Course, draft: Draft, today: dt.date, page: int) -> Slice[Reached]:
    """By name, a page at a time, whom the draft would reach, and when they last did what counts for it."""
    as_at = draft.shown_on(today)
    counts_for = _terms(course, as_at, ()).every_course_id
    people = _first_posts(draft, as_at).subquery("reached_person")
    last = (
        select(Completion.person_id, func.max(Completion.completed_on).label("completed_on"))
        .where(Completion.course_id.in_(counts_for), Completion.completed_on <= as_at)
        .group_by(Completion.person_id)
        .subquery("last_completion")
    )
    rows = session.execute(
        select(Person, School.name.label("school"), Post.job_title, last.c.completed_on)
        .join_from(people, Person, Person.id == people.c.person_id)
        .join(Post, Post.id == people.c.post_id)
        .join(School, School.id == Post.school_id)
        .outerjoin(last, last.c.person_id == Person.id)
        .order_by(Person.sort_last_name, Person.sort_first_name, Person.staff_code)
        .limit(PAGE_SIZE)
        .offset(start_of(page))
    )
    total = session.scalar(select(func.count()).select_from(people)) or 0
    reached = (Reached(row.Person.id, row.Person.name, row.school, row.job_title, row.completed_on) for row in rows)
    return Slice(tuple(reached), page, total)


def _first_posts(draft: Draft, as_at: dt.date) -> Select[*tuple[uuid.UUID, uuid.UUID]]:
    """Each person reached, once, with one of the posts through which they are."""
    place = (
        func.row_number().over(partition_by=Post.person_id, order_by=(Post.fte.desc(), Post.started_on, Post.id))
    ).label("place")
    posts = (
        select(Post.person_id, Post.id.label("post_id"), place)
        .join(School, School.id == Post.school_id)
        .where(active_on(as_at), draft.audience.reaches(as_at))
        .subquery("reached_post")
    )
    return select(posts.c.person_id, posts.c.post_id).where(posts.c.place == 1)


def job_titles(session: Session, today: dt.date) -> list[str]:
    """The job titles that somebody holds today, by name."""
    titles = session.scalars(
        select(Post.job_title).join(School, School.id == Post.school_id).where(active_on(today)).distinct()
    )
    return sorted(titles, key=str.casefold)
