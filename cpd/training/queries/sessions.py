"""Reads of planned sessions, each scoped to who asks."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cpd.core.access import found
from cpd.people.actor import Actor
from cpd.training import session_policy
from cpd.training.models import TrainingSession


def get_session(session: Session, actor: Actor, session_id: uuid.UUID) -> TrainingSession:
    """A planned session with its course, leader and host school. Raises ``NotFound`` unless the actor may see it."""
    return found(
        session.scalars(
            select(TrainingSession)
            .where(TrainingSession.id == session_id, session_policy.visible(actor))
            .options(
                joinedload(TrainingSession.course),
                joinedload(TrainingSession.leader),
                joinedload(TrainingSession.host_school),
            )
        ).first()
    )
