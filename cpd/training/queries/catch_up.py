"""Where those who missed a session can catch up, and who of them is asked there already."""

import datetime as dt
import uuid

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from cpd.people.actor import Actor
from cpd.training.models import Invitation, SessionState, TrainingSession
from cpd.training.policy import sessions as policy
from cpd.training.queries.sessions import ON_THE_LIST


def next_sessions(session: Session, actor: Actor, missed: TrainingSession) -> list[TrainingSession]:
    """The announced sessions of the same course that come after the one that was missed, the next first."""
    return list(
        session.scalars(
            select(TrainingSession)
            .where(
                TrainingSession.course_id == missed.course_id,
                TrainingSession.state == SessionState.ANNOUNCED,
                TrainingSession.held_on >= actor.today,
                _after(missed),
            )
            .options(
                joinedload(TrainingSession.course),
                joinedload(TrainingSession.leader),
                joinedload(TrainingSession.host_school),
            )
            .order_by(TrainingSession.held_on, TrainingSession.starts_at)
            .limit(20)
        )
    )


def _after(missed: TrainingSession) -> ColumnElement[bool]:
    """On a later day, or later on the same."""
    later_day = TrainingSession.held_on > missed.held_on
    if missed.ends_at is None:
        return later_day
    return or_(later_day, and_(TrainingSession.held_on == missed.held_on, TrainingSession.starts_at >= missed.ends_at))


def open_to_inviting(actor: Actor, later: list[TrainingSession]) -> list[TrainingSession]:
    """Those of them to which the actor may put people down."""
    return [one for one in later if policy.can_invite(actor, one)]


def asked_later(session: Session, missed: TrainingSession, today: dt.date) -> dict[uuid.UUID, dt.date]:
    """Who stands on the list of a session of this course to come, with the first such day."""
    rows = session.execute(
        select(Invitation.person_id, func.min(TrainingSession.held_on))
        .join(TrainingSession, TrainingSession.id == Invitation.session_id)
        .where(
            TrainingSession.course_id == missed.course_id,
            TrainingSession.state == SessionState.ANNOUNCED,
            TrainingSession.held_on >= today,
            _after(missed),
            Invitation.state.in_(ON_THE_LIST),
        )
        .group_by(Invitation.person_id)
    )
    return dict(rows.all())
