"""The rules of coverage for many people on one day: which courses reach whom, by when, and how each stands.

Everything here is worked out by ``rules`` once for all who are alike, and looked up for the others.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from cpd.training.queries.terms import CourseTerms, RequirementTerms
from cpd.training.rules.coverage import Held, Status, deciding, due_on, refresher_counts, status_of

# A number that every database keeps has 63 bits; one bit a requirement.
REQUIREMENTS_AT_ONCE = 60


class ActivePost(NamedTuple):
    """A post as the database tells it: who, with the bits of the requirements that reach it."""

    person_id: uuid.UUID
    school_id: uuid.UUID
    started_on: dt.date
    is_away: bool
    reached: tuple[int, ...]
    # What a row begins with, from ``as_at`` to ``job_title``.
    in_words: tuple[Any, ...]

    @property
    def staff_group(self) -> str:
        return str(self.in_words[-2])


class Outcome(NamedTuple):
    """How somebody stands with a course, and the completion that decides."""

    status: Status
    completed_on: dt.date | None
    expires_on: dt.date | None


# A completion: its day, and its own last day.
Done = tuple[dt.date, dt.date | None]
_day = itemgetter(0)
# The completions of one person, by the place of their course.
Completions = Mapping[int, Sequence[Done]]
# Which post is named, which course by its number, how the person stands with it, and by when it is due.
PeopleLine = tuple[ActivePost, int, Outcome, dt.date]


class _Reach:
    """Which courses and requirements stand behind the bits of a post. Most posts of a trust share a few patterns."""

    def __init__(self, terms: Sequence[CourseTerms]) -> None:
        self._requirements = numbered(terms)
        self._known: dict[tuple[int, ...], dict[int, list[RequirementTerms]]] = {}

    def of(self, post: ActivePost) -> dict[int, list[RequirementTerms]]:
        """The requirements that reach a post, by the number of their course."""
        known = self._known.get(post.reached)
        if known is None:
            known = self._known[post.reached] = defaultdict(list)
            for position, (k, requirement) in enumerate(self._requirements):
                if post.reached[position // REQUIREMENTS_AT_ONCE] >> position % REQUIREMENTS_AT_ONCE & 1:
                    known[k].append(requirement)
        return known

    def due_on(self, k: int, posts: Sequence[ActivePost]) -> dt.date:
        return due_on(
            (post.started_on, requirement.effective_from, requirement.grace_days)
            for post in posts
            for requirement in self.of(post).get(k, ())
        )


class Counting(NamedTuple):
    """What counts for a course, as places in a list of courses: numbers are found quicker than keys."""

    # The last day of a completion, worked out once for each day on which people were trained.
    last_day: Callable[[dt.date], dt.date | None]
    unconditionally: tuple[int, ...]
    # The one place, where there is one and no refresher.
    only: int | None
    full: int
    refresher: int | None


# A course by its number, the place in the list of posts of the one to be named, and the day by which it is due.
_Plan = list[tuple[int, int, dt.date]]


class Reckoning:
    """The rules on one day, each asked once for all who are alike: most people began on a few days, with a few kinds of
    post, and were trained on a few days."""

    def __init__(self, terms: Sequence[CourseTerms], as_at: dt.date) -> None:
        self._as_at = as_at
        self._reach = _Reach(terms)
        self._plans: dict[Any, _Plan] = {}
        self._places, self._counting = _what_counts(terms)
        self._own_ids = [course.course_id for course in terms]
        self._trained: list[dict[Done, Outcome]] = [{} for _ in terms]
        self._waiting: dict[dt.date, Outcome] = {}
        self._read: dict[str, tuple[int, Done]] = {}

    @property
    def course_ids(self) -> Collection[uuid.UUID]:
        """The courses of which a completion may count."""
        return self._places.keys()

    def completions(self, text: str) -> Completions:
        """One person's completions from ``COURSE:2026-09-02:;COURSE:2025-09-01:2027-08-31``; hundreds have the same."""
        found: dict[int, list[Done]] = {}
        for one in text.split(";"):
            known = self._read.get(one)
            if known is None:
                known = self._read[one] = self._completion(one)
            place, done = known
            if place in found:
                found[place].append(done)
            else:
                found[place] = [done]
        return found

    def _completion(self, text: str) -> tuple[int, Done]:
        course, completed_on, expires_on = text.split(":")
        last_day = dt.date.fromisoformat(expires_on) if expires_on else None
        return self._places[uuid.UUID(course)], (dt.date.fromisoformat(completed_on), last_day)

    def lines(
        self,
        posts: Sequence[ActivePost],
        everywhere: Sequence[ActivePost],
        done: Completions,
        not_asked: Collection[uuid.UUID] | None,
    ) -> Iterator[PeopleLine]:
        """One person at one place: each course that reaches one of the posts there, with the first post reached.

        ``everywhere`` are all posts of the person, ``not_asked`` the courses from which they are exempt.
        """
        trained, counting = self._trained, self._counting
        for k, place, due in self._plan(posts, everywhere):
            post = posts[place]
            if post.is_away or not_asked:
                exempt = not_asked is not None and self._own_ids[k] in not_asked
                if exempt or post.is_away:
                    yield post, k, self._decided(_held(counting[k], done), due, exempt, post.is_away), due
                    continue
            # Most have done a course once: how that stands was looked up for others.
            only = counting[k].only
            held = done.get(only) if only is not None else None
            if held is not None and len(held) == 1:
                outcome = trained[k].get(held[0])
                if outcome is not None:
                    yield post, k, outcome, due
                    continue
            yield post, k, self._outcome(k, done, due), due

    def _plan(self, posts: Sequence[ActivePost], everywhere: Sequence[ActivePost]) -> _Plan:
        if len(everywhere) == 1:
            post = posts[0]
            alike: Any = post.started_on, post.reached
        else:
            alike = tuple(post.reached for post in posts), tuple((post.started_on, post.reached) for post in everywhere)
        plan = self._plans.get(alike)
        if plan is None:
            plan = self._plans[alike] = self._new_plan(posts, everywhere)
        return plan

    def _new_plan(self, posts: Sequence[ActivePost], everywhere: Sequence[ActivePost]) -> _Plan:
        first: dict[int, int] = {}
        for place, post in enumerate(posts):
            for k in self._reach.of(post):
                first.setdefault(k, place)
        return [(k, place, self._reach.due_on(k, everywhere)) for k, place in sorted(first.items())]

    def _outcome(self, k: int, done: Completions, due: dt.date) -> Outcome:
        """How somebody stands who is neither exempt nor away."""
        course = self._counting[k]
        if course.refresher is None or course.refresher not in done:
            counting = [one for place in course.unconditionally if place in done for one in done[place]]
            if not counting:
                known = self._waiting.get(due)
                if known is None:
                    known = self._waiting[due] = self._decided((), due)
                return known
            if len(counting) > 1 and all(own_last_day is None for _, own_last_day in counting):
                # The later the completion, the later its last day (Renewal.expires_on): the latest decides.
                counting = [max(counting, key=_day)]
            if len(counting) == 1:
                known = self._trained[k].get(counting[0])
                if known is None:
                    known = self._trained[k][counting[0]] = self._decided(_lasting(course, counting), due)
                return known
        return self._decided(_held(course, done), due)

    def _decided(self, held: Sequence[Held], due: dt.date, exempt: bool = False, away: bool = False) -> Outcome:
        decides = deciding(held)
        status = status_of(self._as_at, exempt=exempt, away=away, decides=decides, due=due)
        return Outcome(status, *(decides or (None, None)))


