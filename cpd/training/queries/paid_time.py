"""Attendances held against paid time, and the claims that came of them."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, Time, and_, cast, exists, null, select, union_all
from sqlalchemy.orm import Session, joinedload

from cpd.core.access import found
from cpd.people.actor import Actor
from cpd.people.models import Person, Post
from cpd.people.queries.calendar import working_patterns
from cpd.people.rules.calendar import is_known
from cpd.training.models import (
    Completion,
    Course,
    Presence,
    RegisterMark,
    SessionState,
    TrainingSession,
)
from cpd.training.policy.paid_time import can_read_of_others
from cpd.training.rules.paid_time import Attendance, Reckoned, reckon
from cpd.training.rules.register import SessionHours

# Sessions whose list of who was there is complete.
_OVER = (SessionState.HELD, SessionState.RECORDED)


class SessionFacts(NamedTuple):
    """A session as its attendances are held against paid time."""

    id: uuid.UUID
    held_on: dt.date
    starts_at: dt.time
    ends_at: dt.time
    minutes: int | None
    course_code: str
    course_title: str
    place: str


class Attended(NamedTuple):
    """Who was at which session; from the start where no arrival is noted, until the end where no leaving is."""

    person_id: uuid.UUID
    arrived_at: dt.time | None
    left_at: dt.time | None
    session: SessionFacts


@dataclass(frozen=True)
class Reading:
    """An attendance held against paid time, and the post that its minutes would be paid under: the largest."""

    attended: Attended
    post: Post | None
    reckoned: Reckoned
    # The calendar knows the day; otherwise a weekday was taken for one of term.
    is_known: bool

    @property
    def session(self) -> SessionFacts:
        return self.attended.session

    @property
    def person_id(self) -> uuid.UUID:
        return self.attended.person_id


def _attendance() -> Subquery:
    """Who was there: by the register, or, where none was kept, by the completions that the session gave."""
    marked = exists().where(
        RegisterMark.session_id == Completion.session_id, RegisterMark.person_id == Completion.person_id
    )
    by_register = select(
        RegisterMark.session_id, RegisterMark.person_id, RegisterMark.arrived_at, RegisterMark.left_at
    ).where(RegisterMark.presence == Presence.PRESENT)
    by_completion = (
        select(Completion.session_id, Completion.person_id, cast(null(), Time()), cast(null(), Time()))
        .where(Completion.session_id.is_not(None), ~marked)
        .distinct()
    )
    return union_all(by_register, by_completion).subquery("attendance")


def _attendances(condition: Any) -> Select[Any]:
    there = _attendance()
    return (
        select(
            there.c.person_id,
            there.c.arrived_at,
            there.c.left_at,
            TrainingSession.id,
            TrainingSession.held_on,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            TrainingSession.minutes,
            Course.code,
            Course.title,
            TrainingSession.place,
        )
        .join(TrainingSession, TrainingSession.id == there.c.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(
            TrainingSession.state.in_(_OVER),
            TrainingSession.starts_at.is_not(None),
            TrainingSession.ends_at.is_not(None),
            condition(there),
        )
        .order_by(TrainingSession.held_on.desc(), TrainingSession.starts_at.desc(), TrainingSession.id)
    )


def _read(session: Session, query: Select[Any]) -> list[Attended]:
    return [
        Attended(person_id, arrived_at, left_at, SessionFacts(*facts))
        for person_id, arrived_at, left_at, *facts in session.execute(query)
    ]


def read_session(session: Session, session_id: uuid.UUID) -> list[Reading]:
    """Everybody who was at a session, held against their paid time."""
    return read_sessions(session, [session_id])


def read_sessions(session: Session, session_ids: Collection[uuid.UUID]) -> list[Reading]:
    """The same of several sessions, in as many reads."""
    query = _attendances(lambda there: there.c.session_id.in_(session_ids))
    return _held_against_hours(session, _read(session, query))


def read_person(session: Session, person_id: uuid.UUID, session_id: uuid.UUID | None = None) -> list[Reading]:
    """The sessions that one person was at, or one of them, the latest first."""

    def theirs(there: Subquery) -> ColumnElement[bool]:
        own = there.c.person_id == person_id
        return own if session_id is None else and_(own, there.c.session_id == session_id)

    return _held_against_hours(session, _read(session, _attendances(theirs)))


def _held_against_hours(session: Session, attended: Sequence[Attended]) -> list[Reading]:
    if not attended:
        return []
    days = [one.session.held_on for one in attended]
    posts = working_patterns(session, {one.person_id for one in attended}, min(days), max(days))
    readings = []
    for one in attended:
        day = one.session.held_on
        held = [(post, pattern) for post, pattern in posts.get(one.person_id, ()) if pattern.holds_on(day)]
        patterns = [pattern for _, pattern in held]
        hours = SessionHours(one.session.starts_at, one.session.ends_at, one.session.minutes)
        attendance = Attendance(day, hours, one.arrived_at, one.left_at)
        readings.append(
            Reading(one, held[0][0] if held else None, reckon(attendance, patterns), is_known(patterns, day))
        )
    return readings


def get_session_to_read(session: Session, session_id: uuid.UUID) -> TrainingSession:
    """A session whose list of who was there is complete, with its course. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(TrainingSession)
            .where(TrainingSession.id == session_id, TrainingSession.state.in_(_OVER))
            .options(joinedload(TrainingSession.course))
        ).first()
    )


def can_open_session(session: Session, actor: Actor, session_id: uuid.UUID) -> bool:
    """Whether there is a list of paid time of this session for the actor to open."""
    if not can_read_of_others(actor):
        return False
    over = select(TrainingSession.id).where(TrainingSession.id == session_id, TrainingSession.state.in_(_OVER))
    return session.scalar(over) is not None


class Name(NamedTuple):
    text: str
    sort_key: tuple[str, str, str]


def names_of(session: Session, person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Name]:
    """How these people are called, and what lists sort them by."""
    people = session.scalars(select(Person).where(Person.id.in_(person_ids)))
    return {one.id: Name(one.name, (one.sort_last_name, one.sort_first_name, one.staff_code or "")) for one in people}
