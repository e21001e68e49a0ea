"""Reads of courses, completions, exemptions and own certificates, each as far as the actor may see them."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cpd.core.access import found
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Post, School, StaffGroup
from cpd.standards.models import Standard
from cpd.training.models import (
    Completion,
    Course,
    CourseRule,
    Exemption,
    Requirement,
    SessionState,
    TrainingSession,
)
from cpd.training.policy import records as policy
from cpd.training.queries.known import course_key


def list_courses(session: Session) -> list[Course]:
    """Every course by title."""
    return list(session.scalars(select(Course).order_by(Course.title, Course.code)))


def get_course(session: Session, code: str) -> Course:
    """A course by its code, with all its versions; everybody may read it. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(Course)
            .where(func.lower(Course.code) == course_key(code))
            .options(
                selectinload(Course.rules).options(
                    selectinload(CourseRule.satisfied_by), joinedload(CourseRule.refresher_course)
                ),
                selectinload(Course.requirements).options(
                    selectinload(Requirement.named_schools), selectinload(Requirement.named_people)
                ),
            )
        ).first()
    )


def stands_in_for(session: Session, course_id: uuid.UUID, day: dt.date) -> list[Course]:
    """The courses in whose place this one counts on a day, or which it refreshes."""
    applies = _applies(day)
    return list(
        session.scalars(
            select(Course)
            .join(CourseRule, CourseRule.course_id == Course.id)
            .where(
                applies,
                or_(
                    CourseRule.refresher_course_id == course_id,
                    CourseRule.satisfied_by.any(Course.id == course_id),
                ),
            )
            .order_by(Course.code)
        )
    )


def _applies(day: dt.date) -> ColumnElement[bool]:
    return or_(CourseRule.applies_from.is_(None), CourseRule.applies_from <= day) & or_(
        CourseRule.applies_to.is_(None), CourseRule.applies_to >= day
    )


def standards_by_code(session: Session, codes: Collection[str]) -> dict[str, str]:
    """The headings of these standards."""
    rows = session.execute(select(Standard.code, Standard.short).where(Standard.code.in_(codes)))
    return {row.code: row.short for row in rows}


def get_person(session: Session, actor: Actor, person_id: uuid.UUID) -> Person:
    """A person whose training list the actor may open. Raises ``NotFound``."""
    return found(session.scalars(select(Person).where(Person.id == person_id, policy.visible_people(actor))).first())


def list_completions(session: Session, actor: Actor, person_id: uuid.UUID) -> list[tuple[Completion, Course]]:
    """All that a person completed, the newest first, for those who may open their list."""
    rows = session.execute(
        select(Completion, Course)
        .join(Course, Course.id == Completion.course_id)
        .join(Person, Person.id == Completion.person_id)
        .where(Completion.person_id == person_id, policy.visible_people(actor))
        .order_by(Completion.completed_on.desc(), Course.title)
    )
    return [(completion, course) for completion, course in rows]


