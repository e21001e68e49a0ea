"""Planning sessions: drafted, announced, changed, cancelled. People are told by a job (invitation_mails)."""

import datetime as dt
import uuid
from dataclasses import dataclass, fields

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record
from cpd.core.errors import DomainError, StaleRecord
from cpd.people.actor import Actor
from cpd.people.models import School
from cpd.training.models import Course, Invitation, InvitationState, SessionForm, SessionState, TrainingSession
from cpd.training.policy import sessions as policy
from cpd.training.queries.register import last_change
from cpd.training.queries.sessions import HOLDING, get_session
from cpd.training.rules.sessions import minutes_between
from cpd.training.services.holding import hold_session
from cpd.training.services.invitations import fill_places, taken, tell
from cpd.training.services.session_roles import named_in, tell_named

# What people must hear of when it changes; the rest concerns the register.
_TOLD = frozenset(
    (
        "held_on",
        "starts_at",
        "ends_at",
        "place",
        "host_school_id",
        "leader_person_id",
        "led_with",
        "online_address",
        "note",
    )
)


@dataclass(frozen=True)
class Plan:
    """A session as somebody plans it."""

    course_id: uuid.UUID
    held_on: dt.date
    starts_at: dt.time
    ends_at: dt.time
    form: SessionForm = SessionForm.OTHER
    place: str = ""
    host_school_id: uuid.UUID | None = None
    leader_person_id: uuid.UUID | None = None
    led_with: str = ""
    online_address: str = ""
    note: str = ""
    places: int | None = None
    credit_from_minutes: int | None = None

    @property
    def minutes(self) -> int:
        return minutes_between(self.starts_at, self.ends_at)

    def check(self, session: Session, today: dt.date) -> None:
        if self.held_on < today:
            raise DomainError("This day is past. What took place already is recorded under Record training.", "held_on")
        if self.ends_at <= self.starts_at:
            raise DomainError("It ends before it starts.", "ends_at")
        if self.credit_from_minutes is not None and self.credit_from_minutes > self.minutes:
            raise DomainError(f"It lasts {self.minutes} minutes, so nobody could be there for longer.", "credit")
        if session.get(Course, self.course_id) is None:
            raise DomainError("Choose the course from the list.", "course")
        if self.host_school_id is not None and session.get(School, self.host_school_id) is None:
            raise DomainError("Choose the school from the list.", "host_school")


