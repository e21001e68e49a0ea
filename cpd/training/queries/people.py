"""Coverage by name: a row for each person, school and course in scope, and a person's own list.

The database says which requirements reach which post, in the order of the rows; the completions of a thousand people at
a time are read beside it, and ``rules`` are applied to them as they stand. docs/adr/0003 says why not in SQL.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby, islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, case, cast, func, select
from sqlalchemy.orm import Session

from cpd.core.periods import holds
from cpd.people.models import Away, Person, Post, School, StaffGroup
from cpd.training.models import Completion, Exemption
from cpd.training.queries.bits import number, union, where
from cpd.training.queries.terms import CourseTerms, RequirementTerms, active_on, list_terms
from cpd.training.queries.words import by_code_point
from cpd.training.rules import Held, Status, deciding, due_on, refresher_counts, status_of

PEOPLE_AT_ONCE = 1000
# A number that every database keeps has 63 bits; one bit a requirement.
REQUIREMENTS_AT_ONCE = 60


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


class ActivePost(NamedTuple):
    """A post as the database tells it: who, with the bits of the requirements that reach it."""

    person_id: uuid.UUID
    school_id: uuid.UUID
    started_on: dt.date
    is_away: bool
    reached: tuple[int, ...]
    # What a row begins with, from ``as_at`` to ``job_title``.
    in_words: tuple[Any, ...]


class Counting(NamedTuple):
    """What counts for a course, as places in a list of courses: numbers are found quicker than keys, 27,000 times."""

    # The last day of a completion, worked out once for each day on which people were trained.
    last_day: Callable[[dt.date], dt.date | None]
    unconditionally: tuple[int, ...]
    full: int
    refresher: int | None
    in_words: tuple[Any, ...]


# The completions of one person, by the place of their course.
Completions = Mapping[int, Sequence[tuple[dt.date, dt.date | None]]]


def list_people_rows(
    session: Session,
    as_at: dt.date,
    *,
    school_ids: Collection[uuid.UUID] | None = None,
    course_ids: Collection[uuid.UUID] | None = None,
    statuses: Collection[Status] | None = None,
    people: ColumnElement[bool] | None = None,
) -> Iterator[PeopleRow]:
    """Coverage by name in the order of the contract, read as it is asked for.

    ``school_ids`` leaves the rows of these schools, ``course_ids`` and ``statuses`` those of these; ``people`` is a
    condition on ``Person``, and nobody else is in the rows. A post at another school still counts for ``due_on``.
    """
    terms = list_terms(session, as_at, course_ids)
    if not terms:
        return
    everywhere = _list_posts(session, as_at, terms, school_ids, people)
    posts_of: dict[uuid.UUID, list[ActivePost]] = defaultdict(list)
    for post in everywhere:
        posts_of[post.person_id].append(post)
    at_school = (list(posts) for _, posts in groupby(everywhere, key=lambda post: (post.school_id, post.person_id)))
    places = (posts for posts in at_school if school_ids is None or posts[0].school_id in school_ids)
    reach = _Reach(terms)
    course_places, counting = _what_counts(terms)
    while batch := list(islice(places, PEOPLE_AT_ONCE)):
        person_ids = [posts[0].person_id for posts in batch]
        completions = _list_completions(session, as_at, course_places, person_ids)
        exempt = _list_exemptions(session, as_at, person_ids)
        for posts in batch:
            person_id = posts[0].person_id
            done, not_asked = completions.get(person_id, {}), exempt.get(person_id, ())
            for k, post in reach.first_posts(posts):
                course = counting[k]
                decides = deciding(_held(course, done))
                due = reach.due_on(k, posts_of[person_id])
                is_exempt = bool(not_asked) and terms[k].course_id in not_asked
                status = status_of(as_at, exempt=is_exempt, away=post.is_away, decides=decides, due=due)
                if statuses is None or status in statuses:
                    yield PeopleRow._make((*post.in_words, *course.in_words, status, *(decides or (None, None)), due))


def list_own_rows(session: Session, as_at: dt.date, person_id: uuid.UUID) -> list[PeopleRow]:
    """One person's courses, each once, by code: of several schools the first by URN."""
    rows: dict[str, PeopleRow] = {}
    for row in list_people_rows(session, as_at, people=Person.id == person_id):
        rows.setdefault(row.course_code, row)
    return [rows[code] for code in sorted(rows)]


