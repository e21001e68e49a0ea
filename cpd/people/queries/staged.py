"""Reads of imports through the page."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.access import found
from cpd.people.actor import Actor
from cpd.people.models import Person, StagedImport
from cpd.people.policy import can_import


def get_staged(session: Session, actor: Actor, staged_id: uuid.UUID, *, for_change: bool = False) -> StagedImport:
    """An import that the actor uploaded, or any for an administrator. Raises ``NotFound``."""
    query = select(StagedImport).where(StagedImport.id == staged_id)
    if not can_import(actor):
        query = query.where(StagedImport.uploaded_by_id == actor.person_id)
    return found(session.scalars(query.with_for_update() if for_change else query).first())


def list_carried_out(session: Session, actor: Actor, limit: int = 10) -> list[tuple[StagedImport, Person]]:
    """The last imports through the page, newest first, with who made them."""
    query = (
        select(StagedImport, Person)
        .join(Person, Person.id == StagedImport.uploaded_by_id)
        .where(StagedImport.carried_out_at.is_not(None))
        .order_by(StagedImport.carried_out_at.desc())
        .limit(limit)
    )
    if not can_import(actor):
        query = query.where(StagedImport.uploaded_by_id == actor.person_id)
    return list(session.execute(query))