def numbered(terms: Sequence[CourseTerms]) -> list[tuple[int, RequirementTerms]]:
    """Every requirement in the order of its bit, with the number of its course."""
    return [(k, requirement) for k, course in enumerate(terms) for requirement in course.requirements]


def _what_counts(terms: Sequence[CourseTerms]) -> tuple[dict[uuid.UUID, int], list[Counting]]:
    place = {
        key: place for place, key in enumerate(sorted({key for course in terms for key in course.every_course_id}))
    }
    return place, [_counting(course, place) for course in terms]


def _counting(course: CourseTerms, place: Mapping[uuid.UUID, int]) -> Counting:
    counting = tuple(place[course_id] for course_id in course.counting_course_ids)
    return Counting(
        cache(course.renewal.expires_on),
        counting,
        counting[0] if len(counting) == 1 and course.refresher_course_id is None else None,
        place[course.course_id],
        place[course.refresher_course_id] if course.refresher_course_id else None,
    )


def _held(course: Counting, completions: Completions) -> list[Held]:
    """A person's completions that count for a course (rule 4), each with its last day (rule 5)."""
    counting = [done for place in course.unconditionally if place in completions for done in completions[place]]
    if course.refresher is not None and course.refresher in completions and course.full in completions:
        full = [completed_on for completed_on, _ in completions[course.full]]
        counting += [done for done in completions[course.refresher] if refresher_counts(done[0], full)]
    return _lasting(course, counting)


def _lasting(course: Counting, counting: Sequence[Done]) -> list[Held]:
    last_day = course.last_day
    return [Held(completed_on, expires_on or last_day(completed_on)) for completed_on, expires_on in counting]
