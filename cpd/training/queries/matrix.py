"""People by courses: the people of a school, or of the trust page by page, each with how they stand in every course."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Subquery, case, func, select
from sqlalchemy.orm import Session

from cpd.core.paging import PAGE_SIZE, start_of
from cpd.people.actor import Actor
from cpd.people.models import Person, Post, School, StaffGroup
from cpd.training.policy import records as policy
from cpd.training.queries.bits import number
from cpd.training.queries.people import PeopleRow, list_people_rows
from cpd.training.queries.terms import active_on
from cpd.training.queries.words import by_code_point
from cpd.training.rules.coverage import OUTSIDE_THE_FRACTION

# What one sheet of everybody holds at the most.
MOST_AT_ONCE = 2500


@dataclass(frozen=True)
class MatrixPerson:
    """Somebody at a school, with the post that is named there."""

    school_id: uuid.UUID
    school_name: str
    person_id: uuid.UUID
    name: str
    staff_code: str
    job_title: str


@dataclass(frozen=True)
class Wanted:
    """Which part of the matrix: a day, some courses (``None``: all), a staff group (``None``: all)."""

    as_at: dt.date
    course_ids: Collection[uuid.UUID] | None
    staff_group: str | None


def people_of_school(session: Session, actor: Actor, school_id: uuid.UUID, wanted: Wanted) -> list[MatrixPerson]:
    """Everybody with a post at a school on the day whose name the actor may see, by name."""
    conditions = [Post.school_id == school_id]
    if not policy.sees_names_of(actor, school_id):
        conditions.append(Post.person_id.in_(select(Person.id).where(policy.managed_people(actor, school_id))))
    return _read(session, _places(wanted, conditions))


def people_of_trust(session: Session, actor: Actor, wanted: Wanted, page: int | None) -> tuple[list[MatrixPerson], int]:
    """A page of the people of every school whose names the actor sees (``None``: all of them), and how many there are.

    By school and name; somebody at two schools stands at each.
    """
    limit, start = (PAGE_SIZE, start_of(page)) if page else (MOST_AT_ONCE, 0)
    return people_of_schools(session, policy.schools_by_name(actor), wanted, limit, start)


def people_of_schools(
    session: Session, schools: Collection[uuid.UUID] | None, wanted: Wanted, limit: int, start: int
) -> tuple[list[MatrixPerson], int]:
    """Some of the people of these schools, from the place ``start`` on, and how many there are."""
    places = _places(wanted, [] if schools is None else [Post.school_id.in_(schools)])
    total = session.scalar(select(func.count()).select_from(places).where(places.c.place == 1)) or 0
    return _read(session, places, limit, start), total


def _places(wanted: Wanted, conditions: Sequence[ColumnElement[bool]]) -> Subquery:
    """Active posts; ``place`` is 1 for the one that is named, of those of one person at one school."""
    order = (
        Post.fte.desc(),
        Post.started_on,
        case(*((Post.staff_group == group, number(place)) for place, group in enumerate(StaffGroup))),
        by_code_point(Post.job_title),
    )
    query = (
        select(
            Post.school_id,
            Post.person_id,
            Post.job_title,
            func.row_number().over(partition_by=(Post.school_id, Post.person_id), order_by=order).label("place"),
        )
        .join(School, School.id == Post.school_id)
        .where(active_on(wanted.as_at), *conditions)
    )
    if wanted.staff_group is not None:
        query = query.where(Post.staff_group == wanted.staff_group)
    return query.subquery("post_at_place")


def _read(session: Session, places: Subquery, limit: int = MOST_AT_ONCE, start: int = 0) -> list[MatrixPerson]:
    rows = session.execute(
        select(
            places.c.school_id,
            School.name,
            places.c.person_id,
            func.coalesce(func.nullif(Person.preferred_name, ""), Person.first_name) + " " + Person.last_name,
            func.coalesce(Person.staff_code, ""),
            places.c.job_title,
        )
        .join(School, School.id == places.c.school_id)
        .join(Person, Person.id == places.c.person_id)
        .where(places.c.place == 1)
        .order_by(
            School.urn,
            by_code_point(Person.sort_last_name),
            by_code_point(Person.sort_first_name),
            by_code_point(Person.staff_code),
        )
        .limit(limit)
        .offset(start)
    )
    return [MatrixPerson(*row) for row in rows]


def rows_of(
    session: Session, actor: Actor, people: Collection[MatrixPerson], wanted: Wanted, school_id: uuid.UUID | None
) -> list[PeopleRow]:
    """How these people stand. Of those whom the actor manages alone, nothing of absence."""
    rows = list_people_rows(
        session,
        wanted.as_at,
        school_ids={one.school_id for one in people},
        course_ids=wanted.course_ids,
        staff_group=wanted.staff_group,
        people=Person.id.in_({one.person_id for one in people}),
    )
    if school_id is not None and not policy.sees_names_of(actor, school_id):
        return [row for row in rows if row.status not in OUTSIDE_THE_FRACTION]
    return list(rows)
