"""A school at a glance, for its head."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from cpd.appraisal.models import ReviewState
from cpd.coaching.rules.figures import SchoolTerm
from cpd.insight.queries import VisitsInTerm
from cpd.training.pages.coverage import CoveragePage, Line

_MOST_COURSES = 5


@dataclass(frozen=True)
class CoursesToTrain:
    """The courses for which most people are late, in the order of the course list; and how many have nobody late."""

    lines: tuple[Line, ...]
    courses: int
    nobody_late: int
    on: dt.date

    @property
    def others(self) -> int:
        return self.courses - self.nobody_late - len(self.lines)


def courses_to_train(coverage: CoveragePage) -> CoursesToTrain:
    """Of the figures of one place; hidden ones are left out."""
    shown = [line for section in coverage.sections for line in section.lines if not line.hidden]
    late = [line for line in shown if _late(line)]
    most = sorted(late, key=_late, reverse=True)[:_MOST_COURSES]
    return CoursesToTrain(
        lines=tuple(line for line in late if line in most),
        courses=len(shown),
        nobody_late=len(shown) - len(late),
        on=coverage.filters.as_at,
    )


def _late(line: Line) -> int:
    return line.counts.expired + line.counts.overdue


@dataclass(frozen=True)
class SchoolBlock:
    """One school of a head; ``others`` are all of theirs by URN and name, for the row of links."""

    id: uuid.UUID
    urn: int
    name: str
    others: tuple[tuple[int, str], ...]
    training: CoursesToTrain
    term: SchoolTerm
    visits: VisitsInTerm
    year: str
    reviews: Mapping[ReviewState, int]

    @property
    def review_count(self) -> int:
        return sum(self.reviews.values())
