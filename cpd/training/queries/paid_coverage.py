"""Coverage read as *trained in paid time*, beside *trained*."""

import datetime as dt
import uuid
from collections.abc import Mapping

from sqlalchemy.orm import Session

from cpd.core.changes import Kept
from cpd.training.queries.summary import COUNTED_FROM, count_terms
from cpd.training.queries.terms import list_terms

# A school (none: the trust) and a staff group.
Place = tuple[uuid.UUID | None, str]
_KEPT: Kept[Mapping[Place, int]] = Kept(COUNTED_FROM | {"attended_time", "paid_time_claim"}, most_rows=100_000)


def list_trained_in_paid_time(session: Session, as_at: dt.date, course_id: uuid.UUID) -> Mapping[Place, int]:
    """How many people of each place are trained in a course by a completion that came about in paid time.

    Counted by the statement of coverage itself, over fewer completions; so nobody is in it who is not trained.
    """
    return _KEPT.read(session, (as_at, course_id), lambda: _counted(session, as_at, course_id))


def _counted(session: Session, as_at: dt.date, course_id: uuid.UUID) -> Mapping[Place, int]:
    summary = count_terms(session, as_at, list_terms(session, as_at, {course_id}), few_courses=True, in_paid_time=True)
    return {(row.school_id, row.staff_group): row.trained for row in summary}
