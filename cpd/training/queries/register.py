"""Reads of a register: who is expected, what is marked, and what has changed since a tablet last looked."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from cpd.core.access import require
from cpd.core.models import holds
from cpd.core.names import fold
from cpd.people.actor import Actor
from cpd.people.models import Person, Post, School
from cpd.people.queries import Colleague, colleagues_in_schools
from cpd.training.models import (
    Completion,
    Invitation,
    InvitationState,
    MarkedBy,
    Presence,
    RegisterMark,
    TrainingSession,
)
from cpd.training.policy import sessions as session_policy
from cpd.training.queries.sessions import get_session
from cpd.training.rules.register import SessionHours, Stay

EXPECTED = (InvitationState.INVITED, InvitationState.JOINED, InvitationState.WAITING)
_Marker = aliased(Person)


def get_register(session: Session, actor: Actor, session_id: uuid.UUID) -> TrainingSession:
    """A session whose register the actor keeps. Raises ``NotFound`` and ``Forbidden``."""
    training_session = get_session(session, actor, session_id)
    require(session_policy.can_keep_register(actor, training_session))
    return training_session


def hours_of(training_session: TrainingSession) -> SessionHours:
    return SessionHours(training_session.starts_at, training_session.ends_at, training_session.minutes)


def stay_of(mark: RegisterMark) -> Stay:
    return Stay(mark.presence is Presence.PRESENT, mark.arrived_at, mark.left_at)


def _stay(mark: RegisterMark | None) -> Stay | None:
    return None if mark is None else stay_of(mark)


@dataclass(frozen=True)
class Work:
    """What somebody's largest post is, and where."""

    job_title: str
    school: str

    @property
    def line(self) -> str:
        return f"{self.job_title}, {self.school}"


@dataclass(frozen=True)
class RegisterLine:
    """One person of a register: who they are, and the mark there is, if any."""

    person_id: uuid.UUID
    name: str
    # "Quill, Rosa", as lists are read out.
    last_first: str
    # The words of the name, folded, by whose first letters it is found.
    letters: str
    staff_code: str
    school: str
    # Job and school.
    line: str
    is_expected: bool
    stay: Stay | None = None
    change: int = 0
    came_unannounced: bool = False
    marked_by: MarkedBy | None = None
    marker: str = ""
    marked_at: dt.datetime | None = None

    def is_found_by(self, words: Sequence[str]) -> bool:
        names = self.letters.split()
        return all(any(name.startswith(word) for name in names) for word in words)


def list_register(
    session: Session, training_session: TrainingSession, *, since: int = 0, person_ids: Collection[uuid.UUID] = ()
) -> list[RegisterLine]:
    """Everybody expected or marked, by name; or those marked ``since`` a change; or these people alone."""
    session_id = training_session.id
    query = (
        select(Person, Invitation.state, RegisterMark, _Marker)
        .outerjoin(RegisterMark, and_(RegisterMark.person_id == Person.id, RegisterMark.session_id == session_id))
        .outerjoin(
            Invitation,
            and_(
                Invitation.person_id == Person.id,
                Invitation.session_id == session_id,
                Invitation.state.in_(EXPECTED),
            ),
        )
        .outerjoin(_Marker, _Marker.id == RegisterMark.marked_by_id)
        .order_by(Person.sort_last_name, Person.sort_first_name, Person.staff_code)
    )
    if person_ids:
        query = query.where(Person.id.in_(person_ids))
    elif since:
        query = query.where(RegisterMark.change > since)
    else:
        expected = select(Invitation.person_id).where(
            Invitation.session_id == session_id, Invitation.state.in_(EXPECTED)
        )
        marked = select(RegisterMark.person_id).where(RegisterMark.session_id == session_id)
        query = query.where(Person.id.in_(expected.union(marked)))
    rows = session.execute(query).all()
    work = _where_they_work(session, [row[0].id for row in rows], training_session.held_on)
    return [_line(person, state, mark, marker, work.get(person.id)) for person, state, mark, marker in rows]


