"""Closing a register gives the completions; opening it again and closing it puts them right."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from cpd.core.audit import record, record_many
from cpd.core.errors import DomainError
from cpd.core.models import new_id
from cpd.people.actor import Actor
from cpd.training.models import (
    Completion,
    Presence,
    RegisterMark,
    RegisterSending,
    SessionState,
    Source,
    TrainingSession,
)
from cpd.training.queries.register import get_register, hours_of, last_change
from cpd.training.rules.register import earns, minutes_attended
from cpd.training.services.holding import hold_session
from cpd.training.services.paid_time import count_beyond, reckon_session
from cpd.training.services.register import RegisterClosed, is_open

_SENDINGS_KEPT = dt.timedelta(days=30)


@dataclass(frozen=True)
class Closed:
    """What came of closing: completions given, put right and taken back; who holds one of that day already; and claims
    of paid time that say more minutes than the register does now."""

    given: int
    changed: int
    taken_back: int
    already: int
    claims_beyond: int = 0


def credits_of(session: Session, training_session: TrainingSession) -> dict[uuid.UUID, int | None]:
    """Who has earned the course by the register as it stands, with their minutes."""
    hours = hours_of(training_session)
    marks = session.execute(
        select(RegisterMark.person_id, RegisterMark.arrived_at, RegisterMark.left_at).where(
            RegisterMark.session_id == training_session.id, RegisterMark.presence == Presence.PRESENT
        )
    )
    minutes = {mark.person_id: minutes_attended(hours, mark.arrived_at, mark.left_at) for mark in marks}
    return {
        person_id: attended
        for person_id, attended in minutes.items()
        if earns(attended, training_session.credit_from_minutes)
    }


def close_register(session: Session, actor: Actor, session_id: uuid.UUID, at: dt.datetime) -> Closed:
    """Give the completions that the register has earned, each with its minutes. Raises ``DomainError``."""
    training_session = get_register(session, actor, session_id)
    training_session = hold_session(session, session_id)
    if not is_open(training_session):
        raise RegisterClosed
    if training_session.held_on > actor.today:
        raise DomainError("This session is still to come. Its register is closed when it is over.")
    newest = last_change(session, session_id)
    if not newest:
        raise DomainError("Nobody is marked yet. Mark who was there first.")
    closed = _give(session, actor, training_session, at)
    training_session.state = SessionState.HELD
    training_session.register = newest
    training_session.register_closed_at, training_session.register_closed_by_id = at, actor.person_id
    session.flush()
    readings = reckon_session(session, session_id)
    closed = replace(closed, claims_beyond=count_beyond(session, session_id, readings))
    session.execute(delete(RegisterSending).where(RegisterSending.received_at < at - _SENDINGS_KEPT))
    record(session, actor, "training.register_closed", session_id, detail=vars(closed).copy())
    return closed


def reopen_register(session: Session, actor: Actor, session_id: uuid.UUID) -> None:
    """Let a closed register be put right. What it gave stays as it is until it is closed again."""
    training_session = get_register(session, actor, session_id)
    training_session = hold_session(session, session_id)
    if is_open(training_session):
        return
    training_session.register_closed_at = training_session.register_closed_by_id = None
    record(session, actor, "training.register_reopened", session_id)


def _give(session: Session, actor: Actor, training_session: TrainingSession, at: dt.datetime) -> Closed:
    earned = credits_of(session, training_session)
    of_that_day = session.execute(
        select(
            Completion.id, Completion.person_id, Completion.session_id, Completion.minutes, Completion.version
        ).where(
            Completion.course_id == training_session.course_id,
            Completion.completed_on == training_session.held_on,
        )
    ).all()
    ours = {row.person_id: row for row in of_that_day if row.session_id == training_session.id}
    elsewhere = {row.person_id for row in of_that_day} - ours.keys()
    # What somebody has put right by hand since is left as they put it.
    untouched = {person_id: row for person_id, row in ours.items() if row.version == 1}
    new = {person_id: minutes for person_id, minutes in earned.items() if person_id not in ours.keys() | elsewhere}
    changed = {
        row.id: (person_id, earned[person_id])
        for person_id, row in untouched.items()
        if person_id in earned and earned[person_id] != row.minutes
    }
    gone = {row.id: person_id for person_id, row in untouched.items() if person_id not in earned}
    _insert(session, actor, training_session, new, at)
    _change(session, actor, changed)
    _delete(session, actor, gone)
    return Closed(len(new), len(changed), len(gone), len(elsewhere & earned.keys()))


def _insert(
    session: Session,
    actor: Actor,
    training_session: TrainingSession,
    minutes: Mapping[uuid.UUID, int | None],
    at: dt.datetime,
) -> None:
    if not minutes:
        return
    ids = {person_id: new_id() for person_id in minutes}
    shared = {
        "course_id": training_session.course_id,
        "completed_on": training_session.held_on,
        "session_id": training_session.id,
        "source": Source.REGISTER,
        "entered_at": at,
        "entered_by_id": actor.person_id,
    }
    rows = [{"id": ids[one], "person_id": one, "minutes": attended} | shared for one, attended in minutes.items()]
    session.execute(insert(Completion), rows)
    _told(session, actor, "training.completion_added", ((ids[one], one) for one in minutes))


def _change(session: Session, actor: Actor, changed: Mapping[uuid.UUID, tuple[uuid.UUID, int | None]]) -> None:
    if not changed:
        return
    table = Completion.__table__
    session.connection().execute(
        update(Completion).where(table.c.id == bindparam("of")).values(minutes=bindparam("attended")),
        [{"of": completion_id, "attended": minutes} for completion_id, (_, minutes) in changed.items()],
    )
    _told(session, actor, "training.completion_changed", ((one, person) for one, (person, _) in changed.items()))


def _delete(session: Session, actor: Actor, gone: Mapping[uuid.UUID, uuid.UUID]) -> None:
    if not gone:
        return
    session.execute(delete(Completion).where(Completion.id.in_(gone)))
    _told(session, actor, "training.completion_removed", gone.items())


def _told(session: Session, actor: Actor, action: str, entries: Iterable[tuple[uuid.UUID, uuid.UUID]]) -> None:
    record_many(session, actor, action, [(subject, person, {"by": "register"}) for subject, person in entries])
