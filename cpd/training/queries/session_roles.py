"""Who is told of a session because they lead it, or look after the school that hosts it."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.people.models import Person, Role, RoleGrant
from cpd.people.policy import role_held
from cpd.training.models import Invitation, TrainingSession, TrainingWish
from cpd.training.rules.reminders import TrainingMail


def office_of(session: Session, school_id: uuid.UUID, today: dt.date) -> set[uuid.UUID]:
    """Whoever is the office of a school today; where nobody is, its head."""
    holders = {
        role: set(
            session.scalars(
                select(RoleGrant.person_id).where(
                    RoleGrant.school_id == school_id, RoleGrant.role == role, role_held(today)
                )
            )
        )
        for role in (Role.OFFICE, Role.HEAD)
    }
    return holders[Role.OFFICE] or holders[Role.HEAD]


def reached_by_mail(session: Session, people: Collection[uuid.UUID]) -> list[Person]:
    """Those of these people who have an address and want mail of this kind."""
    rows = session.execute(
        select(Person, TrainingWish.mails_off)
        .outerjoin(TrainingWish, TrainingWish.person_id == Person.id)
        .where(Person.id.in_(people), Person.email.is_not(None))
        .order_by(Person.id)
    )
    return [person for person, off in rows if TrainingMail.LEADS not in (off or ())]


def own_invitations(
    session: Session, one: TrainingSession, people: Collection[uuid.UUID]
) -> dict[uuid.UUID, Invitation]:
    """The invitations that these people have to the session besides: their calendars know it under the same key."""
    rows = session.scalars(select(Invitation).where(Invitation.session_id == one.id, Invitation.person_id.in_(people)))
    return {invitation.person_id: invitation for invitation in rows}