def _line(
    person: Person, state: InvitationState | None, mark: RegisterMark | None, marker: Person | None, work: Work | None
) -> RegisterLine:
    line = RegisterLine(
        person_id=person.id,
        name=person.name,
        last_first=f"{person.last_name}, {person.known_as}",
        letters=fold(f"{person.known_as} {person.first_name} {person.last_name}"),
        staff_code=person.staff_code or "",
        school=work.school if work else "",
        line=work.line if work else "",
        is_expected=state is not None,
    )
    if mark is None:
        return line
    return replace(
        line,
        stay=stay_of(mark),
        change=mark.change,
        came_unannounced=mark.came_unannounced,
        marked_by=mark.marked_by,
        marker=marker.name if marker is not None else "",
        marked_at=mark.marked_at,
    )


def _where_they_work(session: Session, person_ids: Collection[uuid.UUID], day: dt.date) -> dict[uuid.UUID, Work]:
    """Job and school of each person's largest post on a day, in one statement."""
    rows = session.execute(
        select(Post.person_id, Post.job_title, School.name)
        .join(School, School.id == Post.school_id)
        .where(Post.person_id.in_(person_ids), holds(Post, day))
        .order_by(Post.fte.desc(), Post.started_on, Post.id)
    )
    work: dict[uuid.UUID, Work] = {}
    for person_id, job_title, school in rows:
        work.setdefault(person_id, Work(job_title, school))
    return work


def last_change(session: Session, session_id: uuid.UUID) -> int:
    """The newest change of a register; 0 while nobody is marked."""
    return session.scalar(select(func.max(RegisterMark.change)).where(RegisterMark.session_id == session_id)) or 0


def find_anybody(session: Session, training_session: TrainingSession, text: str) -> list[Colleague]:
    """People of any school by three letters, for somebody who came without being on the list."""
    return colleagues_in_schools(session, None, text, training_session.held_on, limit=10)


@dataclass(frozen=True)
class CatchUpLine:
    """Somebody who had a place and did not earn the course."""

    person_id: uuid.UUID
    name: str
    line: str
    stay: Stay | None


def list_catch_up(session: Session, training_session: TrainingSession) -> list[CatchUpLine]:
    """Who was invited or joined, did not earn the course here, and has not completed it since."""
    earned = select(Completion.person_id).where(
        Completion.course_id == training_session.course_id, Completion.completed_on >= training_session.held_on
    )
    rows = session.execute(
        select(Person, RegisterMark)
        .join(Invitation, Invitation.person_id == Person.id)
        .outerjoin(
            RegisterMark,
            and_(RegisterMark.person_id == Person.id, RegisterMark.session_id == training_session.id),
        )
        .where(
            Invitation.session_id == training_session.id,
            Invitation.state.in_(EXPECTED),
            Person.id.not_in(earned),
        )
        .order_by(Person.sort_last_name, Person.sort_first_name, Person.staff_code)
    ).all()
    work = _where_they_work(session, [person.id for person, _ in rows], training_session.held_on)
    return [
        CatchUpLine(person.id, person.name, work[person.id].line if person.id in work else "", _stay(mark))
        for person, mark in rows
    ]


def session_of_code(session: Session, code: str) -> TrainingSession | None:
    """The session that a code for checking in or out belongs to. Not scoped: whoever stands in the room reads it."""
    if not code:
        return None
    return session.scalars(
        select(TrainingSession).where(
            or_(TrainingSession.check_in_code == code, TrainingSession.check_out_code == code)
        )
    ).first()


def with_occasion(session: Session, session_id: uuid.UUID) -> TrainingSession:
    """A session with its course, leader and host school, for whoever has shown its code."""
    return session.scalars(
        select(TrainingSession)
        .where(TrainingSession.id == session_id)
        .options(
            joinedload(TrainingSession.course),
            joinedload(TrainingSession.leader),
            joinedload(TrainingSession.host_school),
        )
        .execution_options(populate_existing=True)
    ).one()


def count_here(session: Session, session_id: uuid.UUID) -> int:
    return (
        session.scalar(
            select(func.count()).where(RegisterMark.session_id == session_id, RegisterMark.presence == Presence.PRESENT)
        )
        or 0
    )
