"""The trust in numbers, for everybody in it: counts with small ones hidden, the reader's own schools first."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cpd.appraisal.models import ReviewState
from cpd.coaching.pages import CountsPage
from cpd.insight.queries import TermUse
from cpd.insight.rules import HalfTerm
from cpd.training.models import Category, Course
from cpd.training.pages.coverage import CoveragePage, Grid
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
    coverage: Grid
    categories: tuple[tuple[Category, str], ...]
    visits: CountsPage
    half_term: HalfTerm
    terms: tuple[TermUse, ...]
    # The Sunday until when they are counted.
    terms_to: dt.date

    @property
    def on(self) -> dt.date:
        return self.coverage.filters.as_at


def categories_in_use(courses: Iterable[Course]) -> tuple[tuple[Category, str], ...]:
    """The headings of the course list, in its order, under which there is a course."""
    known = {course.category for course in courses}
    return tuple((one, name) for one, name in CATEGORY_NAMES.items() if one in known)
