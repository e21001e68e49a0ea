"""Behind a figure of coverage: who is in it, who is not, and why, by name as far as the reader may see names."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cpd.core.paging import Slice, slice_of
from cpd.people.models import School
from cpd.training.models import Course
from cpd.training.pages.coverage import Filters, Line
from cpd.training.pages.names import Standing, standing
from cpd.training.queries.counted import NotAsked
from cpd.training.queries.people import PeopleRow
from cpd.training.rules.coverage import NOT_TRAINED, TRAINED, Status
from cpd.training.wording import GROUP_NAMES


class Part(StrEnum):
    """The parts that everybody at a place falls into, for one course."""

    NOT_TRAINED = "not-trained"
    TRAINED = "trained"
    ON_LEAVE = "on-leave"
    EXEMPT = "exempt"
    NOT_ASKED = "not-asked"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Part.NOT_TRAINED: "Not trained",
    Part.TRAINED: "Trained",
    Part.ON_LEAVE: "On long leave",
    Part.EXEMPT: "Exempt",
    Part.NOT_ASKED: "Not asked of them",
}
_STATUSES: dict[Part, Collection[Status]] = {
    Part.NOT_TRAINED: NOT_TRAINED,
    Part.TRAINED: TRAINED,
    Part.ON_LEAVE: {Status.ON_LEAVE},
    Part.EXEMPT: {Status.EXEMPT},
}


@dataclass(frozen=True)
class CountedPerson:
    person_id: str
    name: str
    job: str
    school: str
    # Nothing where the course is not asked of the person.
    standing: Standing | None


@dataclass(frozen=True)
class CountedPage:
    course_code: str
    course_title: str
    school: School | None
    filters: Filters
    # The figure itself; nothing where nobody is in scope.
    line: Line | None
    not_asked: int
    # Whose names the reader sees: ``all`` of the figure, ``some`` of them, ``managed``, or ``none``.
    names: str
    part: Part
    parts: tuple[tuple[Part, int], ...]
    people: Slice[CountedPerson]

    @property
    def place(self) -> str:
        return self.school.name if self.school else "The whole trust"

    @property
    def counts(self) -> list[tuple[str, int, str]]:
        """The parts of the figure in numbers, each with what it means."""
        assert self.line is not None
        row = self.line.counts
        return [
            ("Trained", row.trained, "in date on the day; they are the upper number"),
            (
                "Not trained",
                self.line.not_trained,
                "out of date, overdue, or not yet due: in the fraction, not trained",
            ),
            ("Who count", row.eligible, "both together; they are the lower number"),
            ("On long leave", row.on_leave, "not counted, trained or not"),
            ("Exempt", row.exempt, "not counted, with a reason that the school has given"),
            ("Not asked of them", self.not_asked, "they work there on the day, and no rule asks the course of them"),
        ]


@dataclass(frozen=True)
class Behind:
    """What is known behind the figure, as far as the reader may know it."""

    names: str
    rows: Sequence[PeopleRow]
    not_asked: Sequence[NotAsked]
    count_not_asked: int


def counted_page(
    course: Course,
    school: School | None,
    filters: Filters,
    line: Line | None,
    behind: Behind,
    *,
    asked: str,
    page: int,
) -> CountedPage:
    rows = {part: [row for row in behind.rows if row.status in statuses] for part, statuses in _STATUSES.items()}
    parts = [(part, len(found)) for part, found in rows.items()] + [(Part.NOT_ASKED, len(behind.not_asked))]
    part = next((part for part, _ in parts if part.value == asked), None) or next(
        (part for part, count in parts if count), Part.NOT_TRAINED
    )
    people: Sequence[PeopleRow | NotAsked] = behind.not_asked if part is Part.NOT_ASKED else rows[part]
    shown = slice_of(people, page)
    lines = tuple(_not_asked(one) if isinstance(one, NotAsked) else _person(one) for one in shown.items)
    return CountedPage(
        course_code=course.code,
        course_title=course.title,
        school=school,
        filters=filters,
        line=line,
        not_asked=behind.count_not_asked,
        names=behind.names,
        part=part,
        parts=tuple(parts) if behind.names in ("all", "some") else tuple(parts[:2]),
        people=Slice(lines, shown.number, shown.total),
    )


def _person(row: PeopleRow) -> CountedPerson:
    name = f"{row.first_name} {row.last_name}"
    job = f"{row.job_title} ({GROUP_NAMES[row.staff_group].lower()})"
    return CountedPerson(str(row.person_id), name, job, row.school_name, standing(row))


def _not_asked(one: NotAsked) -> CountedPerson:
    job = f"{one.job_title} ({GROUP_NAMES[one.staff_group].lower()})"
    return CountedPerson(str(one.person_id), one.name, job, one.school_name, None)
