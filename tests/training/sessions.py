"""Planned sessions for tests, written through the session of an open transaction."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.orm import Session

from cpd.training.models import SessionForm, SessionState, TrainingSession
from tests.training.courses import add_course
from tests.world import NOW, TODAY

# A Thursday of the term in which tests happen.
HELD_ON = dt.date(2026, 12, 3)


def add_published(session: Session, code: str = "SEND-CL", title: str = "Cognition and learning") -> uuid.UUID:
    return add_course(session, code, title, why="So that everybody can start.", published_on=TODAY).id


def add_session(session: Session, course_id: uuid.UUID, **more: Any) -> TrainingSession:
    """A twilight that was announced, unless ``more`` says otherwise."""
    made = TrainingSession(
        **{
            "course_id": course_id,
            "held_on": HELD_ON,
            "starts_at": dt.time(15, 45),
            "ends_at": dt.time(17, 15),
            "minutes": 90,
            "state": SessionState.ANNOUNCED,
            "form": SessionForm.TWILIGHT,
            "register": 0,
            "entered_at": NOW,
        }
        | more
    )
    session.add(made)
    session.flush()
    return made
