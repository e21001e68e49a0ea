"""Checking in and out with the code on the screen, from one's own phone. One short transaction a person."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.accounts.services import door
from cpd.accounts.services.door import AtTheDoor
from cpd.core.audit import Doer, record
from cpd.core.clock import LONDON
from cpd.core.errors import DomainError
from cpd.people.models import Person
from cpd.people.queries import person_by_staff_code
from cpd.training.models import Invitation, MarkedBy, Presence, RegisterMark, TrainingSession
from cpd.training.queries.register import EXPECTED, hours_of, last_change, session_of_code
from cpd.training.rules.register import Stay, Way, begins_with, came_at, is_good, typed_code, went_at
from cpd.training.services.holding import hold_session
from cpd.training.services.register import in_audit, is_open, put

# Tries with staff code and letters that fail, before everybody behind one address has to wait: a whole hall mistypes.
_TRIES_PER_ADDRESS = 300


@dataclass(frozen=True)
class CheckedIn:
    """What a phone is told."""

    session_id: uuid.UUID
    name: str
    way: Way
    # From when or until when, where that is not the whole session.
    time: dt.time | None


def way_of(training_session: TrainingSession, code: str) -> Way:
    return Way.OUT if training_session.check_out_code == code else Way.IN


def find_door(session: Session, typed: str, at: dt.datetime) -> tuple[TrainingSession, Way]:
    """The session that a code is good for at this moment. Raises ``DomainError`` with what to do."""
    code = typed_code(typed)
    training_session = session_of_code(session, code)
    if training_session is None or not is_open(training_session):
        raise DomainError("This code is not in use. Read it again from the screen in the room.", "code")
    way = way_of(training_session, code)
    if not is_good(way, training_session.held_on, hours_of(training_session), _on_the_wall(at)):
        raise DomainError(
            "This code is good from an hour before the session until an hour after it. "
            "Whoever keeps the register can still mark you.",
            "code",
        )
    return training_session, way


def check_in(session: Session, person_id: uuid.UUID, typed: str, doer: Doer, at: dt.datetime) -> CheckedIn:
    """Mark somebody who is known as there, or as leaving. Twice is once."""
    training_session, way = find_door(session, typed, at)
    person, mark = session.get_one(Person, person_id), _mark(session, training_session.id, person_id)
    if mark is None or not _is_done(mark, way):
        hold_session(session, training_session.id)
        training_session, way = find_door(session, typed, at)
        mark = _mark(session, training_session.id, person_id)
    if mark is None or not _is_done(mark, way):
        stay = _stay(training_session, mark, way, _on_the_wall(at))
        mark = mark or _new_mark(session, training_session.id, person_id)
        put(mark, stay, last_change(session, training_session.id) + 1, MarkedBy.CHECK_IN, person_id, at)
        session.add(mark)
        session.flush()
        detail = in_audit(stay, MarkedBy.CHECK_IN)
        record(session, doer, "training.register_marked", training_session.id, about_person_id=person_id, detail=detail)
    return CheckedIn(training_session.id, person.name, way, mark.arrived_at if way is Way.IN else mark.left_at)


def _is_done(mark: RegisterMark, way: Way) -> bool:
    """Whether there is nothing to change: whoever has left and comes back checks in anew."""
    return mark.presence is Presence.PRESENT and (mark.left_at is None) == (way is Way.IN)


def _stay(training_session: TrainingSession, mark: RegisterMark | None, way: Way, wall: dt.datetime) -> Stay:
    """What a check-in or check-out makes of how somebody stood. Raises ``DomainError``."""
    hours = hours_of(training_session)
    was_here = mark is not None and mark.presence is Presence.PRESENT
    arrived_at = mark.arrived_at if mark is not None and was_here else came_at(hours, wall)
    if way is Way.IN:
        return Stay(True, arrived_at)
    if not was_here:
        raise DomainError("You have not checked in. Ask whoever keeps the register to mark you.")
    left_at = went_at(hours, wall)
    return Stay(True, arrived_at, max(left_at, arrived_at) if left_at and arrived_at else left_at)


def _new_mark(session: Session, session_id: uuid.UUID, person_id: uuid.UUID) -> RegisterMark:
    is_expected = session.scalar(
        select(Invitation.id).where(
            Invitation.session_id == session_id,
            Invitation.person_id == person_id,
            Invitation.state.in_(EXPECTED),
        )
    )
    return RegisterMark(session_id=session_id, person_id=person_id, came_unannounced=is_expected is None)


@dataclass(frozen=True)
class WrongPerson:
    """Staff code and letters that do not belong together: told after the try is counted."""

    sentence: str = "That staff code and those letters do not belong together. Check both, or ask at the door."


def find_by_staff_code(
    session: Session, staff_code: str, letters: str, address: str, at: dt.datetime
) -> Person | WrongPerson:
    """Who types their staff code and the first three letters of their last name. Raises ``TooManyTries``.

    The try stands as failed unless they belong together. It is returned and not raised, so that the count is kept.
    """
    attempt = door.begin_try(session, "check in", staff_code, f"check in {address}", at, per_address=_TRIES_PER_ADDRESS)
    person = person_by_staff_code(session, staff_code)
    if person is None or not begins_with(person.last_name, letters):
        return WrongPerson()
    door.succeed(session, attempt)
    return person


def at_the_door(person: Person) -> AtTheDoor:
    return AtTheDoor(person.id, person.name)


def _mark(session: Session, session_id: uuid.UUID, person_id: uuid.UUID) -> RegisterMark | None:
    return session.scalars(
        select(RegisterMark)
        .where(RegisterMark.session_id == session_id, RegisterMark.person_id == person_id)
        .execution_options(populate_existing=True)
    ).first()


def _on_the_wall(at: dt.datetime) -> dt.datetime:
    return at.astimezone(LONDON).replace(tzinfo=None)
