"""Who is in a figure of coverage and who is not: the people behind it, and those of whom the course is not asked."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import Session

from cpd.people.actor import Actor
from cpd.people.models import Person, Post, School
from cpd.training.policy import records as policy
from cpd.training.queries.people import PeopleRow, list_people_rows
from cpd.training.queries.terms import active_on, list_terms
from cpd.training.queries.words import by_code_point
from cpd.training.rules.coverage import ALL_GROUPS, OUTSIDE_THE_FRACTION


@dataclass(frozen=True)
class Place:
    """Which figure: one course, a school or the whole trust, a staff group or all."""

    course_id: uuid.UUID
    as_at: dt.date
    school_id: uuid.UUID | None = None
    group: str = ALL_GROUPS

    @property
    def staff_group(self) -> str | None:
        return None if self.group == ALL_GROUPS else self.group


@dataclass(frozen=True)
class NotAsked:
    """Somebody who works there on the day, of whom the course is not asked."""

    person_id: uuid.UUID
    name: str
    job_title: str
    staff_group: str
    school_name: str


def list_counted(session: Session, actor: Actor, place: Place) -> list[PeopleRow]:
    """The people of a figure whose names the actor may see, each once. A line manager learns nothing of absence."""
    known = policy.schools_by_name(actor)
    schools: Collection[uuid.UUID] | None = known if place.school_id is None else {place.school_id}
    managed: ColumnElement[bool] | None = None
    if place.school_id is not None and known is not None and place.school_id not in known:
        if not actor.is_line_manager:
            return []
        managed = policy.managed_people(actor, place.school_id)
    elif schools is not None and not schools:
        return []
    rows = list_people_rows(
        session,
        place.as_at,
        school_ids=schools,
        course_ids={place.course_id},
        people=managed,
        staff_group=place.staff_group,
    )
    once = {
        row.person_id: row for row in reversed(list(rows)) if managed is None or row.status not in OUTSIDE_THE_FRACTION
    }
    return list(reversed(once.values()))


def list_not_asked(session: Session, actor: Actor, place: Place) -> list[NotAsked]:
    """Those with a post at the place on the day, in none of whose posts there the course is asked, by name."""
    known = policy.schools_by_name(actor)
    allowed = known is None or (place.school_id in known if place.school_id else bool(known))
    if not allowed:
        return []
    person = (
        Person.id,
        func.coalesce(func.nullif(Person.preferred_name, ""), Person.first_name) + " " + Person.last_name,
        Post.job_title,
        Post.staff_group,
        School.name,
    )
    query = (
        _not_asked(session, place, select(*person).join(Person, Person.id == Post.person_id))
        .where(true() if known is None else Post.school_id.in_(known))
        .order_by(
            by_code_point(Person.sort_last_name),
            by_code_point(Person.sort_first_name),
            Post.fte.desc(),
            Post.started_on,
        )
    )
    once: dict[uuid.UUID, NotAsked] = {}
    for row in session.execute(query):
        once.setdefault(row[0], NotAsked(*row))
    return list(once.values())


def count_not_asked(session: Session, place: Place) -> int:
    """How many people that is, whoever asks."""
    return session.scalar(_not_asked(session, place, select(func.count(Post.person_id.distinct())))) or 0


def _not_asked(session: Session, place: Place, columns: Select[Any]) -> Select[Any]:
    terms = list_terms(session, place.as_at, {place.course_id})
    reached = or_(false(), *(one.audience.reaches(place.as_at) for course in terms for one in course.requirements))
    # Inside, post and school are others than outside.
    asked = _posts_at(select(Post.person_id), place).where(reached).correlate(None)
    return _posts_at(columns, place).where(Post.person_id.not_in(asked))


def _posts_at(columns: Select[Any], place: Place) -> Select[Any]:
    query = columns.join(School, School.id == Post.school_id).where(active_on(place.as_at))
    if place.school_id is not None:
        query = query.where(Post.school_id == place.school_id)
    return query if place.staff_group is None else query.where(Post.staff_group == place.staff_group)
