"""Cycles with their policy and dates, and the trust's priorities."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from cpd.appraisal import policy, queries
from cpd.appraisal.models import AppraisalCycle, StageDate, TrustPriority
from cpd.appraisal.rules.priorities import check_room
from cpd.appraisal.rules.stages import CyclePolicy, Stage, check_dates, cycle_dates, default_dates
from cpd.appraisal.rules.states import check_cycle
from cpd.core import audit
from cpd.core.access import require
from cpd.core.errors import StaleRecord
from cpd.people.actor import Actor
from cpd.people.models import Trust


def open_cycle(
    session: Session, actor: Actor, starts_on: dt.date, ends_on: dt.date, follows: CyclePolicy = CyclePolicy.OWN
) -> AppraisalCycle:
    """Open a cycle with the usual dates of its policy. The same days again give the cycle that is there.

    Raises ``DomainError`` for an overlap.
    """
    require(policy.can_open_cycle(actor))
    _one_at_a_time(session)
    others = queries.list_cycles(session)
    for other in others:
        if (other.starts_on, other.ends_on) == (starts_on, ends_on):
            return other
    check_cycle(starts_on, ends_on, [(other.starts_on, other.ends_on) for other in others])
    cycle = AppraisalCycle(starts_on=starts_on, ends_on=ends_on, policy=follows)
    cycle.stage_dates = [StageDate(stage=stage, due_on=due) for stage, due in default_dates(follows, starts_on).items()]
    session.add(cycle)
    session.flush()
    audit.record(session, actor, "appraisal.cycle_opened", cycle.id)
    return cycle


def _one_at_a_time(session: Session) -> None:
    """The row of the trust is held until the end."""
    session.scalars(select(Trust).with_for_update()).first()


@dataclass(frozen=True)
class CycleChoices:
    """What the development lead decides about a cycle. A stage without a date gets the usual one of the policy."""

    policy: CyclePolicy
    policy_address: str
    has_pay_field: bool
    has_moderation: bool
    dates: Mapping[Stage, dt.date]


def change_cycle(session: Session, actor: Actor, cycle: AppraisalCycle, choices: CycleChoices, version: int) -> None:
    """Change policy, switches and dates. Needs ``cycle.stage_dates``; raises ``StaleRecord``."""
    require(policy.can_open_cycle(actor))
    if cycle.version != version:
        raise StaleRecord
    dates = cycle_dates(choices.policy, cycle.starts_on, choices.dates)
    check_dates(dates, cycle.starts_on, cycle.ends_on)
    cycle.policy, cycle.policy_address = choices.policy, choices.policy_address
    cycle.has_pay_field, cycle.has_moderation = choices.has_pay_field, choices.has_moderation
    kept = {one.stage: one for one in cycle.stage_dates}
    for stage, due in dates.items():
        if stage in kept:
            kept[stage].due_on = due
        else:
            cycle.stage_dates.append(StageDate(stage=stage, due_on=due))
    # The dates stand in rows of their own; the version that others hold goes out of date with them.
    flag_modified(cycle, "policy")
    audit.record(session, actor, "appraisal.cycle_changed", cycle.id)


@dataclass(frozen=True)
class PriorityWords:
    title: str
    why: str
    started_on: dt.date
    ended_on: dt.date | None


def save_priority(
    session: Session,
    actor: Actor,
    priority: TrustPriority | None,
    words: PriorityWords,
    *,
    version: int,
    request_key: uuid.UUID,
) -> None:
    """Write a priority, new where ``priority`` is empty. At most three are live at once; the same key makes one."""
    require(policy.can_open_cycle(actor))
    _one_at_a_time(session)
    others = queries.list_priorities(session)
    if priority is None and any(other.request_key == request_key for other in others):
        return
    if priority is not None and priority.version != version:
        raise StaleRecord
    check_room(
        words.started_on,
        words.ended_on,
        [(other.started_on, other.ended_on) for other in others if other is not priority],
    )
    if priority is None:
        priority = TrustPriority(request_key=request_key)
        session.add(priority)
    priority.title, priority.why = words.title, words.why
    priority.started_on, priority.ended_on = words.started_on, words.ended_on
    session.flush()
    audit.record(session, actor, "appraisal.priority_saved", priority.id)
