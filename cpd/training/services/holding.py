"""Holding a session while its list, its register or itself is changed: whoever comes second waits for the first."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.access import found
from cpd.training.models import TrainingSession


def hold_session(session: Session, session_id: uuid.UUID) -> TrainingSession:
    """A session as it is now, held until the transaction ends; on SQLite a writing transaction is alone anyway.

    Nothing is written to its row, so that figures kept from other tables stay kept, and nobody at a door waits for
    another session's door. Raises ``NotFound``.
    """
    return found(
        session.scalars(
            select(TrainingSession)
            .where(TrainingSession.id == session_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        ).first()
    )
