"""Coverage by name: a row for each person, school and course in scope, and a person's own list.

The database says which requirements reach which post, in the order of the rows; the completions of a thousand people at
a time are read beside it, and ``rules`` are applied to them as they stand. docs/adr/0003 says why not in SQL; 0018 how
two million rows are read without being held.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, case, cast, func, literal_column, select
from sqlalchemy.orm import Session

from cpd.core.models import holds
from cpd.people.models import Away, Person, Post, School, StaffGroup
from cpd.training.models import Completion, Exemption
from cpd.training.queries.bits import number, union, where
from cpd.training.queries.reckoning import (
    REQUIREMENTS_AT_ONCE,
    ActivePost,
    Completions,
    PeopleLine,
    Reckoning,
    numbered,
)
from cpd.training.queries.terms import CourseTerms, active_on, list_terms
from cpd.training.queries.words import by_code_point
from cpd.training.rules.coverage import Status

# Posts whose people are read and held at once: whole schools, until there are so many. Twice as many would take seven
# megabytes more, and be hardly quicker.
POSTS_AT_ONCE = 1000


class PeopleRow(NamedTuple):
    """One line of coverage by name (contract.md section 4)."""

    as_at: dt.date
    school_id: uuid.UUID
    school_urn: int
    school_name: str
    person_id: uuid.UUID
    staff_code: str
    last_name: str
    first_name: str
    staff_group: str
    job_title: str
    course_id: uuid.UUID
    course_code: str
    course_title: str
    status: Status
    completed_on: dt.date | None
    expires_on: dt.date | None
    due_on: dt.date


class PeopleLines(NamedTuple):
    """Coverage by name before it is put into rows: what a row says of each course, and the lines as they are read."""

    courses: Sequence[tuple[uuid.UUID, str, str]]
    # Those of one person at one school together.
    places: Iterator[list[PeopleLine]]


def list_people_rows(
    session: Session,
    as_at: dt.date,
    *,
    school_ids: Collection[uuid.UUID] | None = None,
    course_ids: Collection[uuid.UUID] | None = None,
    statuses: Collection[Status] | None = None,
    people: ColumnElement[bool] | None = None,
    staff_group: str | None = None,
) -> Iterator[PeopleRow]:
    """Coverage by name in the order of the contract, read as it is asked for.

    ``school_ids`` leaves the rows of these schools, ``course_ids`` and ``statuses`` those of these; ``people`` is a
    condition on ``Person``, and nobody else is in the rows; with ``staff_group`` it is whom a figure of this group
    counts, through a post of this group. A post at another school still counts for ``due_on``.
    """
    courses, places = read_people(
        session, as_at, school_ids=school_ids, course_ids=course_ids, people=people, staff_group=staff_group
    )
    for post, k, outcome, due in chain.from_iterable(places):
        if statuses is None or outcome.status in statuses:
            how = outcome.status, outcome.completed_on, outcome.expires_on
            yield PeopleRow._make((*post.in_words, *courses[k], *how, due))


def read_people(
    session: Session,
    as_at: dt.date,
    *,
    school_ids: Collection[uuid.UUID] | None = None,
    course_ids: Collection[uuid.UUID] | None = None,
    people: ColumnElement[bool] | None = None,
    staff_group: str | None = None,
) -> PeopleLines:
    """The same as lines, for a file of very many of them."""
    terms = list_terms(session, as_at, course_ids)
    places = _read(session, as_at, terms, school_ids, people, staff_group) if terms else iter(())
    return PeopleLines([course.in_words for course in terms], places)


def _read(
    session: Session,
    as_at: dt.date,
    terms: tuple[CourseTerms, ...],
    school_ids: Collection[uuid.UUID] | None,
    people: ColumnElement[bool] | None,
    staff_group: str | None,
) -> Iterator[list[PeopleLine]]:
    reckoning = Reckoning(terms, as_at)
    for schools in _schools_at_once(session, school_ids) if people is None else [school_ids]:
        # In a function of its own, so that the people of these schools are let go before the next are read.
        yield from _read_at_once(session, terms, reckoning, schools, people, staff_group)


def _read_at_once(
    session: Session,
    terms: tuple[CourseTerms, ...],
    reckoning: Reckoning,
    schools: Collection[uuid.UUID] | None,
    people: ColumnElement[bool] | None,
    staff_group: str | None,
) -> Iterator[list[PeopleLine]]:
    as_at = reckoning.as_at
    everywhere = _list_posts(session, as_at, terms, schools, people)
    posts_of: dict[uuid.UUID, list[ActivePost]] = defaultdict(list)
    for post in everywhere:
        posts_of[post.person_id].append(post)
    whose = _whose(session, tuple(posts_of), schools if people is None else None)
    completions = _list_completions(session, as_at, reckoning.course_ids, whose)
    exempt = _list_exemptions(session, as_at, whose)
    here = (
        post
        for post in everywhere
        if (schools is None or post.school_id in schools) and (staff_group is None or post.staff_group == staff_group)
    )
    for (_, person_id), posts in groupby(here, key=_place_of):
        told = completions.get(person_id)
        done = reckoning.completions(told) if told else _NOTHING_DONE
        yield reckoning.lines(list(posts), posts_of[person_id], done, exempt.get(person_id))


def _place_of(post: ActivePost) -> tuple[uuid.UUID, uuid.UUID]:
    return post.school_id, post.person_id


# A statement of SQLite takes some thirty thousand values; of more people all are read.
_MOST_NAMED = 20_000
# Keys of people, or the query that finds them.
_Whose = Sequence[uuid.UUID] | Select[uuid.UUID]


def _whose(session: Session, person_ids: Sequence[uuid.UUID], schools: Collection[uuid.UUID] | None) -> _Whose:
    """To name thousands of keys takes SQLite longer than to find them by whole schools; PostgreSQL, told of schools,
    would read the completions of the whole trust for each few thousand people."""
    if schools is not None and session.get_bind().dialect.name == "sqlite":
        return _people_of(schools)
    return person_ids if len(person_ids) <= _MOST_NAMED else select(Post.person_id)


def _people_of(schools: Collection[uuid.UUID]) -> Select[uuid.UUID]:
    return select(Post.person_id).where(Post.school_id.in_(schools))


_NOTHING_DONE = Completions({}, {})


def _schools_at_once(
    session: Session, school_ids: Collection[uuid.UUID] | None
) -> Iterator[frozenset[uuid.UUID] | None]:
    """The schools by URN, a few thousand posts at a time; one school is never parted."""
    query = select(Post.school_id, func.count()).join(School).group_by(Post.school_id, School.urn).order_by(School.urn)
    if school_ids is not None:
        query = query.where(Post.school_id.in_(school_ids))
    together: set[uuid.UUID] = set()
    posts, whole = 0, True
    for school_id, count in session.execute(query).all():
        if together and posts + count > POSTS_AT_ONCE:
            yield frozenset(together)
            together, posts, whole = set(), 0, False
        together.add(school_id)
        posts += count
    if together:
        # All at once need no condition.
        yield None if whole and school_ids is None else frozenset(together)


def list_own_rows(session: Session, as_at: dt.date, person_id: uuid.UUID) -> list[PeopleRow]:
    """One person's courses, each once, by code: of several schools the first by URN."""
    rows: dict[str, PeopleRow] = {}
    for row in list_people_rows(session, as_at, people=Person.id == person_id):
        rows.setdefault(row.course_code, row)
    return [rows[code] for code in sorted(rows)]


