"""Coverage of the trust, of a school and of a course: lines of figures."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from cpd.core.paging import Slice, slice_of
from cpd.people.models import School
from cpd.training.models import Category, Course
from cpd.training.queries.shown import Figure, Figures
from cpd.training.queries.summary import SummaryRow
from cpd.training.rules.coverage import ALL_GROUPS
from cpd.training.wording import CATEGORY_NAMES, GROUP_NAMES

ALL_KINDS = "all"


@dataclass(frozen=True)
class Filters:
    """What the reader asked for. ``problem`` is a sentence about a date that could not be read."""

    as_at: dt.date
    today: dt.date
    group: str = ALL_GROUPS
    category: Category | None = None
    typed_date: str = ""
    problem: str = ""
    # The kinds of which there are courses.
    kinds: tuple[Category, ...] = ()

    @property
    def staff_group(self) -> str | None:
        """The group asked for; ``None``: all staff."""
        return None if self.group == ALL_GROUPS else self.group

    @property
    def group_name(self) -> str:
        return GROUP_NAMES[self.group]

    @property
    def is_today(self) -> bool:
        return self.as_at == self.today

    @property
    def is_filtered(self) -> bool:
        """Another day or group than at the start; the kind of course is chosen apart."""
        return bool(self.group != ALL_GROUPS or not self.is_today or self.problem)

    @property
    def in_address(self) -> dict[str, str]:
        """The filters as they stand in an address; day and group are left out where they are as at the start."""
        values = {
            "as_at": "" if self.is_today else self.as_at.isoformat(),
            "group": "" if self.group == ALL_GROUPS else self.group,
            "category": self.category.value if self.category else ALL_KINDS,
        }
        return {name: value for name, value in values.items() if value}

    @property
    def kind_choices(self) -> list[tuple[str, str, bool]]:
        """Value, name and whether it is chosen; all of them together at the end."""
        names = [(kind.value, CATEGORY_NAMES[kind], kind is self.category) for kind in self.kinds]
        return [*names, (ALL_KINDS, "All", self.category is None)]

    group_choices = tuple(GROUP_NAMES.items())


@dataclass(frozen=True)
class Line:
    """One line of a table of coverage. ``key`` is what its link needs: a course code or a school's id."""

    title: str
    key: str
    figure: Figure

    @property
    def counts(self) -> SummaryRow:
        return self.figure.row

    @property
    def hidden(self) -> str:
        return self.figure.in_words if self.figure.hidden else ""

    @property
    def not_trained(self) -> int:
        return self.counts.expired + self.counts.overdue + self.counts.not_yet_due

    @property
    def not_trained_parts(self) -> list[str]:
        row = self.counts
        parts = ((row.expired, "out of date"), (row.overdue, "overdue"), (row.not_yet_due, "not yet due"))
        return [f"{count:,} {word}" for count, word in parts if count]

    @property
    def beside(self) -> list[str]:
        """Who is outside the fraction."""
        parts = ((self.counts.on_leave, "on leave"), (self.counts.exempt, "exempt"))
        return [f"{count:,} {word}" for count, word in parts if count]


@dataclass(frozen=True)
class Section:
    """The courses of one category."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class CoveragePage:
    filters: Filters
    sections: tuple[Section, ...]
    school: School | None = None
    # Whether the reader sees the names behind the figures here, and whether only of those whom they manage.
    names: bool = False
    managed_only: bool = False

    @property
    def hides(self) -> bool:
        return any(line.hidden for section in self.sections for line in section.lines)


def coverage_page(
    filters: Filters,
    figures: Figures,
    courses: Iterable[Course],
    school: School | None = None,
    *,
    names: bool = False,
    managed_only: bool = False,
) -> CoveragePage:
    """The lines of the trust, or of one school."""
    school_id = school.id if school else None
    categories = {course.id: course.category for course in courses}
    wanted = [
        figure
        for figure in figures.at(school_id, filters.group)
        if filters.category in (None, categories[figure.row.course_id])
    ]
    order = list(Category)
    wanted.sort(key=lambda figure: (order.index(categories[figure.row.course_id]), figure.row.course_title))
    sections = tuple(
        Section(CATEGORY_NAMES[category], tuple(Line(f.row.course_title, f.row.course_code, f) for f in group))
        for category, group in groupby(wanted, key=lambda figure: categories[figure.row.course_id])
    )
    return CoveragePage(filters, sections, school, names, managed_only)


@dataclass(frozen=True)
class GridRow:
    """A school, with a line for each course across; none where nothing is asked there."""

    school_id: uuid.UUID
    name: str
    lines: tuple[Line | None, ...]


@dataclass(frozen=True)
class Grid:
    """Schools down, the courses of one category across; under them the whole trust."""

    filters: Filters
    courses: tuple[tuple[str, str], ...]
    rows: Slice[GridRow]
    whole: tuple[Line, ...]

    @property
    def hides(self) -> bool:
        return any(line and line.hidden for row in self.rows.items for line in row.lines)


def grid_page(
    filters: Filters, figures: Figures, courses: Iterable[Course], own: Collection[uuid.UUID], page: int | None
) -> Grid:
    """Coverage of each school in each course of the category; the reader's own schools first, then by name.

    Without a ``page`` all schools at once, for paper."""
    categories = {course.id: course.category for course in courses}
    whole = [
        Line(figure.row.course_title, figure.row.course_code, figure)
        for figure in figures.at(None, filters.group)
        if filters.category in (None, categories[figure.row.course_id])
    ]
    whole.sort(key=lambda line: line.title)
    everywhere = _own_first(figures.schools(filters.group), own)
    schools = slice_of(everywhere, page) if page else Slice(tuple(everywhere), 1, len(everywhere))
    rows = []
    for school_id, name in schools.items:
        cells = {figure.row.course_code: figure for figure in figures.at(school_id, filters.group)}
        lines = (Line(line.title, line.key, cells[line.key]) if line.key in cells else None for line in whole)
        rows.append(GridRow(school_id, name, tuple(lines)))
    return Grid(
        filters,
        tuple((line.key, line.title) for line in whole),
        Slice(tuple(rows), schools.number, schools.total),
        tuple(whole),
    )


def _own_first(schools: Iterable[tuple[uuid.UUID, str]], own: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, str]]:
    return sorted(schools, key=lambda school: (school[0] not in own, school[1].casefold()))


def school_lines(figures: Figures, group: str, own: Collection[uuid.UUID], page: int) -> Slice[Line]:
    """One course at each school, the reader's own first, then by name."""
    schools = slice_of(_own_first(figures.schools(group), own), page)
    lines = (
        Line(name, str(school_id), figure)
        for school_id, name in schools.items
        for figure in figures.at(school_id, group)
    )
    return Slice(tuple(lines), schools.number, schools.total)


def trust_line(figures: Figures, group: str) -> Line | None:
    """One course in the whole trust; nothing where nobody must hold it."""
    return next((Line("The whole trust", "", figure) for figure in figures.at(None, group)), None)
