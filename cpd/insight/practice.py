"""What visits show in practice before and after a training, as counts of people: where training and coaching meet.

Two numbers side by side, never cause and effect. Nobody is named, and no count of fewer than five people is told. Nor
can two readings be held against one another until one person is left between them: counts are told in fives, and a
completion counts only from a closed register, and only weeks after it was entered, and visits up to a Sunday.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from cpd.coaching.models import Visit, VisitLookFor
from cpd.coaching.queries.overview import words_counted_to
from cpd.coaching.rules.figures import FEWEST, end_of
from cpd.coaching.rules.visits import VisitState
from cpd.standards.models import LookFor
from cpd.training.models import Completion, Course, Source

# Visits this long before a training and this long after it are looked at; a training of the last weeks is too fresh.
LOOKED_AT = dt.timedelta(weeks=12)
SETTLED_AFTER = dt.timedelta(weeks=4)
_TRAINED_WITHIN = dt.timedelta(days=365)
_MOST_DAYS = 60


@dataclass(frozen=True)
class Seen:
    """Of the people visited in a time, those in whose visits a look-for of the course was seen."""

    visited: int = 0
    seen: int = 0

    @property
    def told(self) -> tuple[int, int]:
        """Seen and visited, each down to the five below."""
        return self.seen // FEWEST * FEWEST, self.visited // FEWEST * FEWEST

    @property
    def is_shown(self) -> bool:
        """Whether nobody is given away: not by the few who are in it, nor by the few who are not."""
        return self.seen >= FEWEST and self.visited - self.seen >= FEWEST

    @property
    def is_enough(self) -> bool:
        return self.visited >= FEWEST


@dataclass(frozen=True)
class Practice:
    """One course: how many learned it in sessions of ours, and what visits to them showed."""

    course: Course
    look_fors: Sequence[str]
    people: int
    before: Seen
    after: Seen


def list_courses_with_look_fors(session: Session) -> list[Course]:
    courses = session.scalars(select(Course).order_by(Course.title, Course.code))
    return [course for course in courses if course.look_fors]


def practice_of(session: Session, course: Course, today: dt.date, now: dt.datetime) -> Practice:
    """The counts of a course whose look-fors are named, from its sessions of the last year."""
    look_fors = session.scalars(select(LookFor.text).where(LookFor.code.in_(course.look_fors)).order_by(LookFor.code))
    taught = (
        Completion.course_id == course.id,
        Completion.source == Source.REGISTER,
        Completion.entered_at < now - SETTLED_AFTER,
        Completion.completed_on.between(today - _TRAINED_WITHIN, today - SETTLED_AFTER),
    )
    days = session.scalars(
        select(Completion.completed_on)
        .where(*taught)
        .distinct()
        .order_by(Completion.completed_on.desc())
        .limit(_MOST_DAYS)
    ).all()
    if not days:
        return Practice(course, look_fors.all(), 0, Seen(), Seen())
    people = session.scalar(
        select(func.count(Completion.person_id.distinct())).where(*taught, Completion.completed_on.in_(days))
    )
    shared_to = words_counted_to(session, days[-1] - LOOKED_AT, today, today)
    seen = _count(session, taught, course.look_fors, days, shared_to)
    return Practice(course, look_fors.all(), people or 0, seen.get("before", Seen()), seen.get("after", Seen()))


def _count(
    session: Session,
    taught: Sequence[ColumnElement[bool]],
    codes: Sequence[str],
    days: Sequence[dt.date],
    shared_to: dt.date,
) -> dict[str, Seen]:
    """People visited before and after the day on which they completed the course, in one statement."""
    near = or_(
        *(
            and_(
                Completion.completed_on == day,
                Visit.visited_on.between(day - LOOKED_AT, day + LOOKED_AT),
                Visit.visited_on != day,
            )
            for day in days
        )
    )
    is_tagged = exists().where(
        VisitLookFor.visit_id == Visit.id, LookFor.id == VisitLookFor.look_for_id, LookFor.code.in_(codes)
    )
    when = case((Visit.visited_on < Completion.completed_on, "before"), else_="after").label("time")
    rows = session.execute(
        select(
            when,
            func.count(Visit.person_id.distinct()),
            func.count(case((is_tagged, Visit.person_id)).distinct()),
        )
        .join(Completion, Completion.person_id == Visit.person_id)
        .where(*taught, Visit.state == VisitState.SHARED, Visit.shared_at < end_of(shared_to), near)
        .group_by(when)
    )
    return {time: Seen(visited, seen) for time, visited, seen in rows}
