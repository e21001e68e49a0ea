"""Units of SEND need by need: who has them and who has not, school by school."""

import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from cpd.training.models import Course
from cpd.training.pages.coverage import Filters, Line
from cpd.training.queries.shown import Figures

CSV_COLUMNS = (
    "as_at",
    "need",
    "course_code",
    "course_title",
    "school_urn",
    "school_name",
    "staff_group",
    "eligible",
    "have_it",
    "have_it_not",
)


@dataclass(frozen=True)
class Unit:
    """One unit: the line of the trust and of each school. Without lines it is asked of nobody on that day."""

    need: str
    code: str
    title: str
    whole: Line | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class NeedsPage:
    filters: Filters
    units: tuple[Unit, ...]
    # Keys of the schools whose names the reader may see.
    by_name: frozenset[str]

    @property
    def needs(self) -> list[tuple[str, list[Unit]]]:
        groups: dict[str, list[Unit]] = {}
        for unit in self.units:
            groups.setdefault(unit.need, []).append(unit)
        return list(groups.items())

    @property
    def hides(self) -> bool:
        return any(line.hidden for unit in self.units for line in (*unit.lines, unit.whole) if line)


def needs_page(
    filters: Filters,
    courses: Sequence[Course],
    figures: Figures,
    own: Collection[uuid.UUID],
    sees_names: Callable[[uuid.UUID], bool],
) -> NeedsPage:
    schools = sorted(figures.schools(filters.group), key=lambda one: (one[0] not in own, one[1].casefold()))
    whole = {figure.row.course_id: figure for figure in figures.at(None, filters.group)}
    lines: dict[uuid.UUID, list[Line]] = {}
    for school_id, name in schools:
        for figure in figures.at(school_id, filters.group):
            lines.setdefault(figure.row.course_id, []).append(Line(name, str(school_id), figure))
    units = tuple(
        Unit(
            course.need,
            course.code,
            course.title,
            Line("The whole trust", "", whole[course.id]) if course.id in whole else None,
            tuple(lines.get(course.id, ())),
        )
        for course in courses
    )
    return NeedsPage(filters, units, frozenset(str(key) for key, _ in schools if sees_names(key)))


def needs_rows(page: NeedsPage) -> Iterator[Sequence[object]]:
    """The page as rows of a file: the trust first, then the schools by URN. What is hidden there is hidden here."""
    yield CSV_COLUMNS
    for unit in page.units:
        ordered = sorted(unit.lines, key=lambda line: line.counts.school_urn or 0)
        for line in [*([unit.whole] if unit.whole else []), *ordered]:
            row = line.counts
            counts = (line.hidden, "", "") if line.hidden else (row.eligible, row.trained, row.eligible - row.trained)
            yield (
                page.filters.as_at.isoformat(),
                unit.need,
                unit.code,
                unit.title,
                row.school_urn or "",
                row.school_name or "",
                page.filters.group,
                *counts,
            )
