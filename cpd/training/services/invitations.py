"""Who is on a session's list: put down, joined, declined, taken off; and who moves up when a place is freed.

Whoever changes a list first holds its session, so that two people never get the last place.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session, joinedload

from cpd.core import jobs
from cpd.core.access import found, require
from cpd.core.audit import record, record_many
from cpd.core.errors import DomainError
from cpd.core.models import new_id
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.people.policy import stays
from cpd.training.models import Invitation, InvitationState, SessionState, TrainingSession
from cpd.training.policy import sessions as policy
from cpd.training.queries.session_people import invitable
from cpd.training.queries.sessions import HOLDING, ON_THE_LIST, get_session
from cpd.training.rules.sessions import next_sequence
from cpd.training.services.holding import hold_session

SEND_INVITATIONS = "training.invitations"
_TICK = dt.timedelta(microseconds=1)


def tell(session: Session, session_id: uuid.UUID) -> None:
    """Have everybody on the list told what they have not been told yet, when this is committed."""
    jobs.enqueue(session, SEND_INVITATIONS, {"session_id": str(session_id)})


def taken(session: Session, session_id: uuid.UUID) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Invitation)
            .where(Invitation.session_id == session_id, Invitation.state.in_(HOLDING))
        )
        or 0
    )


def _free(session: Session, one: TrainingSession) -> int | None:
    """Places that nobody has; ``None``: room for everybody."""
    return None if one.places is None else max(one.places - taken(session, one.id), 0)


def is_open(one: TrainingSession, today: dt.date) -> bool:
    """Whether people can still be put on its list or leave it."""
    return one.state in (SessionState.DRAFT, SessionState.ANNOUNCED) and one.held_on >= today


@dataclass(frozen=True)
class PutDown:
    """What came of putting people down."""

    placed: int
    waiting: int
    already: int
    declined: int


def put_down(
    session: Session,
    actor: Actor,
    session_id: uuid.UUID,
    people: ColumnElement[bool],
    at: dt.datetime,
    *,
    among: frozenset[uuid.UUID] | None = None,
    ask_again: bool = False,
) -> PutDown:
    """Put people on a session's list, by name in the order of the alphabet: a place while there are any, then waiting.

    ``people`` is a condition on ``Person``, of whom only ``among`` are taken, where it is given. Who declined is left
    alone, except where they are named one by one (``ask_again``).
    """
    hold_session(session, session_id)
    one = get_session(session, actor, session_id)
    require(policy.can_invite(actor, one) and is_open(one, actor.today))
    wanted = [key for key in _invitable(session, actor, one, people) if among is None or key in among]
    known = {
        row.person_id: row
        for row in session.execute(
            select(Invitation.id, Invitation.person_id, Invitation.state, Invitation.calendar_sequence).where(
                Invitation.session_id == session_id
            )
        )
    }
    asked_again = {InvitationState.WITHDRAWN} | ({InvitationState.DECLINED} if ask_again else set())
    coming = [key for key in wanted if key not in known or known[key].state in asked_again]
    placed = _place(session, actor, one, coming, known, at)
    left_alone = [known[key].state for key in wanted if key in known and known[key].state not in asked_again]
    declined = left_alone.count(InvitationState.DECLINED)
    return PutDown(placed, len(coming) - placed, len(left_alone) - declined, declined)


def _place(
    session: Session,
    actor: Actor,
    one: TrainingSession,
    coming: Sequence[uuid.UUID],
    known: Mapping[uuid.UUID, Any],
    at: dt.datetime,
) -> int:
    """Write those who come onto the list in their order; how many have a place."""
    free = _free(session, one)
    placed = len(coming) if free is None else min(free, len(coming))
    new: list[dict[str, Any]] = []
    again: list[dict[str, Any]] = []
    entries: list[tuple[uuid.UUID | None, uuid.UUID | None, dict[str, Any] | None]] = []
    for position, person_id in enumerate(coming):
        had = known.get(person_id)
        had_sequence = had.calendar_sequence if had else None
        values = {
            **_standing(one, had_sequence, at + position * _TICK, has_place=position < placed),
            "id": had.id if had else new_id(),
            "invited_by_id": actor.person_id,
            "answered_at": None,
        }
        if had is None:
            values |= {"session_id": one.id, "person_id": person_id, "entered_at": at}
        (again if had else new).append(values)
        entries.append((values["id"], person_id, None))
    if new:
        session.execute(insert(Invitation), new)
    if again:
        session.execute(update(Invitation), again)
    record_many(session, actor, "invitation.put_down", entries)
    if placed and one.state is SessionState.ANNOUNCED:
        tell(session, one.id)
    return placed


def _invitable(
    session: Session, actor: Actor, one: TrainingSession, people: ColumnElement[bool]
) -> Sequence[uuid.UUID]:
    """Those of these people whom the actor may put down, by name."""
    return session.scalars(
        select(Person.id)
        .where(people, invitable(actor, one))
        .order_by(Person.sort_last_name, Person.sort_first_name, Person.staff_code)
    ).all()


def _standing(
    one: TrainingSession, had_sequence: int | None, at: dt.datetime, *, has_place: bool, joined: bool = False
) -> dict[str, Any]:
    """How somebody stands on the list from now on. A draft has no calendar entry yet."""
    is_told = one.state is SessionState.ANNOUNCED
    if not has_place:
        return {"state": InvitationState.WAITING, "waiting_since": at, "calendar_sequence": had_sequence}
    return {
        "state": InvitationState.JOINED if joined else InvitationState.INVITED,
        "waiting_since": None,
        "calendar_sequence": next_sequence(had_sequence, one.calendar_sequence) if is_told else had_sequence,
    }


def join(session: Session, actor: Actor, session_id: uuid.UUID, at: dt.datetime) -> InvitationState:
    """Come to a session, or wait for a place where there is none."""
    require(actor.is_staff and actor.person_id is not None)
    hold_session(session, session_id)
    one = get_session(session, actor, session_id)
    if one.state is not SessionState.ANNOUNCED or one.held_on < actor.today:
        raise DomainError("Nobody can join this session any more.")
    own = _own(session, actor, session_id)
    if own is not None and own.state in (InvitationState.JOINED, InvitationState.WAITING):
        return own.state
    if own is not None and own.state is InvitationState.INVITED:
        own.state, own.answered_at = InvitationState.JOINED, at
        record(session, actor, "invitation.joined", own.id, about_person_id=actor.person_id)
        return own.state
    has_place = _free(session, one) != 0
    standing = _standing(one, own.calendar_sequence if own else None, at, has_place=has_place, joined=True)
    if own is None:
        own = Invitation(session_id=session_id, person_id=actor.person_id, entered_at=at)
        session.add(own)
    for name, value in standing.items():
        setattr(own, name, value)
    own.invited_by_id, own.answered_at = None, at
    session.flush()
    record(session, actor, "invitation.joined", own.id, about_person_id=actor.person_id)
    if has_place:
        tell(session, session_id)
    return own.state


def _own(session: Session, actor: Actor, session_id: uuid.UUID) -> Invitation | None:
    return session.scalars(
        select(Invitation).where(Invitation.session_id == session_id, Invitation.person_id == actor.person_id)
    ).first()


def decline(session: Session, actor: Actor, session_id: uuid.UUID, at: dt.datetime) -> None:
    """Say that one is not coming. The place goes to whoever has waited longest."""
    hold_session(session, session_id)
    one = get_session(session, actor, session_id)
    own = found(_own(session, actor, session_id))
    if own.state in (InvitationState.DECLINED, InvitationState.WITHDRAWN):
        return
    if not is_open(one, actor.today):
        raise DomainError("This session is over.")
    own.answered_at = at
    _leave(session, own, InvitationState.DECLINED)
    record(session, actor, "invitation.declined", own.id, about_person_id=own.person_id)
    fill_places(session, actor, one, at)


def withdraw(session: Session, actor: Actor, invitation_id: uuid.UUID, at: dt.datetime) -> Invitation:
    """Take somebody off a list; their calendar entry is withdrawn. The invitation, with its person."""
    hold_session(session, found(session.scalar(select(Invitation.session_id).where(Invitation.id == invitation_id))))
    # Read once it is held: meanwhile they may have declined, or moved up and been told.
    invitation = found(
        session.scalars(
            select(Invitation).where(Invitation.id == invitation_id).options(joinedload(Invitation.person))
        ).first()
    )
    one = get_session(session, actor, invitation.session_id)
    found(_may_take_off(session, actor, one, invitation.person_id))
    require(policy.can_invite(actor, one) and is_open(one, actor.today))
    if invitation.state in (InvitationState.DECLINED, InvitationState.WITHDRAWN):
        return invitation
    _leave(session, invitation, InvitationState.WITHDRAWN)
    record(session, actor, "invitation.withdrawn", invitation.id, about_person_id=invitation.person_id)
    fill_places(session, actor, one, at)
    return invitation


def withdraw_leavers(session: Session, actor: Actor, session_id: uuid.UUID, at: dt.datetime) -> int:
    """Take those off a list who hold no post today or from a later day: how many. Who waits moves up."""
    one = hold_session(session, session_id)
    if not is_open(one, actor.today):
        return 0
    gone = session.scalars(
        select(Invitation).where(
            Invitation.session_id == session_id,
            Invitation.state.in_(ON_THE_LIST),
            ~stays(Invitation.person_id, actor.today),
        )
    ).all()
    for invitation in gone:
        _leave(session, invitation, InvitationState.WITHDRAWN)
    record_many(session, actor, "invitation.withdrawn", [(one.id, one.person_id, None) for one in gone])
    fill_places(session, actor, one, at)
    return len(gone)


def _may_take_off(session: Session, actor: Actor, one: TrainingSession, person_id: uuid.UUID) -> uuid.UUID | None:
    """The person, where the actor puts them down and takes them off."""
    return session.scalar(select(Person.id).where(Person.id == person_id, policy.people_to_invite(actor, one)))


def _leave(session: Session, invitation: Invitation, state: InvitationState) -> None:
    invitation.state = state
    invitation.waiting_since = None
    if invitation.calendar_sequence is not None:
        invitation.calendar_sequence += 1
        tell(session, invitation.session_id)
    session.flush()


def fill_places(session: Session, actor: Actor, one: TrainingSession, at: dt.datetime) -> int:
    """Give free places to those who have waited longest; how many moved up. They are told by mail."""
    if not is_open(one, actor.today):
        return 0
    free = _free(session, one)
    waiting = session.scalars(
        select(Invitation)
        .where(Invitation.session_id == one.id, Invitation.state == InvitationState.WAITING)
        .order_by(Invitation.waiting_since, Invitation.id)
        .limit(free)
    ).all()
    for invitation in waiting:
        standing = _standing(
            one, invitation.calendar_sequence, at, has_place=True, joined=invitation.invited_by_id is None
        )
        for name, value in standing.items():
            setattr(invitation, name, value)
    session.flush()
    record_many(session, actor, "invitation.moved_up", [(one.id, one.person_id, None) for one in waiting])
    if waiting and one.state is SessionState.ANNOUNCED:
        tell(session, one.id)
    return len(waiting)
