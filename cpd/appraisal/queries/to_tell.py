"""Whom a mail about a review may reach, and on which day."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cpd.appraisal.models import AppraisalWish
from cpd.appraisal.rules.reminders import first_day_at_work
from cpd.core.models import holds
from cpd.people.models import Away, Person
from cpd.people.queries.calendar import calendars


def whom_to_tell(session: Session, person_ids: Collection[uuid.UUID], today: dt.date) -> list[Person]:
    """Those who have an address, are not away, and have not turned these mails off."""
    if not person_ids:
        return []
    away = exists().where(Away.person_id == Person.id, holds(Away, today))
    off = exists().where(AppraisalWish.person_id == Person.id, AppraisalWish.reminders_off)
    query = select(Person).where(Person.id.in_(person_ids), Person.email.is_not(None), ~away, ~off)
    return list(session.scalars(query.order_by(Person.id)))


def days_to_tell(session: Session, school_ids: Collection[uuid.UUID], today: dt.date) -> dict[uuid.UUID, dt.date]:
    """The first working day of each school from today on."""
    known = calendars(session, school_ids)
    return {school_id: first_day_at_work(calendar, today) for school_id, calendar in known.items()}
