"""All that one person has done, for the record that they take with them; and who has left and may still take it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from cpd.core.access import found
from cpd.core.paging import PAGE_SIZE, Slice, start_of
from cpd.people.actor import Actor
from cpd.people.models import Person, Post, School
from cpd.training.models import (
    CertificateFile,
    Completion,
    Course,
    OwnCertificate,
    Presence,
    RegisterMark,
    SessionState,
    TrainingSession,
)
from cpd.training.policy import records as policy


@dataclass(frozen=True)
class Done:
    """A completion with its course, and the session it came from."""

    completion: Completion
    course: Course
    session: TrainingSession | None
    host_school: str
    led_by: str


@dataclass(frozen=True)
class Attended:
    """A session that somebody came to without having it as a completion."""

    session: TrainingSession
    course: Course
    host_school: str


def list_done(session: Session, person_id: uuid.UUID) -> list[Done]:
    """The newest first."""
    leader = aliased(Person)
    leader_name = func.coalesce(func.nullif(leader.preferred_name, ""), leader.first_name) + " " + leader.last_name
    rows = session.execute(
        select(Completion, Course, TrainingSession, School.name, leader_name)
        .join(Course, Course.id == Completion.course_id)
        .outerjoin(TrainingSession, TrainingSession.id == Completion.session_id)
        .outerjoin(School, School.id == TrainingSession.host_school_id)
        .outerjoin(leader, leader.id == TrainingSession.leader_person_id)
        .where(Completion.person_id == person_id)
        .order_by(Completion.completed_on.desc(), Course.title)
    )
    return [Done(done, course, held, school or "", name or "") for done, course, held, school, name in rows]


def list_attended(session: Session, person_id: uuid.UUID) -> list[Attended]:
    """Sessions that took place with the person in the register and gave no completion: too short a stay, or one of
    that day from elsewhere."""
    given = select(Completion.session_id).where(Completion.person_id == person_id, Completion.session_id.is_not(None))
    rows = session.execute(
        select(TrainingSession, Course, School.name)
        .join(RegisterMark, RegisterMark.session_id == TrainingSession.id)
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(School, School.id == TrainingSession.host_school_id)
        .where(
            RegisterMark.person_id == person_id,
            RegisterMark.presence == Presence.PRESENT,
            TrainingSession.state == SessionState.HELD,
            TrainingSession.id.not_in(given),
        )
        .order_by(TrainingSession.held_on.desc(), Course.title)
    )
    return [Attended(held, course, school or "") for held, course, school in rows]


def list_certificate_contents(session: Session, person_id: uuid.UUID) -> list[tuple[str, bytes]]:
    """Name and content of the person's own certificate files, the newest first."""
    rows = session.execute(
        select(CertificateFile.name, CertificateFile.content)
        .join(OwnCertificate, OwnCertificate.id == CertificateFile.own_certificate_id)
        .where(OwnCertificate.person_id == person_id)
        .order_by(OwnCertificate.completed_on.desc(), OwnCertificate.id)
    )
    return [(name, content) for name, content in rows]


def get_done(session: Session, person_id: uuid.UUID, completion_id: uuid.UUID) -> tuple[Completion, Course, Person]:
    """One completion of this person. Raises ``NotFound``."""
    row = session.execute(
        select(Completion, Course, Person)
        .join(Course, Course.id == Completion.course_id)
        .join(Person, Person.id == Completion.person_id)
        .where(Completion.id == completion_id, Completion.person_id == person_id)
    ).first()
    completion, course, person = found(row)
    return completion, course, person


@dataclass(frozen=True)
class Leaver:
    person_id: uuid.UUID
    name: str
    staff_code: str | None
    left_on: dt.date


def list_leavers(session: Session, actor: Actor, page: int) -> Slice[Leaver]:
    """Those who left and whose record the actor may hand out, the latest first."""
    left = (
        select(Post.person_id, func.max(Post.ended_on).label("left_on")).group_by(Post.person_id).subquery("last_day")
    )
    rows = session.execute(
        select(Person, left.c.left_on)
        .join(left, left.c.person_id == Person.id)
        .where(policy.leavers(actor))
        .order_by(left.c.left_on.desc(), Person.sort_last_name, Person.sort_first_name, Person.id)
        .limit(PAGE_SIZE)
        .offset(start_of(page))
    )
    total = session.scalar(select(func.count()).select_from(Person).where(policy.leavers(actor))) or 0
    lines = tuple(Leaver(person.id, person.name, person.staff_code, left_on) for person, left_on in rows)
    return Slice(lines, page, total)


def get_leaver(session: Session, actor: Actor, person_id: uuid.UUID) -> Person:
    """Somebody who left, for who may hand out their record. Raises ``NotFound``."""
    return found(session.scalars(select(Person).where(Person.id == person_id, policy.leavers(actor))).first())
