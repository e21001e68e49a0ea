"""Reads of people, their posts, and their time away."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from cpd.core.access import found
from cpd.core.models import holds
from cpd.core.names import fold
from cpd.people import policy
from cpd.people.actor import Actor
from cpd.people.models import Away, Person, Post, School, StaffGroup

SHORTEST_SEARCH = 3
_Manager = aliased(Person)


@dataclass(frozen=True)
class Colleague:
    """A line of the directory: who, which job, where; ``school_ids`` of every post that was looked at."""

    person_id: uuid.UUID
    staff_code: str | None
    name: str
    job_title: str
    school: str
    staff_group: StaffGroup
    school_ids: tuple[uuid.UUID, ...]

    @property
    def line(self) -> str:
        others = len(self.school_ids) - 1
        more = f" and {others} more post{'s' if others > 1 else ''}" if others else ""
        return f"{self.job_title}, {self.school}{more}"


def colleagues_in_schools(
    session: Session, school_ids: Collection[uuid.UUID] | None, text: str, today: dt.date, limit: int = 20
) -> list[Colleague]:
    """People with a post today at these schools (``None``: at any), by three letters from the start of their names.

    One line a person, by the largest post. Callers choose schools from the actor's own.
    """
    words = fold(text).split()
    if sum(map(len, words)) < SHORTEST_SEARCH:
        return []
    query = _posts_today(school_ids, today)
    for word in words:
        query = query.where(
            or_(
                *(
                    condition
                    for name in (Person.sort_first_name, Person.sort_last_name)
                    for condition in (
                        name.startswith(word, autoescape=True),
                        name.contains(f" {word}", autoescape=True),
                    )
                )
            )
        )
    return _one_a_person(session, query.limit(limit * 3))[:limit]


def staff_of_school(session: Session, actor: Actor, school_id: uuid.UUID) -> list[Colleague]:
    """Everybody with a post at a school today, for those who look after its people."""
    if not policy.can_see_staff_of(actor, school_id):
        return []
    return _one_a_person(session, _posts_today({school_id}, actor.today))


def _posts_today(school_ids: Collection[uuid.UUID] | None, today: dt.date) -> Select[Person, str, StaffGroup, School]:
    query = (
        select(Person, Post.job_title, Post.staff_group, School)
        .join(Post, Post.person_id == Person.id)
        .join(School, School.id == Post.school_id)
        .where(holds(Post, today), or_(School.closed_on.is_(None), School.closed_on >= today))
        .order_by(
            Person.sort_last_name, Person.sort_first_name, Person.staff_code, Post.fte.desc(), Post.started_on, Post.id
        )
    )
    return query if school_ids is None else query.where(Post.school_id.in_(school_ids))


def _one_a_person(session: Session, query: Select[Person, str, StaffGroup, School]) -> list[Colleague]:
    posts: dict[uuid.UUID, list[tuple[Person, str, StaffGroup, School]]] = {}
    for row in session.execute(query):
        posts.setdefault(row[0].id, []).append(row)
    return [
        Colleague(
            person.id,
            person.staff_code,
            person.name,
            job_title,
            school.name,
            staff_group,
            tuple(row[3].id for row in rows),
        )
        for rows in posts.values()
        for person, job_title, staff_group, school in rows[:1]
    ]


def get_person(session: Session, actor: Actor, person_id: uuid.UUID) -> Person:
    """A person whose record ``actor`` may open. Raises ``NotFound``."""
    return found(session.scalars(select(Person).where(Person.id == person_id, policy.visible_people(actor))).first())


def person_by_staff_code(session: Session, staff_code: str) -> Person | None:
    """The person with this staff code, however its letters are typed. Not scoped: for commands and sign-in."""
    exact = session.scalars(select(Person).where(Person.staff_code == staff_code.strip())).first()
    if exact is not None:
        return exact
    return session.scalars(
        select(Person).where(func.lower(Person.staff_code) == staff_code.strip().lower()).order_by(Person.id)
    ).first()


def active_posts(session: Session, person_id: uuid.UUID, day: dt.date) -> list[tuple[Post, School]]:
    """A person's posts on a day, active as contract.md section 2 says, the largest first."""
    return [
        (post, school)
        for post, school in session.execute(
            select(Post, School)
            .join(School, School.id == Post.school_id)
            .where(
                Post.person_id == person_id,
                holds(Post, day),
                or_(School.joined_on.is_(None), School.joined_on <= day),
            )
            .order_by(Post.fte.desc(), Post.started_on, Post.job_title)
        )
    ]


def posts_for(session: Session, actor: Actor, person_id: uuid.UUID) -> list[tuple[Post, School, Person | None]]:
    """A person's posts that ``actor`` may see, newest first, with school and line manager."""
    rows = session.execute(
        select(Post, School, _Manager)
        .join(School, School.id == Post.school_id)
        .outerjoin(_Manager, _Manager.id == Post.line_manager_id)
        .where(Post.person_id == person_id, policy.visible_posts(actor))
        .order_by(Post.started_on.desc(), Post.job_title)
    )
    return [(post, school, manager) for post, school, manager in rows]


def away_periods(session: Session, actor: Actor, person_id: uuid.UUID) -> list[Away]:
    """When a person was or is away, newest first, as far as ``actor`` may know it."""
    return list(
        session.scalars(
            select(Away).where(Away.person_id == person_id, policy.visible_away(actor)).order_by(Away.started_on.desc())
        )
    )


def get_away(session: Session, actor: Actor, away_id: uuid.UUID) -> Away:
    """A period away that ``actor`` may see. Raises ``NotFound``."""
    return found(session.scalars(select(Away).where(Away.id == away_id, policy.visible_away(actor))).first())


def school_ids_of(session: Session, person_id: uuid.UUID, today: dt.date) -> frozenset[uuid.UUID]:
    """The schools where a person has a post today: who may write about them is decided by these."""
    return frozenset(session.scalars(select(Post.school_id).where(Post.person_id == person_id, holds(Post, today))))
