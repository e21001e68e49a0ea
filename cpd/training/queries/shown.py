"""Coverage as far as somebody may see it: figures, and which of them are not shown (contract.md section 2)."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.changes import Kept
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.training.policy import records as policy
from cpd.training.queries.people import PeopleLines, PeopleRow, list_people_rows, read_people
from cpd.training.queries.summary import COUNTED_FROM, Summary, SummaryRow, list_summary
from cpd.training.rules.coverage import OUTSIDE_THE_FRACTION, Cell, Hidden, Status, hidden_cells

FEW = "fewer than 5"
NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Figure:
    """One line of coverage. Where it is hidden, none of its numbers may be shown."""

    row: SummaryRow
    hidden: Hidden | None = None

    @property
    def in_words(self) -> str:
        """What stands in place of the numbers."""
        return FEW if self.hidden is Hidden.FEW else NOT_SHOWN


# Which figures a reader must not see, by course and cell.
_Hiding = Mapping[tuple[uuid.UUID, Cell], Hidden]


class Figures:
    """Lines of coverage as somebody may see them: all in the order of the contract, or those of one place."""

    def __init__(self, summary: Summary, hiding: _Hiding, school_id: uuid.UUID | None = None) -> None:
        self._summary = summary
        self._hiding = hiding
        self._only_school_id = school_id

    def __iter__(self) -> Iterator[Figure]:
        wanted = self._only_school_id
        return (self._figure(row) for row in self._summary if wanted is None or row.school_id == wanted)

    def at(self, school_id: uuid.UUID | None, staff_group: str) -> list[Figure]:
        """The courses of one group of staff at a school, or in the whole trust, by code."""
        return [self._figure(row) for row in self._summary.at(school_id, staff_group)]

    def schools(self, staff_group: str) -> list[tuple[uuid.UUID, str]]:
        """Key and name of the schools with a figure of this group, by URN."""
        return self._summary.schools(staff_group)

    def _figure(self, row: SummaryRow) -> Figure:
        return Figure(row, self._hiding.get((row.course_id, (row.school_id, row.staff_group))))


_HIDINGS: Kept[_Hiding] = Kept(COUNTED_FROM, most_rows=300_000)


def list_figures(
    session: Session,
    actor: Actor,
    as_at: dt.date,
    *,
    school_id: uuid.UUID | None = None,
    course_ids: Collection[uuid.UUID] | None = None,
) -> Figures:
    """The coverage summary, small figures hidden from those who may not see the names.

    With ``school_id`` only the rows of that school. What is hidden is the same whichever part is asked for.
    """
    return figures_known_to(session, policy.schools_by_name(actor), as_at, school_id=school_id, course_ids=course_ids)


def figures_known_to(
    session: Session,
    known: frozenset[uuid.UUID] | None,
    as_at: dt.date,
    *,
    school_id: uuid.UUID | None = None,
    course_ids: Collection[uuid.UUID] | None = None,
) -> Figures:
    """The same for somebody who sees the names of these schools; ``None``: of all."""
    if known is None or (school_id is not None and school_id in known):
        schools = None if school_id is None else {school_id}
        return Figures(list_summary(session, as_at, school_ids=schools, course_ids=course_ids), {}, school_id)
    summary = list_summary(session, as_at, course_ids=course_ids)
    key = (as_at, None if course_ids is None else frozenset(course_ids), frozenset(known))
    return Figures(summary, _HIDINGS.read(session, key, lambda: _hiding(summary, known)), school_id)


def _hiding(summary: Summary, known: Collection[uuid.UUID]) -> _Hiding:
    cells: dict[uuid.UUID, dict[Cell, int]] = defaultdict(dict)
    for row in summary:
        cells[row.course_id][row.school_id, row.staff_group] = row.eligible
    return {
        (course_id, cell): hidden
        for course_id, eligible in cells.items()
        for cell, hidden in hidden_cells(eligible, known).items()
    }


def state_of_figures(session: Session) -> str:
    """A mark that is the same for as long as no figure and no name can have changed."""
    return _NAMES.state(session)


def list_names(
    session: Session,
    actor: Actor,
    as_at: dt.date,
    *,
    school_id: uuid.UUID | None = None,
    course_ids: Collection[uuid.UUID] | None = None,
    statuses: Collection[Status] | None = None,
) -> Iterator[PeopleRow]:
    """Coverage by name in the order of the contract: of the schools whose names the actor may see.

    At one school a line manager finds those whom they manage there; of absence they learn nothing.
    """
    known = policy.schools_by_name(actor)
    schools = known if school_id is None else {school_id}
    if school_id is not None and known is not None and school_id not in known:
        yield from _managed(session, actor, as_at, school_id, course_ids, statuses)
    elif school_id is not None:
        rows = _names_of_school(session, as_at, school_id, course_ids)
        yield from (row for row in rows if statuses is None or row.status in statuses)
    elif schools is None or schools:
        yield from list_people_rows(session, as_at, school_ids=schools, course_ids=course_ids, statuses=statuses)


_NAMES: Kept[tuple[PeopleRow, ...]] = Kept(COUNTED_FROM | {"person"}, most_rows=60_000)


def _names_of_school(
    session: Session, as_at: dt.date, school_id: uuid.UUID, course_ids: Collection[uuid.UUID] | None
) -> tuple[PeopleRow, ...]:
    """Kept, since a head goes to and fro between the people of a school and what each course asks for."""
    key = as_at, school_id, None if course_ids is None else frozenset(course_ids)
    return _NAMES.read(
        session,
        key,
        lambda: tuple(list_people_rows(session, as_at, school_ids={school_id}, course_ids=course_ids)),
    )


def _managed(
    session: Session,
    actor: Actor,
    as_at: dt.date,
    school_id: uuid.UUID,
    course_ids: Collection[uuid.UUID] | None,
    statuses: Collection[Status] | None,
) -> Iterator[PeopleRow]:
    if not actor.is_line_manager:
        return
    rows = list_people_rows(
        session,
        as_at,
        school_ids={school_id},
        course_ids=course_ids,
        statuses=statuses,
        people=policy.managed_people(actor, school_id),
    )
    yield from (row for row in rows if row.status not in OUTSIDE_THE_FRACTION)


def read_names(session: Session, actor: Actor, as_at: dt.date, school_id: uuid.UUID | None = None) -> PeopleLines:
    """The rows of ``list_names`` as lines, for a file of very many of them."""
    known = policy.schools_by_name(actor)
    if school_id is None or known is None or school_id in known:
        schools = known if school_id is None else {school_id}
        if schools is not None and not schools:
            return PeopleLines((), iter(()))
        return read_people(session, as_at, school_ids=schools)
    if not actor.is_line_manager:
        return PeopleLines((), iter(()))
    managed = policy.managed_people(actor, school_id)
    courses, places = read_people(session, as_at, school_ids={school_id}, people=managed)
    counted = ([line for line in lines if line[2].status not in OUTSIDE_THE_FRACTION] for lines in places)
    return PeopleLines(courses, counted)


def manages_at(session: Session, actor: Actor, school_id: uuid.UUID) -> bool:
    """Whether the actor is line manager of somebody at a school today."""
    if not actor.is_line_manager:
        return False
    return session.scalar(select(Person.id).where(policy.managed_people(actor, school_id)).limit(1)) is not None
