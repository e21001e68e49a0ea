"""Cycles with their dates, and the trust's priorities, which everybody may read."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cpd.appraisal.models import AppraisalCycle, Objective, TrustPriority
from cpd.core.access import found
from cpd.core.models import holds


def cycle_with_dates(session: Session, cycle_id: uuid.UUID) -> AppraisalCycle:
    """A cycle with the days by which its stages are due. Raises ``NotFound``."""
    query = select(AppraisalCycle).where(AppraisalCycle.id == cycle_id)
    return found(session.scalars(query.options(selectinload(AppraisalCycle.stage_dates))).first())


def list_priorities(session: Session) -> list[TrustPriority]:
    """Every priority, the latest first."""
    return list(session.scalars(select(TrustPriority).order_by(TrustPriority.started_on.desc(), TrustPriority.title)))


def live_priorities(session: Session, day: dt.date) -> list[TrustPriority]:
    """The priorities of a day, three at most, in the order in which they began."""
    query = select(TrustPriority).where(holds(TrustPriority, day))
    return list(session.scalars(query.order_by(TrustPriority.started_on, TrustPriority.title)))


def get_priority(session: Session, priority_id: uuid.UUID) -> TrustPriority:
    """A priority. Raises ``NotFound``."""
    return found(session.get(TrustPriority, priority_id))


def offered_priorities(session: Session, objective: Objective | None, day: dt.date) -> list[TrustPriority]:
    """What an objective may serve: the priorities of a day, and the one that it serves already. Needs
    ``objective.trust_priority``."""
    live = live_priorities(session, day)
    own = objective.trust_priority if objective is not None else None
    return live if own is None or own in live else [own, *live]
