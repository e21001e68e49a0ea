"""That visits took place: by name for a head, as counts for everybody."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cpd.coaching.queries import LedgerLine, PersonCount, SchoolCount
from cpd.coaching.rules.figures import FEWEST, SchoolTerm, protected
from cpd.core.paging import Slice, slice_of
from cpd.core.periods import AcademicYear
from cpd.people.models import School


@dataclass(frozen=True)
class LedgerPage:
    school_id: uuid.UUID
    school: str
    others: tuple[tuple[uuid.UUID, str], ...]
    term: SchoolTerm
    lines: Slice[LedgerLine]
    people: tuple[PersonCount, ...]


def ledger_page(
    schools: Sequence[School],
    school: School,
    term: SchoolTerm,
    lines: Sequence[LedgerLine],
    people: Sequence[PersonCount],
    page: int,
) -> LedgerPage:
    """``lines`` are those of one page; ``people`` are all whom the term's visits went to."""
    return LedgerPage(
        school_id=school.id,
        school=school.name,
        others=tuple((other.id, other.name) for other in schools),
        term=term,
        lines=Slice(tuple(lines), page, sum(person.visits for person in people)),
        people=tuple(people),
    )


@dataclass(frozen=True)
class CountsPage:
    """Visits by school in one academic year. A count of ``None`` reads "fewer than 5"."""

    year: AcademicYear
    schools: Slice[tuple[str, int | None]]
    total: int | None


def counts_page(year: AcademicYear, counts: Sequence[SchoolCount], own: frozenset[uuid.UUID], page: int) -> CountsPage:
    """The reader's own schools come first, the others by name."""
    shown = protected({count.school_id: count.visits for count in counts})
    total = sum(count.visits for count in counts)
    ordered = sorted(counts, key=lambda count: count.school_id not in own)
    return CountsPage(
        year=year,
        schools=slice_of([(count.name, shown[count.school_id]) for count in ordered], page),
        total=total if total >= FEWEST else None,
    )
