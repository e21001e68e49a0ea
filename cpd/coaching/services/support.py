"""Who supports whom, and the rhythm of visits."""

import uuid
from dataclasses import asdict

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cpd.coaching import queries
from cpd.coaching.models import CoachingRhythm, Support
from cpd.coaching.policy import visits as policy
from cpd.coaching.rules.support import Rhythm, SupportEnd
from cpd.core import audit, mail
from cpd.core.access import NotFound, require
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Post

# The rhythm is one row because it has one key.
_THE_ONE = uuid.UUID(int=1)


class HasSayOver(DomainError):
    """The ambassador is head, line manager or appraiser of the person. The development lead can ask them knowingly."""


class NotCoached(DomainError):
    """The person wishes for no coaching, or for another ambassador. The sentence is the same for both."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not being coached by you at the moment.")


def take_on(session: Session, actor: Actor, person_id: uuid.UUID, school_id: uuid.UUID) -> Support:
    """Support a colleague of one's own schools over whom one has no say. Supported already, nothing changes."""
    require(policy.can_begin(actor))
    place = queries.get_place(session, actor, person_id, school_id)
    check_open_to(session, actor, place.person_id, place.name)
    if live := _still_read(session, actor, actor.person_id, person_id):
        return live
    if queries.has_say_over(session, actor.person_id, person_id, actor.today):
        raise HasSayOver(
            f"You are head, line manager or appraiser of {place.name}. Another ambassador supports them, "
            "or the development lead asks you to."
        )
    return _begin(session, actor, actor.person_id, person_id, school_id, "support.begun")


def check_open_to(session: Session, actor: Actor, person_id: uuid.UUID, name: str) -> None:
    """Refuse where the person wishes for no coaching, or for another ambassador."""
    if queries.closed_to(session, actor.person_id, [person_id]):
        raise NotCoached(name)


def allot(
    session: Session,
    actor: Actor,
    ambassador_id: uuid.UUID,
    person_id: uuid.UUID,
    school_id: uuid.UUID,
    *,
    knowingly: bool,
) -> None:
    """Ask an ambassador to support somebody of their school.

    Nothing comes of it where the person wishes otherwise, and whoever asked is not told so.
    """
    require(policy.can_allot(actor, school_id))
    ambassadors = {one.person_id: one.name for one in queries.ambassadors_at(session, school_id, actor.today)}
    if ambassador_id not in ambassadors:
        raise DomainError("Choose an ambassador of this school.", "ambassador_id")
    person = session.get(Person, person_id)
    works_here = exists().where(Post.person_id == person_id, Post.school_id == school_id, holds(Post, actor.today))
    if person is None or not session.scalar(select(works_here)):
        raise DomainError("Choose somebody who works at this school.", "person_id")
    if ambassador_id == person_id:
        raise DomainError("Nobody supports themselves: choose another ambassador.", "ambassador_id")
    has_say = queries.has_say_over(session, ambassador_id, person_id, actor.today)
    if has_say and (ambassador_id == actor.person_id or not actor.is_development_lead):
        raise DomainError(
            f"{ambassadors[ambassador_id]} is head, line manager or appraiser of {person.name}. "
            "Choose another ambassador, or have the development lead ask this one.",
            "ambassador_id",
        )
    if has_say and not knowingly:
        raise HasSayOver(
            f"{ambassadors[ambassador_id]} is head, line manager or appraiser of {person.name}.", "ambassador_id"
        )
    if queries.closed_to(session, ambassador_id, [person_id]) or _still_read(session, actor, ambassador_id, person_id):
        return
    _begin(session, actor, ambassador_id, person_id, school_id, "support.allotted", has_say=has_say)


def end_support(session: Session, actor: Actor, support_id: uuid.UUID) -> Support:
    """The ambassador no longer supports somebody. Ended already, nothing changes."""
    support = queries.get_support(session, actor, support_id)
    if support.ambassador_id != actor.person_id:
        raise NotFound
    if support.ended_on is None:
        end(support, actor, SupportEnd.DONE)
        audit.record(session, actor, "support.ended", support.id, about_person_id=support.person_id)
    return support


def end(support: Support, actor: Actor, because: SupportEnd) -> None:
    support.ended_on = max(actor.today, support.started_on)
    support.ended_because = because


def set_rhythm(session: Session, actor: Actor, rhythm: Rhythm, version: int) -> None:
    """Agree how often, when silence is noticed, and how soon a visit is shared."""
    require(policy.can_set_rhythm(actor))
    row = queries.get_rhythm(session)
    if row is None:
        row = CoachingRhythm(id=_THE_ONE, **asdict(rhythm))
        try:
            with session.begin_nested():
                session.add(row)
                session.flush()
        except IntegrityError:
            raise StaleRecord from None
    elif queries.current_rhythm(session) == rhythm:
        return
    elif row.version != version:
        raise StaleRecord
    for name, value in asdict(rhythm).items():
        setattr(row, name, value)
    session.flush()
    audit.record(session, actor, "coaching.rhythm_set", row.id, detail=asdict(rhythm))


def _still_read(
    session: Session, actor: Actor, ambassador_id: uuid.UUID | None, person_id: uuid.UUID
) -> Support | None:
    """The live support. One of a school whose ambassador they are no more reads nothing, and makes way for another."""
    live = _live(session, ambassador_id, person_id)
    if live is None:
        return None
    if ambassador_id in {one.person_id for one in queries.ambassadors_at(session, live.school_id, actor.today)}:
        return live
    end(live, actor, SupportEnd.DONE)
    session.flush()
    return None


def _live(session: Session, ambassador_id: uuid.UUID | None, person_id: uuid.UUID) -> Support | None:
    return session.scalars(
        select(Support).where(
            Support.ambassador_id == ambassador_id, Support.person_id == person_id, Support.ended_on.is_(None)
        )
    ).first()


def _begin(
    session: Session,
    actor: Actor,
    ambassador_id: uuid.UUID | None,
    person_id: uuid.UUID,
    school_id: uuid.UUID,
    action: str,
    *,
    has_say: bool = False,
) -> Support:
    support = Support(ambassador_id=ambassador_id, person_id=person_id, school_id=school_id, started_on=actor.today)
    try:
        with session.begin_nested():
            session.add(support)
            session.flush()
    except IntegrityError:
        # Two did it at once, and the other one was first.
        if live := _live(session, ambassador_id, person_id):
            return live
        raise
    detail = {"although": "has a say over them"} if has_say else None
    audit.record(session, actor, action, support.id, about_person_id=person_id, detail=detail)
    _tell(session, session.get_one(Person, support.ambassador_id), session.get_one(Person, person_id))
    return support


def _tell(session: Session, ambassador: Person, person: Person) -> None:
    """The person is told the same day, whichever mail they have turned off: the ambassador reads from the next."""
    if person.email is None:
        return
    letter = mail.written(
        person.email,
        "Somebody supports you now",
        "coaching/mail/support",
        known_as=person.known_as,
        by=ambassador.name,
        link=mail.address("insight.my_development"),
    )
    mail.queue(session, letter)