class _Reach:
    """Which courses and requirements stand behind the bits of a post. Most posts of a trust share a few patterns."""

    def __init__(self, terms: Sequence[CourseTerms]) -> None:
        self._requirements = _numbered(terms)
        self._known: dict[tuple[int, ...], dict[int, list[RequirementTerms]]] = {}
        self._due: dict[tuple[int, tuple[tuple[dt.date, tuple[int, ...]], ...]], dt.date] = {}

    def of(self, post: ActivePost) -> dict[int, list[RequirementTerms]]:
        """The requirements that reach a post, by the number of their course."""
        known = self._known.get(post.reached)
        if known is None:
            known = self._known[post.reached] = defaultdict(list)
            for position, (k, requirement) in enumerate(self._requirements):
                if post.reached[position // REQUIREMENTS_AT_ONCE] >> position % REQUIREMENTS_AT_ONCE & 1:
                    known[k].append(requirement)
        return known

    def first_posts(self, posts: Sequence[ActivePost]) -> Iterable[tuple[int, ActivePost]]:
        """Each course that reaches one of the posts, with the first post reached, by course."""
        first: dict[int, ActivePost] = {}
        for post in posts:
            for k in self.of(post):
                first.setdefault(k, post)
        return sorted(first.items()) if len(posts) > 1 else first.items()

    def due_on(self, k: int, posts: Sequence[ActivePost]) -> dt.date:
        """When a course is due for somebody with these posts: the same for all who started alike."""
        alike = k, tuple((post.started_on, post.reached) for post in posts)
        due = self._due.get(alike)
        if due is None:
            due = self._due[alike] = due_on(self._reasons(k, posts))
        return due

    def _reasons(self, k: int, posts: Iterable[ActivePost]) -> Iterator[tuple[dt.date, dt.date, int]]:
        for post in posts:
            for requirement in self.of(post).get(k, ()):
                yield post.started_on, requirement.effective_from, requirement.grace_days


def _numbered(terms: Sequence[CourseTerms]) -> list[tuple[int, RequirementTerms]]:
    """Every requirement in the order of its bit, with the number of its course."""
    return [(k, requirement) for k, course in enumerate(terms) for requirement in course.requirements]


def _what_counts(terms: Sequence[CourseTerms]) -> tuple[dict[uuid.UUID, int], list[Counting]]:
    place = {
        key: place for place, key in enumerate(sorted({key for course in terms for key in course.every_course_id}))
    }
    return place, [
        Counting(
            cache(course.renewal.expires_on),
            tuple(place[course_id] for course_id in course.counting_course_ids),
            place[course.course_id],
            place[course.refresher_course_id] if course.refresher_course_id else None,
            course.in_words,
        )
        for course in terms
    ]


def _held(course: Counting, completions: Completions) -> list[Held]:
    """A person's completions that count for a course (rule 4), each with its last day (rule 5)."""
    counting = [done for place in course.unconditionally if place in completions for done in completions[place]]
    if course.refresher is not None and course.refresher in completions and course.full in completions:
        full = [completed_on for completed_on, _ in completions[course.full]]
        counting += [done for done in completions[course.refresher] if refresher_counts(done[0], full)]
    last_day = course.last_day
    return [Held(completed_on, expires_on or last_day(completed_on)) for completed_on, expires_on in counting]


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
        query = query.where(Post.person_id.in_(select(Post.person_id).where(Post.school_id.in_(school_ids))))
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
    requirements = _numbered(terms)
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


def _list_exemptions(
    session: Session, as_at: dt.date, person_ids: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, Collection[uuid.UUID]]:
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    query = select(Exemption.person_id, Exemption.course_id).where(
        holds(Exemption, as_at), Exemption.person_id.in_(person_ids)
    )
    for person_id, course_id in session.connection().execute(query):
        found[person_id].add(course_id)
    return dict(found)


def _list_completions(
    session: Session, as_at: dt.date, course_places: Mapping[uuid.UUID, int], person_ids: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, Completions]:
    query = select(
        # As text, since reading a key as a UUID takes longer than everything else about a row.
        cast(Completion.person_id, String),
        case({course_id: number(place) for course_id, place in course_places.items()}, value=Completion.course_id),
        Completion.completed_on,
        Completion.expires_on,
    ).where(
        Completion.person_id.in_(person_ids),
        Completion.course_id.in_(list(course_places)),
        Completion.completed_on <= as_at,
    )
    found: dict[str, dict[int, list[tuple[dt.date, dt.date | None]]]] = defaultdict(lambda: defaultdict(list))
    for person_text, place, completed_on, expires_on in session.connection().execute(query).all():
        found[person_text][place].append((completed_on, expires_on))
    return {uuid.UUID(person_text): completions for person_text, completions in found.items()}
