"""Batches of statements: what may be asked for, what was, and how far it is."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from cpd.appraisal.models import StatementBatch
from cpd.appraisal.pages.lists import CycleLine, SchoolLine
from cpd.appraisal.queries.batches import BatchCount
from cpd.appraisal.rules.batches import KEPT_FOR, BatchState, batch_state, stands_still
from cpd.core.clock import LONDON
from cpd.core.periods import AcademicYear


@dataclass(frozen=True)
class BatchLine:
    id: uuid.UUID
    year: str
    asked_at: dt.datetime
    state: BatchState


@dataclass(frozen=True)
class BatchesPage:
    school: SchoolLine
    cycle: CycleLine
    cycles: tuple[CycleLine, ...]
    signed: int
    open: int
    earlier: tuple[BatchLine, ...]

    @property
    def whole(self) -> int:
        return self.signed + self.open


@dataclass(frozen=True)
class BatchPage:
    id: uuid.UUID
    school: SchoolLine
    cycle_id: uuid.UUID
    year: str
    state: BatchState
    made: int
    drafts: int
    # Names of those whose statement cannot be printed; and how many are left to make.
    unprinted: tuple[str, ...]
    left: int
    whole: int
    # Nothing was made for a while, so it may be started again by hand.
    stands_still: bool
    deleted_on: dt.date

    @property
    def signed(self) -> int:
        return self.made - self.drafts

    @property
    def title(self) -> str:
        return f"Statements of {self.school.name}"

    @property
    def can_take(self) -> bool:
        return self.made > 0 and self.state is not BatchState.MAKING

    @property
    def can_go_on(self) -> bool:
        return self.state is BatchState.STOPPED or (self.state is BatchState.MAKING and self.stands_still)


def batch_line(batch: StatementBatch) -> BatchLine:
    state = batch_state(batch.stopped_at, batch.ended_at)
    return BatchLine(batch.id, AcademicYear.of(batch.cycle.starts_on).on_screen, batch.asked_at, state)


def batches_page(
    school: SchoolLine,
    cycle: CycleLine,
    cycles: Iterable[CycleLine],
    are_signed: Iterable[bool],
    earlier: Iterable[StatementBatch],
) -> BatchesPage:
    """``are_signed``: of each review that would come in, whether both have signed it."""
    each = list(are_signed)
    lines = tuple(batch_line(batch) for batch in earlier)
    return BatchesPage(school, cycle, tuple(cycles), sum(each), len(each) - sum(each), lines)


def batch_page(batch: StatementBatch, count: BatchCount, unprinted: Iterable[str], now: dt.datetime) -> BatchPage:
    return BatchPage(
        id=batch.id,
        school=SchoolLine(batch.school_id, batch.school.name),
        cycle_id=batch.cycle_id,
        year=AcademicYear.of(batch.cycle.starts_on).on_screen,
        state=batch_state(batch.stopped_at, batch.ended_at),
        made=count.made,
        drafts=count.drafts,
        unprinted=tuple(unprinted),
        left=count.whole - count.made - count.unprinted,
        whole=count.whole,
        stands_still=stands_still(count.last_made_at or batch.asked_at, now),
        deleted_on=(batch.asked_at + KEPT_FOR).astimezone(LONDON).date(),
    )