def changeable_completion_ids(session: Session, actor: Actor, person_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Which of a person's completions the actor may put right."""
    return frozenset(
        session.scalars(
            select(Completion.id).where(Completion.person_id == person_id, policy.changeable_completions(actor))
        )
    )


def get_completion(session: Session, actor: Actor, completion_id: uuid.UUID) -> Completion:
    """A completion the actor may put right, with person and course. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(Completion)
            .where(Completion.id == completion_id, policy.changeable_completions(actor))
            .options(joinedload(Completion.person), joinedload(Completion.course))
        ).first()
    )


def list_exemptions(session: Session, actor: Actor, person_id: uuid.UUID) -> list[tuple[Exemption, Course]]:
    """A person's exemptions that the actor may see, the newest first."""
    rows = session.execute(
        select(Exemption, Course)
        .join(Course, Course.id == Exemption.course_id)
        .where(Exemption.person_id == person_id, policy.visible_exemptions(actor))
        .order_by(Exemption.started_on.desc(), Course.title)
    )
    return [(exemption, course) for exemption, course in rows]


def get_exemption(session: Session, actor: Actor, exemption_id: uuid.UUID) -> Exemption:
    """An exemption the actor may change, with person and course. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(Exemption)
            .where(Exemption.id == exemption_id, policy.changeable_exemptions(actor))
            .options(joinedload(Exemption.person), joinedload(Exemption.course))
        ).first()
    )


@dataclass(frozen=True)
class Candidate:
    """Somebody whose completion may be recorded."""

    person_id: uuid.UUID
    name: str
    staff_code: str | None
    job_title: str
    staff_group: StaffGroup


def list_candidates(
    session: Session, actor: Actor, school_id: uuid.UUID, staff_group: str | None = None
) -> list[Candidate]:
    """The people of a school today whose completions the actor may record, by name."""
    schools = policy.schools_to_record_for(actor)
    if not policy.can_record(actor) or (schools is not None and school_id not in schools):
        return []
    query = (
        select(Person, Post.job_title, Post.staff_group)
        .join(Post, Post.person_id == Person.id)
        .where(Post.school_id == school_id, holds(Post, actor.today))
        .order_by(Person.sort_last_name, Person.sort_first_name, Person.staff_code, Post.fte.desc(), Post.started_on)
    )
    if staff_group:
        query = query.where(Post.staff_group == staff_group)
    people: dict[uuid.UUID, Candidate] = {}
    for person, job_title, group in session.execute(query):
        people.setdefault(person.id, Candidate(person.id, person.name, person.staff_code, job_title, group))
    return list(people.values())


def recordable(session: Session, actor: Actor, person_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Those of these people whose completions the actor may record, with their names."""
    rows = session.scalars(select(Person).where(Person.id.in_(set(person_ids)), _recordable(actor)))
    return {person.id: person.name for person in rows}


def find_recordable(session: Session, actor: Actor, typed: Collection[str]) -> dict[str, list[Person]]:
    """For each line typed, the people it may mean: a staff code, an address, or a first and last name."""
    found_people: dict[str, list[Person]] = {line: [] for line in typed}
    if not typed:
        return found_people
    keys = {line.casefold() for line in typed}
    full_name = func.lower(func.coalesce(Person.preferred_name, Person.first_name) + " " + Person.last_name)
    rows = session.scalars(
        select(Person).where(
            or_(func.lower(Person.staff_code).in_(keys), Person.email.in_(keys), full_name.in_(keys)),
            _recordable(actor),
        )
    ).all()
    for line, people in found_people.items():
        key = line.casefold()
        people += [
            person
            for person in rows
            if key in {(person.staff_code or "").casefold(), person.email, person.name.casefold()}
        ]
    return found_people


def _recordable(actor: Actor) -> ColumnElement[bool]:
    """SQL: the actor may record completions of this person, who works here or has worked here."""
    if not policy.can_record(actor):
        return false()
    schools = policy.schools_to_record_for(actor)
    if schools is None:
        return Person.staff_code.is_not(None)
    return Person.id.in_(select(Post.person_id).where(Post.school_id.in_(schools), holds(Post, actor.today)))


@dataclass(frozen=True)
class Batch:
    """What was recorded at once: the occasion, and each completion with its person."""

    session: TrainingSession
    course: Course
    completions: list[tuple[Completion, Person]]


def get_batch(session: Session, actor: Actor, session_id: uuid.UUID) -> Batch:
    """An occasion that the actor recorded afterwards, with the completions that still belong to it. What was planned
    has a register of its own. Raises ``NotFound``."""
    training_session = found(
        session.scalars(
            select(TrainingSession)
            .where(
                TrainingSession.id == session_id,
                TrainingSession.entered_by_id == actor.person_id,
                TrainingSession.state == SessionState.RECORDED,
            )
            .options(joinedload(TrainingSession.course), joinedload(TrainingSession.host_school))
        ).first()
    )
    completions = session.execute(
        select(Completion, Person)
        .join(Person, Person.id == Completion.person_id)
        .where(Completion.session_id == session_id)
        .order_by(Person.sort_last_name, Person.sort_first_name)
    )
    return Batch(
        training_session, training_session.course, [(completion, person) for completion, person in completions]
    )


def schools_of(session: Session, person_id: uuid.UUID, day: dt.date) -> list[School]:
    """The schools where a person has a post on a day."""
    return list(
        session.scalars(
            select(School)
            .where(School.id.in_(select(Post.school_id).where(Post.person_id == person_id, holds(Post, day))))
            .order_by(School.sort_name)
        )
    )
