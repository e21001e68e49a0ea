"""What speaks against a day and hour for a session. Told to whoever plans it; nothing is refused for it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from cpd.core.models import holds
from cpd.people.models import Person, Post, PostHours, School
from cpd.people.queries.calendar import calendars
from cpd.people.rules.calendar import WEEKDAYS, Calendar, Day
from cpd.people.rules.staff import DAYS
from cpd.training.festivals import festivals_on
from cpd.training.models import Invitation, SessionState, TrainingSession
from cpd.training.queries.sessions import ON_THE_LIST

_MOST_NAMES = 20


@dataclass(frozen=True)
class Occasion:
    """The day and hour that are looked at; ``session_id`` is the session's own, which is no clash with itself."""

    held_on: dt.date
    starts_at: dt.time | None
    ends_at: dt.time | None
    session_id: uuid.UUID | None = None

    def meets(self) -> ColumnElement[bool]:
        """SQL: another announced session at the same time. One whose hours are not known takes the whole day."""
        conditions: list[ColumnElement[bool]] = [
            TrainingSession.held_on == self.held_on,
            TrainingSession.state.in_((SessionState.ANNOUNCED, SessionState.HELD)),
        ]
        if self.session_id is not None:
            conditions.append(TrainingSession.id != self.session_id)
        if self.starts_at is not None and self.ends_at is not None:
            conditions.append(
                or_(
                    TrainingSession.starts_at.is_(None),
                    TrainingSession.ends_at.is_(None),
                    and_(TrainingSession.starts_at < self.ends_at, TrainingSession.ends_at > self.starts_at),
                )
            )
        return and_(*conditions)


@dataclass(frozen=True)
class People:
    """How many, and the names of the first of them whom the reader sees."""

    count: int
    names: tuple[str, ...]


def on_list(session_id: uuid.UUID) -> ColumnElement[bool]:
    """SQL: the person stands on a session's list."""
    return Person.id.in_(
        select(Invitation.person_id).where(Invitation.session_id == session_id, Invitation.state.in_(ON_THE_LIST))
    )


def not_at_work(session: Session, day: dt.date, people: ColumnElement[bool], seen: ColumnElement[bool]) -> People:
    """Those who work on no such weekday in any of their posts. A post that names no days is worked on all five."""
    posts = (Post.person_id == Person.id) & holds(Post, day)
    weekday = day.weekday()
    own_hours = exists().where(PostHours.post_id == Post.id)
    by_days = Post.working_days.contains(DAYS[weekday])
    if weekday in WEEKDAYS:
        by_days = or_(Post.working_days.is_(None), by_days)
    may_work = or_(own_hours.where(PostHours.weekday == weekday), ~own_hours & by_days)
    absent = exists().where(posts) & ~exists().where(posts, may_work)
    return _people(session, people & absent, seen)


def elsewhere(session: Session, occasion: Occasion, people: ColumnElement[bool], seen: ColumnElement[bool]) -> People:
    """Those who stand on the list of another session at the same time, or lead it."""
    on_another = (
        select(Invitation.person_id)
        .join(TrainingSession, TrainingSession.id == Invitation.session_id)
        .where(Invitation.state.in_(ON_THE_LIST), occasion.meets())
    )
    leads = select(TrainingSession.leader_person_id).where(
        occasion.meets(), TrainingSession.leader_person_id.is_not(None)
    )
    return _people(session, people & or_(Person.id.in_(on_another), Person.id.in_(leads)), seen)


def _people(session: Session, wanted: ColumnElement[bool], seen: ColumnElement[bool]) -> People:
    count = session.scalar(select(func.count()).select_from(Person).where(wanted)) or 0
    if not count:
        return People(0, ())
    named = session.scalars(
        select(Person)
        .where(wanted, seen)
        .order_by(Person.sort_last_name, Person.sort_first_name, Person.staff_code)
        .limit(_MOST_NAMES)
    )
    return People(count, tuple(person.name for person in named))


def leader_works(session: Session, occasion: Occasion, leader_id: uuid.UUID) -> tuple[bool, bool]:
    """Whether the leader works on that weekday, and whether they are free at that time."""
    leader = Person.id == leader_id
    return (
        not not_at_work(session, occasion.held_on, leader, false()).count,
        not elsewhere(session, occasion, leader, false()).count,
    )


def closed_because(calendar: Calendar, day: dt.date) -> str:
    """Why a school is closed, in words; empty where it is open or nothing is known."""
    if day.weekday() not in WEEKDAYS:
        return "it is a weekend"
    return {Day.BANK_HOLIDAY: "a bank holiday", Day.HOLIDAY: "in the holidays"}.get(calendar.day(day), "")


def schools_of(session: Session, day: dt.date, people: ColumnElement[bool]) -> list[tuple[uuid.UUID, str, int]]:
    """The schools where these people work on a day, with how many of them work at each."""
    query: Select[uuid.UUID, str, int] = (
        select(School.id, School.name, func.count(Post.person_id.distinct()))
        .join(Post, Post.school_id == School.id)
        .join(Person, Person.id == Post.person_id)
        .where(holds(Post, day), people)
        .group_by(School.id, School.name, School.sort_name)
        .order_by(School.sort_name)
    )
    return [(school_id, name, count) for school_id, name, count in session.execute(query)]


@dataclass(frozen=True)
class Clashes:
    """All that speaks against a day and hour, as it was found."""

    festivals: tuple[str, ...]
    host_closed: str
    # An INSET day was meant, and the calendar has another.
    is_no_inset: bool
    leader_is_off: bool
    leader_is_elsewhere: bool
    # Name of a school, why it is closed, how many of the people work there.
    closed_schools: tuple[tuple[str, str, int], ...]
    off: People
    elsewhere: People


_NOBODY = People(0, ())


def find_clashes(
    session: Session,
    occasion: Occasion,
    *,
    is_inset: bool,
    host_school_id: uuid.UUID | None,
    leader_id: uuid.UUID | None,
    people: ColumnElement[bool] | None = None,
    seen: ColumnElement[bool] | None = None,
) -> Clashes:
    """Look at a day and hour: for the school and the leader, and for ``people``, of whom those ``seen`` are named."""
    day = occasion.held_on
    works, is_free = leader_works(session, occasion, leader_id) if leader_id else (True, True)
    named = false() if seen is None else seen
    places = [] if people is None else schools_of(session, day, people)
    here = set() if host_school_id is None else {host_school_id}
    open_days = calendars(session, here | {school_id for school_id, _, _ in places})
    host = None if host_school_id is None else open_days[host_school_id]
    return Clashes(
        festivals=festivals_on(day, occasion.ends_at),
        host_closed=closed_because(host, day) if host else "",
        is_no_inset=is_inset and host is not None and host.day(day) is Day.TERM,
        leader_is_off=not works,
        leader_is_elsewhere=not is_free,
        closed_schools=tuple(
            (name, reason, count)
            for school_id, name, count in places
            if school_id != host_school_id and (reason := closed_because(open_days[school_id], day))
        ),
        off=_NOBODY if people is None else not_at_work(session, day, people, named),
        elsewhere=_NOBODY if people is None else elsewhere(session, occasion, people, named),
    )