def _list_posts(
    session: Session,
    as_at: dt.date,
    terms: tuple[CourseTerms, ...],
    school_ids: Collection[uuid.UUID] | None,
    people: ColumnElement[bool] | None,
) -> list[ActivePost]:
    """Active posts in the order of the rows; of one person at one school, the post to be named comes first."""
    query = _posts_query(terms, as_at)
    if school_ids is not None:
        query = query.where(Post.person_id.in_(_people_of(school_ids)))
    if people is not None:
        query = query.where(people)
    return [
        ActivePost(
            person_id,
            school_id,
            started_on,
            bool(is_away),
            tuple(more[7:]),
            (as_at, school_id, *more[:2], person_id, *more[2:7]),
        )
        for person_id, school_id, started_on, is_away, *more in session.connection().execute(query)
    ]


# Putting it together takes as long as running it for one person.
@lru_cache(maxsize=128)
def _posts_query(terms: tuple[CourseTerms, ...], as_at: dt.date) -> Select[*tuple[Any, ...]]:
    requirements = numbered(terms)
    bits = (
        union(
            where(requirement.audience.reaches(as_at), 1 << position)
            for position, (_, requirement) in enumerate(requirements[start : start + REQUIREMENTS_AT_ONCE])
        )
        for start in range(0, len(requirements), REQUIREMENTS_AT_ONCE)
    )
    return (
        select(
            Post.person_id,
            Post.school_id,
            Post.started_on,
            Post.person_id.in_(select(Away.person_id).where(holds(Away, as_at))),
            School.urn,
            School.name,
            Person.staff_code,
            Person.last_name,
            func.coalesce(func.nullif(Person.preferred_name, ""), Person.first_name),
            Post.staff_group,
            Post.job_title,
            *bits,
        )
        .join(School, School.id == Post.school_id)
        .join(Person, Person.id == Post.person_id)
        .where(active_on(as_at))
        .order_by(
            School.urn,
            by_code_point(Person.sort_last_name),
            by_code_point(Person.sort_first_name),
            by_code_point(Person.staff_code),
            Post.fte.desc(),
            Post.started_on,
            case(*((Post.staff_group == group, number(place)) for place, group in enumerate(StaffGroup))),
            by_code_point(Post.job_title),
        )
    )


def _list_exemptions(session: Session, as_at: dt.date, whose: _Whose) -> Mapping[uuid.UUID, Collection[uuid.UUID]]:
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    query = select(Exemption.person_id, Exemption.course_id).where(
        holds(Exemption, as_at), Exemption.person_id.in_(whose)
    )
    for person_id, course_id in session.connection().execute(query):
        found[person_id].add(course_id)
    return found


def _list_completions(
    session: Session, as_at: dt.date, course_ids: Collection[uuid.UUID], whose: _Whose
) -> Mapping[uuid.UUID, str]:
    """The completions of each of these people, read as one text a person: a row each would take most of the time."""
    one = (
        cast(Completion.course_id, String)
        + cast(Completion.completed_on, String)
        + func.coalesce(cast(Completion.expires_on, String), literal_column("''"))
    )
    query = (
        select(Completion.person_id, func.aggregate_strings(one, ";"))
        .where(
            Completion.person_id.in_(whose),
            Completion.course_id.in_(course_ids),
            Completion.completed_on <= as_at,
        )
        .group_by(Completion.person_id)
    )
    return dict(session.connection().execute(query).all())
