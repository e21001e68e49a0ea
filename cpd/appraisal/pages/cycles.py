"""A cycle with its policy and dates, and the trust's priorities."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from cpd.appraisal import policy
from cpd.appraisal.models import AppraisalCycle, TrustPriority
from cpd.appraisal.rules.stages import BEFORE_CLOSING, CyclePolicy, Stage, default_dates
from cpd.core.periods import AcademicYear, covers
from cpd.people.actor import Actor


@dataclass(frozen=True)
class CyclePage:
    id: uuid.UUID
    year: str
    starts_on: dt.date
    ends_on: dt.date
    stages: tuple[Stage, ...]
    # Stage to the usual day of each policy, in the order of the policies.
    usual: tuple[tuple[Stage, tuple[dt.date, ...]], ...]
    policies: tuple[CyclePolicy, ...] = tuple(CyclePolicy)


def cycle_page(cycle: AppraisalCycle) -> CyclePage:
    usual = [default_dates(one, cycle.starts_on) for one in CyclePolicy]
    return CyclePage(
        id=cycle.id,
        year=AcademicYear.of(cycle.starts_on).on_screen,
        starts_on=cycle.starts_on,
        ends_on=cycle.ends_on,
        stages=BEFORE_CLOSING,
        usual=tuple((stage, tuple(dates[stage] for dates in usual)) for stage in BEFORE_CLOSING),
    )


@dataclass(frozen=True)
class PriorityLine:
    id: uuid.UUID
    title: str
    why: str
    started_on: dt.date
    ended_on: dt.date | None


@dataclass(frozen=True)
class PrioritiesPage:
    live: tuple[PriorityLine, ...]
    to_come: tuple[PriorityLine, ...]
    earlier: tuple[PriorityLine, ...]
    can_change: bool


def priorities_page(actor: Actor, priorities: Iterable[TrustPriority]) -> PrioritiesPage:
    lines = [PriorityLine(one.id, one.title, one.why, one.started_on, one.ended_on) for one in priorities]
    return PrioritiesPage(
        live=tuple(one for one in lines if covers(one.started_on, one.ended_on, actor.today)),
        to_come=tuple(one for one in lines if one.started_on > actor.today),
        earlier=tuple(one for one in lines if one.ended_on is not None and one.ended_on < actor.today),
        can_change=policy.can_open_cycle(actor),
    )
