"""What training people need according to their reviews, for whoever plans sessions: where appraisal and training meet.

Counts over the whole trust, in fives from five people on, so that nobody is found in one reading or between two. No
name, no school, no word of a need. Confidential reviews are not counted, nor is who has done the course since.
"""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager

from cpd.appraisal.models import AppraisalCycle, DevelopmentNeed, Review
from cpd.coaching.rules.figures import FEWEST
from cpd.standards.models import Framework, Standard
from cpd.training.models import Completion, Course


@dataclass(frozen=True)
class Demand:
    """Courses and standards in the order of their lists, each with how many people at least."""

    courses: tuple[tuple[Course, int], ...]
    standards: tuple[tuple[Standard, int], ...]


def training_demand(session: Session, cycle: AppraisalCycle) -> Demand:
    """What the reviews of a cycle ask for."""
    courses = _people(session, cycle, DevelopmentNeed.course_id)
    standards = _people(session, cycle, DevelopmentNeed.standard_id)
    return Demand(
        courses=tuple(
            (course, courses[course.id])
            for course in session.scalars(select(Course).where(Course.id.in_(courses)).order_by(Course.title))
        ),
        standards=tuple(
            (standard, standards[standard.id])
            for standard in session.scalars(
                select(Standard)
                .join(Standard.framework)
                .options(contains_eager(Standard.framework))
                .where(Standard.id.in_(standards))
                .order_by(Framework.position, Standard.position)
            )
        ),
    )


def _people(
    session: Session, cycle: AppraisalCycle, column: InstrumentedAttribute[uuid.UUID | None]
) -> dict[uuid.UUID, int]:
    """How many people at least have a need with it, down to the five below."""
    people = func.count(Review.person_id.distinct())
    rows = session.execute(
        select(column, people)
        .join(Review, Review.id == DevelopmentNeed.review_id)
        .where(
            column.is_not(None),
            Review.cycle_id == cycle.id,
            Review.hr_contact_id.is_(None),
            Review.laid_down_on.is_(None),
            or_(DevelopmentNeed.course_id.is_(None), ~_has_done_it(cycle)),
        )
        .group_by(column)
        .having(people >= FEWEST)
    )
    return {key: count // FEWEST * FEWEST for key, count in rows if key is not None}


def _has_done_it(cycle: AppraisalCycle) -> ColumnElement[bool]:
    """SQL: the person of a review has completed the course of a need since the cycle began."""
    return exists().where(
        Completion.person_id == Review.person_id,
        Completion.course_id == DevelopmentNeed.course_id,
        Completion.completed_on >= cycle.starts_on,
    )