def plan_session(session: Session, actor: Actor, plan: Plan, request_key: uuid.UUID, at: dt.datetime) -> uuid.UUID:
    """Draft a session: its key. Nobody is told yet. One ``request_key`` makes one session."""
    require(policy.can_plan(actor))
    known = session.scalars(select(TrainingSession).where(TrainingSession.request_key == request_key)).first()
    if known is not None:
        require(known.entered_by_id == actor.person_id)
        return known.id
    plan.check(session, actor.today)
    made = TrainingSession(
        **vars(plan),
        minutes=plan.minutes,
        state=SessionState.DRAFT,
        register=0,
        entered_at=at,
        entered_by_id=actor.person_id,
        request_key=request_key,
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError:
        raise DomainError("This session is being saved already. Open the list of sessions again.") from None
    record(session, actor, "session.planned", made.id)
    return made.id


def change_session(
    session: Session, actor: Actor, session_id: uuid.UUID, plan: Plan, version: int, at: dt.datetime
) -> bool:
    """Change a draft, or what was announced: then those who have a place are told. Whether anybody is.

    Raises ``StaleRecord`` where somebody else changed it meanwhile.
    """
    hold_session(session, session_id)
    one = get_session(session, actor, session_id)
    require(can_still_change(actor, one))
    if one.version != version:
        raise StaleRecord
    changed = frozenset(field.name for field in fields(plan) if getattr(one, field.name) != getattr(plan, field.name))
    if not changed:
        return False
    had = named_in(one)
    plan.check(session, actor.today)
    is_announced = one.state is SessionState.ANNOUNCED
    if is_announced and "course_id" in changed:
        raise DomainError("People were asked to this course. Cancel the session and plan another.", "course")
    if "held_on" in changed and last_change(session, session_id):
        raise DomainError("People are marked in its register on this day. Plan another session for another.", "held_on")
    _check_places(session, one, plan)
    for name in changed:
        setattr(one, name, getattr(plan, name))
    one.minutes = plan.minutes
    session.flush()
    record(session, actor, "session.changed", one.id, detail={"changed": sorted(changed)})
    fill_places(session, actor, one, at)
    is_told = is_announced and not changed.isdisjoint(_TOLD)
    if is_told:
        _raise_sequence(session, one)
        tell(session, one.id)
        tell_named(session, actor, one, before=had)
    return is_told


def _check_places(session: Session, one: TrainingSession, plan: Plan) -> None:
    if plan.places is None:
        return
    have = taken(session, one.id)
    if plan.places < have:
        raise DomainError(f"{have} people have a place already. Take somebody off the list first.", "places")


def can_still_change(actor: Actor, one: TrainingSession) -> bool:
    """Until it took place or is cancelled."""
    return policy.can_change(actor, one) and one.state in (SessionState.DRAFT, SessionState.ANNOUNCED)


def can_cancel(actor: Actor, one: TrainingSession) -> bool:
    return policy.can_change(actor, one) and one.state is SessionState.ANNOUNCED


def _raise_sequence(session: Session, one: TrainingSession) -> None:
    """A new revision of the entry for all who have one."""
    one.calendar_sequence += 1
    session.flush()
    session.execute(
        update(Invitation)
        .where(
            Invitation.session_id == one.id, Invitation.state.in_(HOLDING), Invitation.calendar_sequence.is_not(None)
        )
        .values(calendar_sequence=Invitation.calendar_sequence + 1)
    )


def announce_session(session: Session, actor: Actor, session_id: uuid.UUID) -> None:
    """Let everybody see a session and tell those who are on its list."""
    hold_session(session, session_id)
    one = get_session(session, actor, session_id)
    require(policy.can_change(actor, one))
    if one.state is SessionState.ANNOUNCED:
        return
    require(one.state is SessionState.DRAFT)
    if not policy.can_announce(one.course):
        raise DomainError(
            f"{one.course.title} is not published yet. The development lead publishes a course once it says why."
        )
    if one.held_on < actor.today:
        raise DomainError("Its day is past. Choose another day first.")
    one.state = SessionState.ANNOUNCED
    session.flush()
    session.execute(
        update(Invitation)
        .where(Invitation.session_id == one.id, Invitation.state.in_(HOLDING))
        .values(calendar_sequence=one.calendar_sequence)
    )
    record(session, actor, "session.announced", one.id)
    tell(session, one.id)
    tell_named(session, actor, one)


def announce_day(session: Session, actor: Actor, session_id: uuid.UUID) -> int:
    """Announce all drafts of a session's day that the actor planned, itself included: how many."""
    one = get_session(session, actor, session_id)
    require(policy.can_change(actor, one))
    drafts = session.scalars(
        select(TrainingSession.id)
        .where(
            TrainingSession.held_on == one.held_on,
            TrainingSession.state == SessionState.DRAFT,
            (TrainingSession.entered_by_id == actor.person_id) | (TrainingSession.id == session_id),
        )
        .order_by(TrainingSession.starts_at)
    ).all()
    for draft_id in drafts:
        announce_session(session, actor, draft_id)
    return len(drafts)


def cancel_session(session: Session, actor: Actor, session_id: uuid.UUID, reason: str) -> None:
    """Cancel what was announced, with the reason that people are told; its entry leaves their calendars."""
    hold_session(session, session_id)
    one = get_session(session, actor, session_id)
    require(policy.can_change(actor, one))
    if one.state is SessionState.CANCELLED:
        return
    require(one.state is SessionState.ANNOUNCED)
    if not reason:
        raise DomainError("Say why, in a few words that everybody on the list may read.", "reason")
    one.state = SessionState.CANCELLED
    one.cancelled_because = reason
    _raise_sequence(session, one)
    # Who waits has no entry to lose, and hears of it all the same.
    session.execute(
        update(Invitation)
        .where(Invitation.session_id == one.id, Invitation.state == InvitationState.WAITING)
        .values(calendar_sequence=func.coalesce(Invitation.calendar_sequence, 0) + 1)
    )
    record(session, actor, "session.cancelled", one.id)
    tell(session, one.id)
    tell_named(session, actor, one, before=named_in(one))


def discard_session(session: Session, actor: Actor, session_id: uuid.UUID) -> None:
    """Throw a draft away, with the list of those who were to be asked: nobody was told of it."""
    hold_session(session, session_id)
    one = get_session(session, actor, session_id)
    require(policy.can_change(actor, one) and one.state is SessionState.DRAFT)
    record(session, actor, "session.discarded", one.id)
    session.delete(one)
