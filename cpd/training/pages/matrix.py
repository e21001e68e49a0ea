"""The matrix of people and courses, on screen and on paper."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cpd.core.paging import Slice
from cpd.people.models import School
from cpd.training.models import Course
from cpd.training.pages.coverage import Filters, Line
from cpd.training.queries.matrix import MatrixPerson
from cpd.training.queries.people import PeopleRow
from cpd.training.queries.shown import Figures
from cpd.training.rules.coverage import Status
from cpd.training.wording import STATUS_NAMES, STATUS_TONES


@dataclass(frozen=True)
class MatrixCell:
    """How somebody stands with one course: a shape, the day that matters, and the whole in words."""

    tone: str
    day: str
    word: str


NOT_ASKED = MatrixCell("none", "–", "Not asked")


@dataclass(frozen=True)
class MatrixRow:
    person: MatrixPerson
    # For each course across: its code for the way to why, and the cell.
    cells: tuple[tuple[str, MatrixCell], ...]


@dataclass(frozen=True)
class MatrixPage:
    filters: Filters
    courses: tuple[tuple[str, str], ...]
    rows: Slice[MatrixRow]
    # The figure of each course under the names; nothing where nobody is asked.
    whole: tuple[Line | None, ...]
    school: School | None = None
    managed_only: bool = False
    is_whole: bool = True
    # What the shapes mean, in the order of the statuses.
    key: tuple[tuple[str, str, str], ...] = ()


_MEANS = {
    Status.IN_DATE: "and until when",
    Status.DUE_SOON: "it ends on that day, within 60 days",
    Status.EXPIRED: "it ended on that day",
    Status.OVERDUE: "it was due on that day",
    Status.NOT_YET_DUE: "it is due by that day",
    Status.ON_LEAVE: "not counted",
    Status.EXEMPT: "not counted",
}


def matrix_page(
    filters: Filters,
    courses: Iterable[Course],
    people: Slice[MatrixPerson],
    rows: Iterable[PeopleRow],
    figures: Figures,
    *,
    school: School | None = None,
    managed_only: bool = False,
    is_whole: bool = True,
) -> MatrixPage:
    school_id = school.id if school else None
    lines = {
        figure.row.course_id: Line(figure.row.course_title, figure.row.course_code, figure)
        for figure in figures.at(school_id, filters.group)
    }
    standing = {(row.school_id, row.person_id, row.course_id): _cell(row) for row in rows}
    asked = {course_id for _, _, course_id in standing} | set(lines)
    across = [course for course in courses if course.id in asked and filters.category in (None, course.category)]
    return MatrixPage(
        filters=filters,
        courses=tuple((course.code, course.title) for course in across),
        rows=Slice(tuple(_row(one, across, standing) for one in people.items), people.number, people.total),
        whole=tuple(lines.get(course.id) for course in across),
        school=school,
        managed_only=managed_only,
        is_whole=is_whole,
        key=tuple((STATUS_TONES_HERE[status], STATUS_NAMES[status], means) for status, means in _MEANS.items()),
    )


def _row(
    person: MatrixPerson,
    courses: Sequence[Course],
    standing: dict[tuple[uuid.UUID, uuid.UUID, uuid.UUID], MatrixCell],
) -> MatrixRow:
    place = person.school_id, person.person_id
    return MatrixRow(person, tuple((course.code, standing.get((*place, course.id), NOT_ASKED)) for course in courses))


# Exempt and away have a shape each here, where no word stands beside it.
STATUS_TONES_HERE = STATUS_TONES | {Status.OVERDUE: "late", Status.EXEMPT: "exempt"}


def _cell(row: PeopleRow) -> MatrixCell:
    if row.status in (Status.ON_LEAVE, Status.EXEMPT):
        return _shown(row.status, None)
    if row.status in (Status.NOT_YET_DUE, Status.OVERDUE):
        return _shown(row.status, row.due_on)
    return _shown(row.status, row.expires_on)


@lru_cache(maxsize=4096)
def _shown(status: Status, day: dt.date | None) -> MatrixCell:
    words = {Status.ON_LEAVE: "leave", Status.EXEMPT: "exempt"}.get(status, "done")
    return MatrixCell(STATUS_TONES_HERE[status], f"{day.day} {day:%b} {day:%y}" if day else words, STATUS_NAMES[status])
