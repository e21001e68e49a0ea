"""Keeping a register: marks of one person each, from several tablets at once, each batch once (docs/adr/0015)."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record, record_many
from cpd.core.errors import DomainError
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.training.models import (
    Invitation,
    MarkedBy,
    Presence,
    RegisterMark,
    RegisterSending,
    SessionState,
    TrainingSession,
)
from cpd.training.policy import sessions as session_policy
from cpd.training.queries.register import EXPECTED, get_register, last_change, stay_of
from cpd.training.rules.register import Marking, Stay, Verdict, new_check_in_code, verdict
from cpd.training.services.holding import hold_session


class RegisterClosed(DomainError):
    def __init__(self) -> None:
        super().__init__("The register is closed. Whoever keeps it can open it again.")


@dataclass(frozen=True)
class Refused:
    """A marking that says something impossible, with the reason."""

    person_id: uuid.UUID
    sentence: str


@dataclass(frozen=True)
class Sent:
    """What became of a batch: the markings that somebody else has contradicted since, and those that cannot be."""

    differing: tuple[Marking, ...] = ()
    refused: tuple[Refused, ...] = ()


def is_open(training_session: TrainingSession) -> bool:
    told = training_session.state in (SessionState.ANNOUNCED, SessionState.HELD)
    return told and training_session.register_closed_at is None


@dataclass(frozen=True)
class Batch:
    """Markings that were sent at once, under the key of their sender."""

    key: uuid.UUID
    markings: Sequence[Marking]
    how: MarkedBy = MarkedBy.REGISTER


def keep_marks(session: Session, actor: Actor, session_id: uuid.UUID, batch: Batch, at: dt.datetime) -> Sent:
    """Enter a batch of markings. The same batch again changes nothing, and is told what stands there now."""
    training_session = get_register(session, actor, session_id)
    hold_session(session, session_id)
    require(session_policy.can_keep_register(actor, training_session))
    there = _marks(session, session_id, [one.person_id for one in batch.markings])
    done = session.get(RegisterSending, batch.key)
    if done is not None:
        require(done.session_id == session_id)
        return Sent(tuple(one for one in batch.markings if not _stands(there.get(one.person_id), one.stay)))
    if not is_open(training_session):
        raise RegisterClosed
    session.add(RegisterSending(key=batch.key, session_id=session_id, received_at=at))
    entry = _Entry(session, actor, session_id, batch.how, at, last_change(session, session_id))
    strangers = {one.person_id for one in batch.markings} - there.keys()
    known, expected = _people(session, strangers), _expected(session, session_id, strangers)
    for one in batch.markings:
        if one.person_id in there:
            entry.take(one, there[one.person_id])
        elif one.person_id in known:
            entry.take(one, None, unannounced=one.person_id not in expected)
        else:
            entry.refused.append(Refused(one.person_id, "This person is not on the staff list any more."))
    return entry.finish()


@dataclass
class _Entry:
    """Entering marks under the next changes of a register that is held."""

    session: Session
    actor: Actor
    session_id: uuid.UUID
    how: MarkedBy
    at: dt.datetime
    last: int
    differing: list[Marking] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    told: list[tuple[uuid.UUID, uuid.UUID, dict[str, str]]] = field(default_factory=list)

    def take(self, marking: Marking, mark: RegisterMark | None, *, unannounced: bool = False) -> None:
        """Enter one marking, unless it cannot be or somebody has said something else since."""
        try:
            marking.stay.check()
        except DomainError as error:
            self.refused.append(Refused(marking.person_id, error.message))
            return
        match verdict(marking, None if mark is None else stay_of(mark), 0 if mark is None else mark.change):
            case Verdict.DIFFERS:
                self.differing.append(marking)
            case Verdict.REPLACES:
                self.change(mark or self._new(marking.person_id, unannounced=unannounced), marking.stay)

    def _new(self, person_id: uuid.UUID, *, unannounced: bool) -> RegisterMark:
        mark = RegisterMark(session_id=self.session_id, person_id=person_id, came_unannounced=unannounced)
        self.session.add(mark)
        return mark

    def change(self, mark: RegisterMark, stay: Stay) -> None:
        self.last += 1
        put(mark, stay, self.last, self.how, self.actor.person_id, self.at)
        self.told.append((self.session_id, mark.person_id, in_audit(stay, self.how)))

    def finish(self) -> Sent:
        self.session.flush()
        record_many(self.session, self.actor, "training.register_marked", self.told)
        return Sent(tuple(self.differing), tuple(self.refused))


def put(mark: RegisterMark, stay: Stay, change: int, how: MarkedBy, by_id: uuid.UUID | None, at: dt.datetime) -> None:
    """Write into a mark what somebody has said."""
    mark.presence = Presence.PRESENT if stay.is_present else Presence.ABSENT
    mark.arrived_at, mark.left_at = stay.arrived_at, stay.left_at
    mark.change, mark.marked_by, mark.marked_by_id, mark.marked_at = change, how, by_id, at


def in_audit(stay: Stay, how: MarkedBy) -> dict[str, str]:
    said = {"here": "yes" if stay.is_present else "no", "by": how.value}
    for name, time in (("arrived", stay.arrived_at), ("left", stay.left_at)):
        if time is not None:
            said[name] = f"{time:%H:%M}"
    return said


def _stands(mark: RegisterMark | None, stay: Stay) -> bool:
    return mark is not None and stay_of(mark) == stay


def _marks(session: Session, session_id: uuid.UUID, person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, RegisterMark]:
    rows = session.scalars(
        select(RegisterMark).where(RegisterMark.session_id == session_id, RegisterMark.person_id.in_(person_ids))
    )
    return {mark.person_id: mark for mark in rows}


def _people(session: Session, person_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these who work or have worked for the trust."""
    if not person_ids:
        return set()
    return set(session.scalars(select(Person.id).where(Person.id.in_(person_ids), Person.staff_code.is_not(None))))


def _expected(session: Session, session_id: uuid.UUID, person_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    if not person_ids:
        return set()
    return set(
        session.scalars(
            select(Invitation.person_id).where(
                Invitation.session_id == session_id,
                Invitation.person_id.in_(person_ids),
                Invitation.state.in_(EXPECTED),
            )
        )
    )


def draw_codes(session: Session, actor: Actor, session_id: uuid.UUID) -> None:
    """Give the session new codes for checking in and out; those before them are good no more."""
    training_session = get_register(session, actor, session_id)
    if not is_open(training_session):
        raise RegisterClosed
    training_session.check_in_code, training_session.check_out_code = new_check_in_code(), new_check_in_code()
    record(session, actor, "training.check_in_codes_drawn", session_id)
