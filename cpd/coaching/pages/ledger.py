"""Who came into whose room: for the person, by name for a head, as counts for everybody."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cpd.coaching.models import VisitLimit
from cpd.coaching.policy import kinds as kind_policy
from cpd.coaching.queries import EntryCount, KindCount, LedgerLine, SchoolCount
from cpd.coaching.rules.figures import FEWEST, SchoolTerm, protected
from cpd.coaching.rules.kinds import EntrySource
from cpd.coaching.rules.ledger import AgainstLimit, against_limits
from cpd.coaching.rules.support import weeks_between
from cpd.core.paging import Slice, slice_of
from cpd.core.periods import AcademicYear
from cpd.people.actor import Actor
from cpd.people.models import School


@dataclass(frozen=True)
class EntryLine:
    """One entry as its person and the head see it. ``entry_id`` is empty for a coaching visit."""

    visited_on: dt.date
    kind: str
    person: str
    visitor: str
    shared_on: dt.date | None
    entry_id: uuid.UUID | None
    is_added: bool
    dispute: str
    settled: str
    is_struck: bool
    can_dispute: bool
    can_remove: bool
    can_settle: bool

    @property
    def state(self) -> str:
        """How it stands, in a few words; nothing where there is nothing to say."""
        if self.is_struck:
            return "Struck, not counted"
        if self.settled:
            return "Disputed, kept"
        if self.dispute:
            return "Disputed, waits for the head"
        return "Added by the person" if self.is_added else ""


def entry_line(actor: Actor, line: LedgerLine) -> EntryLine:
    entry = line.entry
    is_own = line.person_id == actor.person_id
    return EntryLine(
        visited_on=line.visited_on,
        kind=line.kind,
        person=line.person,
        visitor=line.visitor or "not kept",
        shared_on=line.shared_on,
        entry_id=entry.id if entry else None,
        is_added=entry is not None and entry.source is EntrySource.ADDED,
        dispute=entry.dispute if entry else "",
        settled=entry.settled if entry else "",
        is_struck=entry is not None and entry.is_struck,
        can_dispute=is_own
        and entry is not None
        and entry.disputed_at is None
        and not kind_policy.can_remove(actor, entry),
        can_remove=entry is not None and kind_policy.can_remove(actor, entry),
        can_settle=entry is not None and entry.settled_at is None and kind_policy.can_settle(actor, entry),
    )


@dataclass(frozen=True)
class PersonCount:
    """How often somebody was visited in a term: coaching beside every other kind, and the limits that were passed."""

    person: str
    coaching: int
    others: int
    last_on: dt.date
    limits: tuple[AgainstLimit, ...]

    @property
    def over(self) -> tuple[AgainstLimit, ...]:
        return tuple(limit for limit in self.limits if limit.is_over)


def people_counts(counts: Sequence[EntryCount], limits: Sequence[VisitLimit]) -> tuple[PersonCount, ...]:
    """``counts`` come in the order of the people's names."""
    people = []
    for _, of_person in groupby(counts, key=lambda count: count.person_id):
        lines = list(of_person)
        by_kind = {line.code: line.entries for line in lines if not line.is_coaching}
        people.append(
            PersonCount(
                person=lines[0].person,
                coaching=sum(line.entries for line in lines if line.is_coaching),
                others=sum(by_kind.values()),
                last_on=max(line.last_on for line in lines),
                limits=against_limits(limits, by_kind),
            )
        )
    return tuple(people)


@dataclass(frozen=True)
class LedgerPage:
    """A term at a school, for its head."""

    school_id: uuid.UUID
    school: str
    others: tuple[tuple[uuid.UUID, str], ...]
    term: SchoolTerm
    lines: Slice[EntryLine]
    people: tuple[PersonCount, ...]
    disputes: tuple[EntryLine, ...]
    weeks: int
    # Empty for a term that has passed.
    nobody: tuple[tuple[str, dt.date | None], ...]

    @property
    def too_many(self) -> tuple[PersonCount, ...]:
        return tuple(person for person in self.people if person.over)


@dataclass(frozen=True)
class TermCounts:
    """A term's entries by person, what was agreed about how many, and how many entries are struck."""

    counts: Sequence[EntryCount]
    limits: Sequence[VisitLimit]
    struck: int

    @property
    def listed(self) -> int:
        return sum(count.entries for count in self.counts) + self.struck


def ledger_page(
    actor: Actor,
    schools: Sequence[School],
    school: School,
    *,
    term: SchoolTerm,
    lines: Sequence[LedgerLine],
    counts: TermCounts,
    disputes: Sequence[LedgerLine],
    silence: tuple[int, Sequence[tuple[str, dt.date | None]]],
    page: int,
) -> LedgerPage:
    """``lines`` are those of one page; ``silence`` is after how many weeks, and to whom nobody has been since."""
    return LedgerPage(
        school_id=school.id,
        school=school.name,
        others=tuple((other.id, other.name) for other in schools),
        term=term,
        lines=Slice(tuple(entry_line(actor, line) for line in lines), page, counts.listed),
        people=people_counts(counts.counts, counts.limits),
        disputes=tuple(entry_line(actor, line) for line in disputes),
        weeks=silence[0],
        nobody=tuple(silence[1]),
    )


@dataclass(frozen=True)
class MyLedgerPage:
    """A term of the person's own."""

    term: SchoolTerm
    lines: Slice[EntryLine]
    coaching: int
    others: int
    limits: tuple[AgainstLimit, ...]
    last_on: dt.date | None
    weeks: int
    is_silent: bool
    can_add: bool


def my_ledger_page(
    actor: Actor,
    term: SchoolTerm,
    *,
    lines: Sequence[LedgerLine],
    counts: TermCounts,
    last_on: dt.date | None,
    weeks: int,
    page: int,
) -> MyLedgerPage:
    mine = people_counts(counts.counts, counts.limits)
    return MyLedgerPage(
        term=term,
        lines=Slice(tuple(entry_line(actor, line) for line in lines), page, counts.listed),
        coaching=sum(person.coaching for person in mine),
        others=sum(person.others for person in mine),
        limits=mine[0].limits if mine else against_limits(counts.limits, {}),
        last_on=last_on,
        weeks=weeks,
        is_silent=last_on is not None and weeks_between(last_on, actor.today) >= weeks,
        can_add=actor.is_staff,
    )


@dataclass(frozen=True)
class CountsPage:
    """Visits by school in one academic year. A count of ``None`` reads "fewer than 5"."""

    year: AcademicYear
    schools: Slice[tuple[str, int | None]]
    total: int | None
    kinds: tuple[tuple[str, int | None], ...] = ()
    kinds_total: int | None = None


def counts_page(
    year: AcademicYear,
    counts: Sequence[SchoolCount],
    own: frozenset[uuid.UUID],
    page: int,
    kinds: Sequence[KindCount] = (),
) -> CountsPage:
    """The reader's own schools come first, the others by name."""
    shown = protected({count.school_id: count.visits for count in counts})
    total = sum(count.visits for count in counts)
    ordered = sorted(counts, key=lambda count: count.school_id not in own)
    shown_kinds = protected({kind.kind_id: kind.entries for kind in kinds})
    kinds_total = sum(kind.entries for kind in kinds)
    return CountsPage(
        year=year,
        schools=slice_of([(count.name, shown[count.school_id]) for count in ordered], page),
        total=total if total >= FEWEST else None,
        kinds=tuple((kind.name, shown_kinds[kind.kind_id]) for kind in kinds),
        kinds_total=kinds_total if kinds_total >= FEWEST else None,
    )
