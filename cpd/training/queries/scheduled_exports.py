"""Which coverage files are made regularly: somebody's own, and those that are due."""

import datetime as dt
import uuid

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from cpd.people.actor import Actor
from cpd.training.models import Rhythm, ScheduledExport


def list_scheduled(session: Session, actor: Actor) -> list[ScheduledExport]:
    return list(
        session.scalars(
            select(ScheduledExport)
            .where(ScheduledExport.person_id == actor.person_id)
            .order_by(ScheduledExport.entered_at, ScheduledExport.id)
        )
    )


def due_exports(session: Session, today: dt.date) -> list[uuid.UUID]:
    """Those that have not been made since this week's Monday, or since the first of this month.

    On whichever day it is noticed: a server that slept on the Monday makes up for it.
    """
    since = {Rhythm.WEEKLY: today - dt.timedelta(days=today.weekday()), Rhythm.MONTHLY: today.replace(day=1)}
    asked_before = [
        and_(
            ScheduledExport.rhythm == rhythm,
            or_(ScheduledExport.last_made_on.is_(None), ScheduledExport.last_made_on < first),
        )
        for rhythm, first in since.items()
    ]
    return list(session.scalars(select(ScheduledExport.id).where(or_(*asked_before)).order_by(ScheduledExport.id)))
