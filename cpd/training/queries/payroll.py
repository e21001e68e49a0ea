"""What payroll is still to be told, and the files it was given."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased, defer

from cpd.core.access import found
from cpd.core.clock import LONDON
from cpd.people.models import Person, Post, School
from cpd.training.models import ClaimState, Course, PaidTimeClaim, PayrollFile, PayrollLine, TrainingSession


class Line(NamedTuple):
    """What payroll is to be told of one claim: its minutes, or by how many they differ from what it was told."""

    claim_id: uuid.UUID
    minutes: int
    is_correction: bool
    staff_code: str
    last_name: str
    first_name: str
    school_urn: int
    school_name: str
    job_title: str
    session_date: dt.date
    course_code: str
    course_title: str
    approved_by: str
    approved_on: dt.date | None


def list_untold(session: Session, last: dt.date, school_ids: Collection[uuid.UUID] | None = None) -> Sequence[Line]:
    """Every claim of sessions up to a day of which payroll was told something else than what holds now.

    One statement: approved minutes, nought for what is not approved, less the sum of the lines there are.
    """
    told = (
        select(PayrollLine.claim_id, func.sum(PayrollLine.minutes).label("minutes"))
        .group_by(PayrollLine.claim_id)
        .subquery("told")
    )
    owed = case((PaidTimeClaim.state == ClaimState.APPROVED, PaidTimeClaim.minutes), else_=0)
    difference = owed - func.coalesce(told.c.minutes, 0)
    answered_by = aliased(Person)
    query = (
        select(
            PaidTimeClaim.id,
            difference,
            told.c.claim_id.is_not(None),
            func.coalesce(Person.staff_code, ""),
            Person.last_name,
            func.coalesce(Person.preferred_name, Person.first_name),
            School.urn,
            School.name,
            Post.job_title,
            TrainingSession.held_on,
            Course.code,
            Course.title,
            func.coalesce(answered_by.preferred_name, answered_by.first_name, ""),
            func.coalesce(answered_by.last_name, ""),
            PaidTimeClaim.answered_at,
        )
        .join(Person, Person.id == PaidTimeClaim.person_id)
        .join(Post, Post.id == PaidTimeClaim.post_id)
        .join(School, School.id == Post.school_id)
        .join(TrainingSession, TrainingSession.id == PaidTimeClaim.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(told, told.c.claim_id == PaidTimeClaim.id)
        .outerjoin(answered_by, answered_by.id == PaidTimeClaim.answered_by_id)
        .where(TrainingSession.held_on <= last, difference != 0)
        .order_by(
            School.urn,
            Person.sort_last_name,
            Person.sort_first_name,
            Person.staff_code,
            TrainingSession.held_on,
            Course.code,
            PaidTimeClaim.id,
        )
    )
    if school_ids is not None:
        query = query.where(Post.school_id.in_(school_ids))
    return [
        Line._make((*facts, f"{first} {last_name}".strip(), _day(answered_at)))
        for *facts, first, last_name, answered_at in session.execute(query)
    ]


def _day(at: dt.datetime | None) -> dt.date | None:
    return at.astimezone(LONDON).date() if at else None


def list_files(session: Session) -> list[tuple[PayrollFile, str, int, int]]:
    """The files there are, the latest first: who made each, its lines and its minutes; without the bytes."""
    counted = (
        select(
            PayrollLine.payroll_file_id,
            func.count().label("lines"),
            func.sum(PayrollLine.minutes).label("minutes"),
        )
        .group_by(PayrollLine.payroll_file_id)
        .subquery("counted")
    )
    rows = session.execute(
        select(PayrollFile, Person, counted.c.lines, counted.c.minutes)
        .join(counted, counted.c.payroll_file_id == PayrollFile.id)
        .outerjoin(Person, Person.id == PayrollFile.made_by_id)
        .options(defer(PayrollFile.csv))
        .order_by(PayrollFile.month.desc(), PayrollFile.number.desc())
    )
    return [(file, person.name if person else "", lines, minutes) for file, person, lines, minutes in rows]


def get_file(session: Session, file_id: uuid.UUID) -> PayrollFile:
    """A file with its bytes. Raises ``NotFound``."""
    return found(session.get(PayrollFile, file_id))


def find_file(session: Session, month: dt.date, number: int) -> PayrollFile | None:
    return session.scalars(select(PayrollFile).where(PayrollFile.month == month, PayrollFile.number == number)).first()


def next_number(session: Session, month: dt.date) -> int:
    return (session.scalar(select(func.max(PayrollFile.number)).where(PayrollFile.month == month)) or 0) + 1


def urns_of(session: Session, school_ids: Collection[uuid.UUID]) -> frozenset[int]:
    return frozenset(session.scalars(select(School.urn).where(School.id.in_(school_ids))))
