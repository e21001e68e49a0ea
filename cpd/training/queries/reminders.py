"""Who is to be reminded of what this week, and whom no mail reaches."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Away, Person, Post
from cpd.people.queries.calendar import calendars
from cpd.people.rules.calendar import WEEKDAYS, Day
from cpd.training.models import TrainingReminder, TrainingWish
from cpd.training.queries.people import PeopleRow, list_people_rows
from cpd.training.rules.coverage import Status
from cpd.training.rules.reminders import TrainingMail, act_by, is_told, manager_is_told, week_of

_WORKED = frozenset({Day.TERM, Day.INSET, Day.UNKNOWN})
_ASKS = (Status.EXPIRED, Status.OVERDUE, Status.DUE_SOON, Status.NOT_YET_DUE)


@dataclass(frozen=True)
class ToDo:
    """One course that somebody is reminded of, and the day by which it is or was to be done."""

    course_code: str
    course_title: str
    status: Status
    by: dt.date


@dataclass
class Reminded:
    """One person with everything that this week's mail says."""

    person: Person
    own: list[ToDo] = field(default_factory=list)
    # The people they manage whose training has been late for a while, by name.
    team: dict[uuid.UUID, tuple[str, list[ToDo]]] = field(default_factory=dict)


def schools_at_work(session: Session, today: dt.date) -> frozenset[uuid.UUID]:
    """The schools where this is a working day: not at the weekend, and in no holiday as far as the calendar knows."""
    if today.weekday() not in WEEKDAYS:
        return frozenset()
    schools = frozenset(session.scalars(select(Post.school_id).where(holds(Post, today)).distinct()))
    return frozenset(key for key, calendar in calendars(session, schools).items() if calendar.day(today) in _WORKED)


def list_reminded(session: Session, today: dt.date) -> list[Reminded]:
    """Whoever works today, was not reminded this week, and has something to be told; everybody once."""
    at_work = schools_at_work(session, today)
    if not at_work:
        return []
    people = {person.id: person for person in session.scalars(select(Person).where(_reachable(today, at_work)))}
    off = _turned_off(session)
    found = {person_id: Reminded(person) for person_id, person in people.items()}
    managers = _managers(session, today)
    for row, todo in _to_do(session, today):
        reminded = found.get(row.person_id)
        if reminded is not None and TrainingMail.OWN not in off.get(row.person_id, ()) and is_told(*_of(todo), today):
            reminded.own.append(todo)
        if manager_is_told(*_of(todo), today):
            for manager_id in managers.get(row.person_id, ()):
                if manager_id in found and TrainingMail.TEAM not in off.get(manager_id, ()):
                    name = f"{row.first_name} {row.last_name}"
                    found[manager_id].team.setdefault(row.person_id, (name, []))[1].append(todo)
    return [one for one in found.values() if one.own or one.team]


def _of(todo: ToDo) -> tuple[Status, dt.date]:
    return todo.status, todo.by


def _to_do(
    session: Session,
    today: dt.date,
    *,
    school_ids: Collection[uuid.UUID] | None = None,
    people: ColumnElement[bool] | None = None,
) -> Iterator[tuple[PeopleRow, ToDo]]:
    """What people have to do, each course of a person once."""
    told: set[tuple[uuid.UUID, uuid.UUID]] = set()
    for row in list_people_rows(session, today, statuses=_ASKS, school_ids=school_ids, people=people):
        by = act_by(row.status, row.expires_on, row.due_on)
        if by is None or (row.person_id, row.course_id) in told:
            continue
        told.add((row.person_id, row.course_id))
        yield row, ToDo(row.course_code, row.course_title, row.status, by)


def _reachable(today: dt.date, at_work: Collection[uuid.UUID]) -> ColumnElement[bool]:
    """Works today at a school that is not on holiday, is not away, and has no mail of this week."""
    here = exists().where(Post.person_id == Person.id, Post.school_id.in_(at_work), holds(Post, today))
    away = exists().where(Away.person_id == Person.id, holds(Away, today))
    told = exists().where(TrainingReminder.person_id == Person.id, TrainingReminder.week_of == week_of(today))
    return here & ~away & ~told


def _managers(session: Session, today: dt.date) -> Mapping[uuid.UUID, Collection[uuid.UUID]]:
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    query = select(Post.person_id, Post.line_manager_id).where(Post.line_manager_id.is_not(None), holds(Post, today))
    for person_id, manager_id in session.execute(query):
        assert manager_id is not None
        found[person_id].add(manager_id)
    return found


def _turned_off(session: Session) -> Mapping[uuid.UUID, Sequence[str]]:
    rows = session.execute(select(TrainingWish.person_id, TrainingWish.mails_off))
    return {row.person_id: row.mails_off for row in rows}


def mails_off(session: Session, person_id: uuid.UUID | None) -> list[str]:
    """Which mails somebody has turned off."""
    return session.scalar(select(TrainingWish.mails_off).where(TrainingWish.person_id == person_id)) or []


@dataclass(frozen=True)
class OnPaper:
    """Somebody without an address, with what a mail would have said."""

    person_id: uuid.UUID
    name: str
    staff_code: str
    school_id: uuid.UUID
    school_name: str
    job_title: str
    own: tuple[ToDo, ...]
    # Whether this week's reminder was due already, and put on this list in place of a mail.
    listed: bool


def list_without_address(session: Session, today: dt.date, school_ids: Collection[uuid.UUID] | None) -> list[OnPaper]:
    """The people of these schools (``None``: all) whom no mail reaches and who have something to do, by name."""
    conditions = [Person.email.is_(None), exists().where(Post.person_id == Person.id, holds(Post, today))]
    people = Person.id.in_(select(Person.id).where(*conditions))
    listed = set(
        session.scalars(
            select(TrainingReminder.person_id).where(
                TrainingReminder.week_of == week_of(today), TrainingReminder.was_mailed.is_(False)
            )
        )
    )
    found: dict[uuid.UUID, tuple[PeopleRow, list[ToDo]]] = {}
    for row, todo in _to_do(session, today, school_ids=school_ids, people=people):
        if is_told(*_of(todo), today):
            found.setdefault(row.person_id, (row, []))[1].append(todo)
    return [
        OnPaper(
            person_id,
            f"{row.first_name} {row.last_name}",
            row.staff_code,
            row.school_id,
            row.school_name,
            row.job_title,
            tuple(todo),
            person_id in listed,
        )
        for person_id, (row, todo) in found.items()
    ]


def list_team(session: Session, actor: Actor) -> list[tuple[uuid.UUID, str, list[ToDo]]]:
    """The people whose line manager the actor is, with what each has to do, by school and name."""
    if not actor.is_line_manager:
        return []
    managed = select(Post.person_id).where(Post.line_manager_id == actor.person_id, holds(Post, actor.today))
    found: dict[uuid.UUID, tuple[str, list[ToDo]]] = {}
    for row, todo in _to_do(session, actor.today, people=Person.id.in_(managed)):
        found.setdefault(row.person_id, (f"{row.first_name} {row.last_name}", []))[1].append(todo)
    return [(person_id, name, todos) for person_id, (name, todos) in found.items()]
