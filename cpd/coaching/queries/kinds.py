"""Kinds of visit and the limits that were agreed: everybody in the trust reads them."""

import uuid

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cpd.coaching.models import KindOfVisit, VisitLimit
from cpd.core.access import found
from cpd.people.actor import Actor


def list_kinds(session: Session, actor: Actor) -> list[KindOfVisit]:
    """The kinds that hold today, by name."""
    return list(
        session.scalars(
            select(KindOfVisit)
            .where(or_(KindOfVisit.ended_on.is_(None), KindOfVisit.ended_on >= actor.today))
            .order_by(KindOfVisit.name)
        )
    )


def list_all_kinds(session: Session) -> list[KindOfVisit]:
    """Those that have ended too, for entries of the past."""
    return list(session.scalars(select(KindOfVisit).order_by(KindOfVisit.name)))


def get_kind(session: Session, kind_id: uuid.UUID) -> KindOfVisit:
    return found(session.get(KindOfVisit, kind_id))


def list_limits(session: Session) -> list[VisitLimit]:
    return list(session.scalars(select(VisitLimit).order_by(VisitLimit.name, VisitLimit.id)))


def get_limit(session: Session, limit_id: uuid.UUID) -> VisitLimit:
    return found(session.get(VisitLimit, limit_id))
