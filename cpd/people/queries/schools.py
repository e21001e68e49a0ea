"""Reads of the trust and its schools, and of whom to turn to with a worry."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from cpd.core.access import found
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import ContactKind, Phase, Post, School, SchoolContact, Trust


def get_trust(session: Session) -> Trust | None:
    """The trust, or nothing before the first set-up."""
    return session.scalars(select(Trust)).first()


def list_open_schools(session: Session, today: dt.date, among: Collection[uuid.UUID] | None = None) -> list[School]:
    """Schools that are not closed today, by name, the central team last; with ``among`` only those of them."""
    query = (
        select(School)
        .where(or_(School.closed_on.is_(None), School.closed_on >= today))
        .order_by(School.phase == Phase.CENTRAL, School.sort_name)
        .options(selectinload(School.contacts))
    )
    return list(session.scalars(query if among is None else query.where(School.id.in_(among))))


def list_closed_schools(session: Session, today: dt.date) -> list[School]:
    """Schools that have closed: out of lists, kept for figures of the past."""
    return list(session.scalars(select(School).where(School.closed_on < today).order_by(School.sort_name)))


def schools_without_joining_date(session: Session) -> list[School]:
    """Schools whose day of joining the trust is still to be filled in; the central team has none."""
    return list(
        session.scalars(
            select(School).where(School.joined_on.is_(None), School.phase != Phase.CENTRAL).order_by(School.sort_name)
        )
    )


def get_school(session: Session, school_id: uuid.UUID) -> School:
    """A school with its contacts; everybody in the trust may know it. Raises ``NotFound``."""
    return found(
        session.scalars(select(School).where(School.id == school_id).options(selectinload(School.contacts))).first()
    )


def contacts_of(session: Session, school_id: uuid.UUID) -> list[SchoolContact]:
    """The school's contacts: lead, deputies, head."""
    order = list(ContactKind)
    contacts = session.scalars(select(SchoolContact).where(SchoolContact.school_id == school_id)).all()
    return sorted(contacts, key=lambda contact: (order.index(contact.kind), contact.name))


@dataclass(frozen=True)
class SafeguardingContact:
    """Whom to turn to: ``about`` is "a child", "an adult" or "the head"."""

    about: str
    part: str
    name: str
    reached_by: str


_PARTS = {
    ContactKind.SAFEGUARDING_LEAD: ("a child", "designated safeguarding lead"),
    ContactKind.DEPUTY_SAFEGUARDING_LEAD: ("a child", "deputy safeguarding lead"),
    ContactKind.HEAD: ("an adult", "head"),
}


def safeguarding_contacts(session: Session, school_id: uuid.UUID) -> list[SafeguardingContact]:
    """Whom to turn to with a worry at a school, for every page of a visit: about a child, an adult, the head."""
    contacts = [
        SafeguardingContact(*_PARTS[contact.kind], contact.name, contact.reached_by)
        for contact in contacts_of(session, school_id)
    ]
    trust = get_trust(session)
    if trust is not None and trust.named_person:
        contacts.append(
            SafeguardingContact(
                "the head", "the trust's named person", trust.named_person, trust.named_person_reached_by
            )
        )
    return contacts


def post_line(session: Session, actor: Actor) -> str | None:
    """``Teacher, Hazel Down Primary``: the actor's largest post today, for the page header."""
    post = session.execute(
        select(Post.job_title, School.name)
        .join(School, School.id == Post.school_id)
        .where(Post.person_id == actor.person_id, holds(Post, actor.today))
        .order_by(Post.fte.desc(), Post.started_on, Post.job_title)
        .limit(1)
    ).first()
    return f"{post.job_title}, {post.name}" if post else None
