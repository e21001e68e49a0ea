"""The rules of coverage for many people on one day: which courses reach whom, by when, and how each stands.

Everything here is worked out by ``rules`` once for all who are alike, and looked up for the others.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeVar

from cpd.training.queries.terms import CourseTerms, RequirementTerms
from cpd.training.rules.coverage import Held, Status, deciding, due_on, how_long, refresher_counts, status_of

# A number that every database keeps has 63 bits; one bit a requirement.
REQUIREMENTS_AT_ONCE = 60
Key = TypeVar("Key")
Value = TypeVar("Value")


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


@dataclass(frozen=True, eq=False, slots=True)
class Outcome:
    """How somebody stands with a course, and the completion that decides. There is one for all who are alike."""

    status: Status
    completed_on: dt.date | None
    expires_on: dt.date | None


# A completion: its day, and its own last day.
Done = tuple[dt.date, dt.date | None]


@dataclass(frozen=True, eq=False, slots=True)
class Told:
    """A completion as the database tells it; hundreds of people are told the same."""

    # Of the course.
    place: int
    done: Done
    # Where nothing but the course itself counts for it, and it for nothing else: how long it lasts, and how whoever has
    # it stands.
    lasting: tuple[Any, ...] = ()
    outcome: Outcome | None = None


class Completions(NamedTuple):
    """Those of one person, by the place of their course."""

    # Of courses that stand alone: the one that decides.
    alone: Mapping[int, Told]
    others: Mapping[int, Sequence[Done]]


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
    own: int
    refresher: int | None

    @property
    def places(self) -> tuple[int, ...]:
        return self.unconditionally if self.refresher is None else (*self.unconditionally, self.refresher)


# A course by its number, the place in the list of posts of the one to be named, and the day by which it is due.
_Plan = list[tuple[int, int, dt.date]]


class Reckoning:
    """The rules on one day, each asked once for all who are alike: most people began on a few days, with a few kinds of
    post, and were trained on a few days."""

    def __init__(self, terms: Sequence[CourseTerms], as_at: dt.date) -> None:
        self.as_at = as_at
        self._reach = _Reach(terms)
        self._plans: dict[Any, _Plan] = {}
        self._places, self._counting = _what_counts(terms)
        self._own = [course.own for course in self._counting]
        self._own_ids = [course.course_id for course in terms]
        used = Counter(place for course in self._counting for place in course.places)
        self._alone = {
            course.own: course for course in self._counting if course.places == (course.own,) and used[course.own] == 1
        }
        self._told: dict[str, Told] = _Known(self._tell)
        self._outcomes: dict[tuple[Status, Held | None], Outcome] = {}
        self._single: dict[tuple[int, Done], Outcome] = _Known(
            lambda one: self._done(deciding(_lasting(self._counting[one[0]], [one[1]])))
        )
        self._waiting: dict[dt.date, Outcome] = _Known(lambda due: self._decided(None, due))

    @property
    def course_ids(self) -> Collection[uuid.UUID]:
        """The courses of which a completion may count."""
        return self._places.keys()

    def completions(self, text: str) -> Completions:
        """One person's completions from what the database tells of each, with ``;`` between them."""
        alone: dict[int, Told] = {}
        others: dict[int, list[Done]] = defaultdict(list)
        for one in map(self._told.__getitem__, text.split(";")):
            if one.outcome is None:
                others[one.place].append(one.done)
            elif one.place not in alone or one.lasting > alone[one.place].lasting:
                alone[one.place] = one
        return Completions(alone, others)

    def _tell(self, text: str) -> Told:
        """``COURSE2026-09-02`` or, with a last day of its own, ``COURSE2025-09-012027-08-31``."""
        told = text.replace("-", "")
        place, last_day = self._places[uuid.UUID(told[:32])], told[40:]
        done = dt.date.fromisoformat(told[32:40]), dt.date.fromisoformat(last_day) if last_day else None
        course = self._alone.get(place)
        if course is None:
            return Told(place, done)
        [held] = _lasting(course, [done])
        return Told(place, done, how_long(held), self._done(held))

    def _done(self, held: Held | None) -> Outcome:
        """Of somebody who has done it the day on which it was due decides nothing."""
        return self._decided(held, self.as_at)

    def lines(
        self,
        posts: Sequence[ActivePost],
        everywhere: Sequence[ActivePost],
        done: Completions,
        not_asked: Collection[uuid.UUID] | None,
    ) -> list[PeopleLine]:
        """One person at one place: each course that reaches one of the posts there, with the first post reached.

        ``everywhere`` are all posts of the person, ``not_asked`` the courses from which they are exempt.
        """
        alone, lines = done.alone, list[PeopleLine]()
        for k, place, due in self._plan(posts, everywhere):
            post = posts[place]
            one = alone.get(self._own[k])
            outcome = (one and one.outcome) or self._outcome(k, done.others, due)
            if post.is_away or not_asked:
                exempt = not_asked is not None and self._own_ids[k] in not_asked
                outcome = self._asked(outcome, due, exempt, post.is_away)
            lines.append((post, k, outcome, due))
        return lines

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

    def _outcome(self, k: int, done: Mapping[int, Sequence[Done]], due: dt.date) -> Outcome:
        """How somebody stands who has done what counts for the course together with others, or nothing of it."""
        counting = _that_count(self._counting[k], done) if done else ()
        if not counting:
            return self._waiting[due]
        if len(counting) == 1:
            return self._single[k, counting[0]]
        return self._done(deciding(_lasting(self._counting[k], counting)))

    def _asked(self, outcome: Outcome, due: dt.date, exempt: bool, away: bool) -> Outcome:
        """How they stand if they are perhaps not asked for the course today."""
        if not exempt and not away:
            return outcome
        held = Held(outcome.completed_on, outcome.expires_on) if outcome.completed_on else None
        return self._decided(held, due, exempt, away)

    def _decided(self, decides: Held | None, due: dt.date, exempt: bool = False, away: bool = False) -> Outcome:
        status = status_of(self.as_at, exempt=exempt, away=away, decides=decides, due=due)
        known = self._outcomes.get((status, decides))
        if known is None:
            known = self._outcomes[status, decides] = Outcome(status, *(decides or (None, None)))
        return known


class _Known(dict[Key, Value]):
    """What was worked out once is found again."""

    def __init__(self, work_out: Callable[[Key], Value]) -> None:
        self._work_out = work_out

    def __missing__(self, key: Key) -> Value:
        value = self[key] = self._work_out(key)
        return value


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
        place[course.course_id],
        place[course.refresher_course_id] if course.refresher_course_id else None,
    )


def _that_count(course: Counting, completions: Mapping[int, Sequence[Done]]) -> list[Done]:
    """A person's completions that count for a course (rule 4)."""
    counting = [done for place in course.unconditionally if place in completions for done in completions[place]]
    if course.refresher is not None and course.refresher in completions and course.own in completions:
        full = [completed_on for completed_on, _ in completions[course.own]]
        counting += [done for done in completions[course.refresher] if refresher_counts(done[0], full)]
    return counting


def _lasting(course: Counting, counting: Sequence[Done]) -> list[Held]:
    """Each with its last day (rule 5)."""
    last_day = course.last_day
    return [Held(completed_on, expires_on or last_day(completed_on)) for completed_on, expires_on in counting]
