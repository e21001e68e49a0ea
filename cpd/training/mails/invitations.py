"""Tells people of sessions: asked to one, changed, moved up, taken off, cancelled; each with its calendar entry.

The job may run twice, or be killed half-way: what somebody was sent is written in the transaction that queues their
mail, so that nobody is told twice and nobody is left out.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from cpd.core import clock, jobs, mail
from cpd.core.calendar_entry import Attendee, Entry, Method, calendar_of
from cpd.core.database import transaction
from cpd.core.templating import long_day
from cpd.people.models import Person
from cpd.people.queries import get_trust
from cpd.training.models import Invitation, InvitationState, SessionState, TrainingSession
from cpd.training.queries.sessions import HOLDING, ON_THE_LIST
from cpd.training.services.invitations import SEND_INVITATIONS
from cpd.training.session_wording import hours

AT_ONCE = 50


@jobs.handles(SEND_INVITATIONS)
def send_invitations(job: jobs.RunningJob) -> None:
    """Queue a mail for everybody on a session's list who has not been told how it stands, fifty at a time."""
    session_id = uuid.UUID(job.payload["session_id"])
    done = 0
    while True:
        with transaction() as session:
            told, left = tell_some(session, session_id, clock.now(), clock.today())
        done += told
        if not told:
            return
        job.report(done, done + left)


def to_come(session: Session, session_id: uuid.UUID, today: dt.date) -> TrainingSession | None:
    """A session of today or later with hours, so that it can be an entry in a calendar."""
    one = session.scalars(
        select(TrainingSession)
        .where(TrainingSession.id == session_id, TrainingSession.held_on >= today)
        .options(
            joinedload(TrainingSession.course),
            joinedload(TrainingSession.leader),
            joinedload(TrainingSession.host_school),
        )
    ).first()
    return one if one is not None and one.starts_at is not None and one.ends_at is not None else None


def tell_some(session: Session, session_id: uuid.UUID, now: dt.datetime, today: dt.date) -> tuple[int, int]:
    """Queue the next mails: how many, and how many are left."""
    one = to_come(session, session_id, today)
    if one is None:
        return 0, 0
    is_off = one.state is SessionState.CANCELLED
    untold = and_(
        Invitation.session_id == session_id,
        Person.email.is_not(None),
        Invitation.calendar_sequence.is_not(None),
        or_(
            # Whoever left the list before they were told of it need not hear of it at all.
            and_(Invitation.sent_sequence.is_(None), Invitation.state.in_(ON_THE_LIST if is_off else HOLDING)),
            Invitation.sent_sequence < Invitation.calendar_sequence,
        ),
    )
    rows = session.execute(
        select(Invitation, Person)
        .join(Person, Person.id == Invitation.person_id)
        .where(untold)
        .order_by(Invitation.id)
        .limit(AT_ONCE)
        .with_for_update(of=Invitation, skip_locked=True)
    ).all()
    trust = get_trust(session)
    entry = entry_of(one, trust.name if trust else "", now)
    for invitation, person in rows:
        mail.queue(session, _letter(one, entry, invitation, person))
        invitation.sent_sequence = invitation.calendar_sequence
    session.flush()
    left = session.scalar(
        select(func.count()).select_from(Invitation).join(Person, Person.id == Invitation.person_id).where(untold)
    )
    return len(rows), left or 0


def entry_of(one: TrainingSession, trust_name: str, now: dt.datetime, *, shows_address: bool = True) -> Entry:
    """The calendar entry of a session that was read with its course, leader and host school."""
    assert one.starts_at is not None
    assert one.ends_at is not None
    link = mail.address("training.session_show", session_id=one.id)
    host = one.host_school.name if one.host_school else ""
    led_by = " ".join(part for part in (one.leader.name if one.leader else "", one.led_with) if part)
    online = one.online_address if shows_address else ""
    lines = (one.note, f"Online at {online}" if online else "", f"Led by {led_by}" if led_by else "")
    return Entry(
        uid=one.id,
        sequence=one.calendar_sequence,
        stamp=now,
        title=one.course.title,
        held_on=one.held_on,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        where=", ".join(part for part in (one.place, host if host not in one.place else "") if part) or online,
        about="\n".join(filter(None, lines)),
        link=link,
        organiser=trust_name,
        organiser_address=mail.sender(),
    )


@dataclass(frozen=True)
class _News:
    """What somebody is told."""

    what: str
    subject: str
    method: Method


def _news(one: TrainingSession, invitation: Invitation) -> _News:
    title = f"{one.course.title}, {long_day(one.held_on)}"
    if one.state is SessionState.CANCELLED:
        return _News("cancelled", f"Cancelled: {title}", Method.CANCEL)
    if invitation.state is InvitationState.DECLINED:
        return _News("declined", f"You are not coming: {title}", Method.CANCEL)
    if invitation.state not in HOLDING:
        return _News("withdrawn", f"You are no longer on the list: {title}", Method.CANCEL)
    if invitation.sent_sequence is not None:
        return _News("changed", f"Changed: {title}", Method.REQUEST)
    if invitation.state is InvitationState.JOINED:
        return _News("joined", f"You have a place: {title}", Method.REQUEST)
    return _News("invited", f"You are asked to come: {title}", Method.REQUEST)


def _letter(one: TrainingSession, entry: Entry, invitation: Invitation, person: Person) -> mail.Mail:
    assert person.email is not None
    assert invitation.calendar_sequence is not None
    news = _news(one, invitation)
    letter = mail.written(
        person.email,
        news.subject,
        "training/mail/invitation",
        what=news.what,
        known_as=person.known_as,
        title=entry.title,
        when=f"{long_day(one.held_on)}, {hours(one.starts_at, one.ends_at)}",
        where=entry.where,
        about=entry.about,
        why=one.course.why,
        reason=one.cancelled_because,
        link=entry.link,
    )
    if news.method is Method.CANCEL and invitation.sent_sequence is None:
        # Nobody is taken out of a calendar that they were never put into.
        return letter
    attendee = Attendee(person.name, person.email, invitation.state is InvitationState.JOINED)
    own_entry = replace(entry, sequence=invitation.calendar_sequence)
    return replace(letter, calendar=calendar_of(own_entry, news.method, attendee), calendar_method=news.method.value)
