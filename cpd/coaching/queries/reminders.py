"""Who is reminded by mail today, of what. Each is told once, which the audit log remembers."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cpd.coaching.models import ActionStep, CoachingWish, Visit
from cpd.coaching.rules.steps import StepState
from cpd.coaching.rules.support import Reminder
from cpd.coaching.rules.visits import VisitState
from cpd.core.audit import AuditEntry
from cpd.core.models import holds
from cpd.people.models import Away, Person, Post, Role, RoleGrant

NUDGED, CHECK_BACK_TOLD = "visit.nudged", "step.check_back_told"
# A visit written up late is not nudged on the day it is begun.
_LEAST_AGE = dt.timedelta(days=1)
# A check-back is told late where nothing sent mail on its day.
_STILL_TOLD_FOR = dt.timedelta(days=7)


@dataclass(frozen=True)
class Told:
    """One person to tell of one thing: a visit, or a step of one."""

    person: Person
    subject_id: uuid.UUID
    visit_id: uuid.UUID


def drafts_to_nudge(session: Session, today: dt.date, now: dt.datetime, late_before: dt.date) -> list[Told]:
    """Drafts of visits before a day, for visitors who can still share them and have not been told."""
    can_share = exists().where(
        RoleGrant.person_id == Visit.visitor_id,
        RoleGrant.role == Role.AMBASSADOR,
        RoleGrant.school_id == Visit.school_id,
        holds(RoleGrant, today),
    )
    told = exists().where(AuditEntry.subject_id == Visit.id, AuditEntry.action == NUDGED)
    return _told(
        session,
        Reminder.NUDGE,
        select(Person, CoachingWish.reminders_off, Visit.id, Visit.id)
        .join(Visit, Visit.visitor_id == Person.id)
        .where(
            Visit.state == VisitState.DRAFT,
            Visit.visited_on < late_before,
            Visit.begun_at <= now - _LEAST_AGE,
            can_share,
            ~told,
            _reachable(today),
        )
        .order_by(Visit.visited_on, Visit.id),
    )


def check_backs_due(session: Session, today: dt.date) -> list[Told]:
    """Open steps whose day has come, or came while no mail went: the person's, and the visitor's who agreed it."""
    told = exists().where(
        AuditEntry.subject_id == ActionStep.id,
        AuditEntry.action == CHECK_BACK_TOLD,
        AuditEntry.at >= ActionStep.check_back_on,
    )
    return _told(
        session,
        Reminder.CHECK_BACK,
        select(Person, CoachingWish.reminders_off, ActionStep.id, Visit.id)
        .join(Visit, or_(Visit.person_id == Person.id, Visit.visitor_id == Person.id))
        .join(ActionStep, ActionStep.visit_id == Visit.id)
        .where(
            Visit.state == VisitState.SHARED,
            ActionStep.state == StepState.OPEN,
            ActionStep.check_back_on.between(today - _STILL_TOLD_FOR, today),
            ~told,
            _works(Person.id, today),
            _reachable(today),
        )
        .order_by(Visit.shared_at, Visit.id),
    )


def _reachable(today: dt.date) -> ColumnElement[bool]:
    """Has an address and is not away."""
    is_away = exists().where(Away.person_id == Person.id, holds(Away, today))
    return and_(Person.email.is_not(None), ~is_away)


def _works(person_id: InstrumentedAttribute[uuid.UUID], today: dt.date) -> ColumnElement[bool]:
    return exists().where(Post.person_id == person_id, holds(Post, today))


def _told(session: Session, reminder: Reminder, query: Select[Person, list[str], uuid.UUID, uuid.UUID]) -> list[Told]:
    """Without those who have turned this kind of mail off."""
    rows = session.execute(query.outerjoin(CoachingWish, CoachingWish.person_id == Person.id))
    return [
        Told(person, subject_id, visit_id)
        for person, off, subject_id, visit_id in rows
        if reminder.value not in (off or ())
    ]
