"""What ends soon and what is planned about it; and the terms of two years side by side."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cpd.core.paging import Slice
from cpd.people.models import School
from cpd.training.models import Course
from cpd.training.pages.coverage import Filters
from cpd.training.queries.lapse import Key, Lapse, Planned, TermEnd
from cpd.training.queries.shown import Figure


@dataclass(frozen=True)
class LapseLine:
    """One course, or one school, with what its link needs."""

    title: str
    key: str
    lapse: Lapse


@dataclass(frozen=True)
class LapsePage:
    within: int
    today: dt.date
    then: dt.date
    filters: Filters
    # Courses down; or, for one course, schools.
    course: Course | None
    school: School | None
    whole: LapseLine | None
    lines: Slice[LapseLine]
    planned: tuple[Planned, ...]

    @property
    def place(self) -> str:
        return self.school.name if self.school else "The whole trust"


def course_lines(lapses: Mapping[Key, Lapse], school_id: uuid.UUID | None) -> list[LapseLine]:
    """The courses of a place, by title."""
    lines = [
        LapseLine(lapse.now.row.course_title, lapse.now.row.course_code, lapse)
        for (school, _), lapse in lapses.items()
        if school == school_id
    ]
    return sorted(lines, key=lambda line: line.title)


def school_lines_of(lapses: Mapping[Key, Lapse], own: Collection[uuid.UUID]) -> list[LapseLine]:
    """The schools for one course, the reader's own first, then by name."""
    lines = [
        (school, LapseLine(lapse.now.row.school_name or "", str(school), lapse))
        for (school, _), lapse in lapses.items()
        if school is not None
    ]
    lines.sort(key=lambda line: (line[0] not in own, line[1].title.casefold()))
    return [line for _, line in lines]


def whole_line(lapses: Mapping[Key, Lapse]) -> LapseLine | None:
    return next((LapseLine("The whole trust", "", lapse) for (school, _), lapse in lapses.items() if not school), None)


@dataclass(frozen=True)
class TermsLine:
    """One course or one school over the terms: its figure at the end of each, or nothing where nobody was asked."""

    title: str
    key: str
    figures: tuple[Figure | None, ...]

    @property
    def points(self) -> list[tuple[int, float]]:
        """The shown percentages, by the number of their term."""
        return [
            (number, 100 * figure.row.trained / figure.row.eligible)
            for number, figure in enumerate(self.figures)
            if figure is not None and figure.hidden is None and figure.row.eligible
        ]

    @property
    def runs(self) -> list[list[tuple[int, float]]]:
        """The same in runs without a gap: a line is drawn along each, and none over a term that is not shown."""
        runs: list[list[tuple[int, float]]] = []
        for number, value in self.points:
            if runs and runs[-1][-1][0] == number - 1:
                runs[-1].append((number, value))
            else:
                runs.append([(number, value)])
        return runs

    @property
    def in_words(self) -> str:
        """What the drawing says, for its title."""
        if not self.points:
            return f"{self.title}: nothing to draw"
        (_, first), (_, last) = self.points[0], self.points[-1]
        return f"{self.title}: {first:.1f}% trained at the first of these days, {last:.1f}% at the last"


@dataclass(frozen=True)
class TermsPage:
    ends: tuple[TermEnd, ...]
    filters: Filters
    course: Course | None
    school: School | None
    whole: TermsLine | None
    lines: Slice[TermsLine]

    @property
    def place(self) -> str:
        return self.school.name if self.school else "The whole trust"


def terms_lines(
    figures: Sequence[Mapping[Key, Figure]], *, by_school: bool = False, school_id: uuid.UUID | None = None
) -> list[TermsLine]:
    """A line for each course of a place, or with ``by_school`` for each school."""
    found: dict[Key, tuple[str, str]] = {}
    for term in figures:
        for key, figure in term.items():
            if by_school and key[0] is not None:
                found[key] = (figure.row.school_name or "", str(key[0]))
            elif not by_school and key[0] == school_id:
                found[key] = (figure.row.course_title, figure.row.course_code)
    lines = [TermsLine(title, text, tuple(term.get(key) for term in figures)) for key, (title, text) in found.items()]
    return sorted(lines, key=lambda line: line.title.casefold())
