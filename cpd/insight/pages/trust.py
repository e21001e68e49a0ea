"""The trust in numbers, for everybody in it: counts with small ones hidden, the reader's own schools first."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cpd.appraisal.models import ReviewState
from cpd.coaching.pages import CountsPage
from cpd.insight.queries import TermUse
from cpd.insight.rules import HalfTerm
from cpd.training.models import Category, Course
from cpd.training.pages.coverage import CoveragePage, Grid, Line, trust_line
from cpd.training.queries.shown import Figure
from cpd.training.wording import CATEGORY_NAMES


@dataclass(frozen=True)
class TrustBlock:
    """The trust at a glance, for the development lead and for trustees."""

    is_lead: bool
    training: CoveragePage
    categories: tuple[tuple[Category, str], ...]
    reviews: dict[ReviewState, int | None]
    year: str
    last_staff_import: dt.datetime | None
    short_of_ambassadors: tuple[tuple[str, int], ...]
    # Of the academic year; empty reads "fewer than 5".
    visits: int | None


@dataclass(frozen=True)
class TrustPage:
    """``whole`` is the line of the whole trust under the schools, course by course."""

    coverage: Grid
    whole: tuple[Line | None, ...]
    categories: tuple[tuple[Category, str], ...]
    visits: CountsPage
    half_term: HalfTerm
    terms: tuple[TermUse, ...]

    @property
    def on(self) -> dt.date:
        return self.coverage.filters.as_at


def whole_trust(figures: Sequence[Figure], grid: Grid) -> tuple[Line | None, ...]:
    by_code = {code: [figure for figure in figures if figure.row.course_code == code] for code, _ in grid.courses}
    return tuple(trust_line(by_code[code], grid.filters.group) for code, _ in grid.courses)


def categories_in_use(courses: Iterable[Course]) -> tuple[tuple[Category, str], ...]:
    """The headings of the course list, in its order, under which there is a course."""
    known = {course.category for course in courses}
    return tuple((one, name) for one, name in CATEGORY_NAMES.items() if one in known)
