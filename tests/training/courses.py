"""Courses, requirements and completions for tests, written through the session of an open transaction."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.orm import Session

from cpd.training.models import Category, Completion, Course, CourseRule, Requirement, Source
from cpd.training.rules.coverage import Renewal, RenewalKind
from tests.world import NOW, STARTED

YEARLY = Renewal(RenewalKind.MONTHS, months=12)
ONCE = Renewal()


def add_course(
    session: Session,
    code: str,
    title: str,
    renewal: Renewal = ONCE,
    category: Category = Category.OTHER,
    **more: Any,
) -> Course:
    """A course that nobody must hold yet."""
    course = Course(code=code, title=title, category=category, **{"standards": [], "entered_at": NOW} | more)
    session.add(course)
    session.flush()
    session.add(
        CourseRule(
            course_id=course.id,
            renewal_kind=renewal.kind,
            renewal_months=renewal.months,
            renew_by=renewal.renew_by,
            entered_at=NOW,
        )
    )
    session.flush()
    return course


def require_of(session: Session, course_id: uuid.UUID, grace_days: int = 28, **more: Any) -> Requirement:
    """Everybody must hold the course, or whom ``more`` names."""
    requirement = Requirement(
        course_id=course_id, grace_days=grace_days, **{"effective_from": STARTED, "entered_at": NOW} | more
    )
    session.add(requirement)
    session.flush()
    return requirement


def complete(
    session: Session, course_id: uuid.UUID, person_id: uuid.UUID, completed_on: dt.date, **more: Any
) -> Completion:
    completion = Completion(
        course_id=course_id,
        person_id=person_id,
        completed_on=completed_on,
        **{"source": Source.HAND, "entered_at": NOW} | more,
    )
    session.add(completion)
    session.flush()
    return completion
