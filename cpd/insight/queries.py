"""Reads of the home page and the trust's overview that join several rooms, each scoped to who asks.

What one room answers alone is asked of that room's own queries.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from cpd.accounts import policy as accounts_policy
from cpd.accounts.models import Account
from cpd.coaching.models import ActionStep, Reply, Visit, VisitTerm
from cpd.coaching.policy import visits as coaching_policy
from cpd.coaching.rules.figures import FEWEST, end_of
from cpd.coaching.rules.steps import StepState
from cpd.coaching.rules.visits import VisitState
from cpd.core.audit import AuditEntry
from cpd.core.changes import Kept
from cpd.core.jobs import Job, JobState
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import ContactKind, Person, Phase, Post, Role, RoleGrant, School, SchoolContact
from cpd.standards.models import Term
from cpd.training.models import Course, OwnCertificate
from cpd.training.policy import records as training_policy

MOST_STEPS = 3
_JOB_IS_LATE_AFTER = dt.timedelta(minutes=15)

# Mine


@dataclass(frozen=True)
class LatestVisit:
    """The last visit shared with the actor, and whether they have written back."""

    id: uuid.UUID
    kind: str
    visited_on: dt.date
    visitor: str
    has_replied: bool


def latest_visit_to_me(session: Session, actor: Actor) -> LatestVisit | None:
    replied = exists().where(Reply.visit_id == Visit.id, Reply.author_id == actor.person_id)
    row = session.execute(
        select(Visit.id, Visit.kind, Visit.visited_on, Person, replied.label("has_replied"))
        .join(Person, Person.id == Visit.visitor_id)
        .where(coaching_policy.visible(actor), Visit.person_id == actor.person_id)
        .order_by(Visit.visited_on.desc(), Visit.shared_at.desc())
        .limit(1)
    ).first()
    return LatestVisit(row.id, row.kind.label, row.visited_on, row.Person.name, row.has_replied) if row else None


def my_open_steps(session: Session, actor: Actor) -> list[ActionStep]:
    """The actor's own open steps, the latest first, with visit and visitor."""
    return list(
        session.scalars(
            select(ActionStep)
            .join(ActionStep.visit)
            .where(
                ActionStep.person_id == actor.person_id,
                ActionStep.state == StepState.OPEN,
                coaching_policy.step_visible(actor),
            )
            .options(contains_eager(ActionStep.visit).joinedload(Visit.visitor))
            .order_by(Visit.shared_at.desc())
            .limit(MOST_STEPS)
        )
    )


@dataclass(frozen=True)
class Reading:
    """Somebody else opened a record about the actor."""

    at: dt.datetime
    who: str
    action: str


# What somebody else did to the actor's way in: whoever holds the link, the letter or the address could sign in.
_WAY_IN = ("accounts.letter_printed", "accounts.reset_sent", "accounts.link_made", "people.email_changed")
# What gives somebody else the actor's focus and open step to read.
_SUPPORT = ("support.begun", "support.allotted")


def list_readings(session: Session, actor: Actor, limit: int = 20) -> list[Reading]:
    """Who has looked at records about the actor, or may since, or touched their way in, the latest first.

    For the actor alone. Both kinds have room of their own, so that many readings push nothing else out of sight.
    """
    place = func.row_number().over(partition_by=AuditEntry.is_reading, order_by=AuditEntry.at.desc())
    entries = (
        select(AuditEntry.at, AuditEntry.by_name, AuditEntry.action, place.label("place"))
        .where(
            AuditEntry.about_person_id == actor.person_id,
            or_(AuditEntry.is_reading, AuditEntry.action.in_((*_WAY_IN, *_SUPPORT))),
            or_(AuditEntry.by_person_id.is_(None), AuditEntry.by_person_id != actor.person_id),
        )
        .subquery()
    )
    rows = session.execute(
        select(entries.c.at, entries.c.by_name, entries.c.action)
        .where(entries.c.place <= limit)
        .order_by(entries.c.at.desc())
    )
    return [Reading(*row) for row in rows]


def contacts_at_my_schools(session: Session, actor: Actor) -> list[tuple[School, SchoolContact]]:
    """Whom to turn to with a worry at each school where the actor works, in the order of lead, deputies, head."""
    if not actor.school_ids:
        return []
    rows = session.execute(
        select(School, SchoolContact)
        .join(SchoolContact, SchoolContact.school_id == School.id)
        .where(School.id.in_(actor.school_ids))
    )
    order = list(ContactKind)
    return sorted(
        ((school, contact) for school, contact in rows),
        key=lambda row: (row[0].sort_name, order.index(row[1].kind), row[1].name),
    )


# A school, for its head


def schools_headed(session: Session, actor: Actor) -> list[School]:
    """The open schools that the actor looks after as head, by name."""
    return list(
        session.scalars(
            select(School)
            .where(
                School.id.in_(actor.head_school_ids), or_(School.closed_on.is_(None), School.closed_on >= actor.today)
            )
            .order_by(School.sort_name)
        )
    )


@dataclass(frozen=True)
class VisitsInTerm:
    """How many visits took place at a school, to how many colleagues, and when the last was."""

    visits: int
    colleagues: int
    last_on: dt.date | None


def visits_in_term(
    session: Session, actor: Actor, school_id: uuid.UUID, since: dt.date, until: dt.date
) -> VisitsInTerm:
    row = session.execute(
        select(func.count(), func.count(Visit.person_id.distinct()), func.max(Visit.visited_on)).where(
            coaching_policy.took_place(actor), Visit.school_id == school_id, Visit.visited_on.between(since, until)
        )
    ).one()
    return VisitsInTerm(*row)


# An office, and the administrator


@dataclass(frozen=True)
class WaysIn:
    """How many people with a post today use their account, of how many."""

    in_use: int
    people: int

    @property
    def without(self) -> int:
        return self.people - self.in_use


def ways_in(session: Session, actor: Actor) -> WaysIn:
    """Among those whose way in the actor looks after."""
    in_use = and_(Account.password_hash.is_not(None), Account.disabled_at.is_(None))
    row = session.execute(
        select(func.count(Account.person_id.distinct()).filter(in_use), func.count(Post.person_id.distinct()))
        .select_from(Post)
        .outerjoin(Account, Account.person_id == Post.person_id)
        .where(holds(Post, actor.today), accounts_policy.works_where_looked_after(actor))
    ).one()
    return WaysIn(*row)


def count_certificates_to_check(session: Session, actor: Actor) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(OwnCertificate)
            .where(OwnCertificate.answer.is_(None), training_policy.checkable_certificates(actor))
        )
        or 0
    )


@dataclass(frozen=True)
class House:
    """What an installation has so far, and whether its jobs are done."""

    has_schools: bool
    has_staff: bool
    has_courses: bool
    has_contacts: bool
    has_ambassadors: bool
    failed_jobs: int
    late_jobs: int


def house(session: Session, now: dt.datetime) -> House:
    late = and_(Job.state == JobState.QUEUED, Job.run_after < now - _JOB_IS_LATE_AFTER)
    row = session.execute(
        select(
            exists().where(School.phase != Phase.CENTRAL),
            exists().where(Post.id.is_not(None)),
            exists().where(Course.id.is_not(None)),
            exists().where(SchoolContact.id.is_not(None)),
            exists().where(RoleGrant.role == Role.AMBASSADOR),
            select(func.count()).select_from(Job).where(Job.state == JobState.FAILED).scalar_subquery(),
            select(func.count()).select_from(Job).where(late).scalar_subquery(),
        )
    ).one()
    return House(*row)


# The trust


def last_staff_import(session: Session) -> dt.datetime | None:
    """When a staff list last came in, by page or by command."""
    # An import is about no single record: the index on the subject finds these few entries.
    return session.scalar(
        select(func.max(AuditEntry.at)).where(
            AuditEntry.subject_id.is_(None), AuditEntry.action == "people.staff_imported"
        )
    )


def schools_short_of_ambassadors(session: Session, today: dt.date, wanted: int = 2) -> list[tuple[str, int]]:
    """Open schools with fewer ambassadors than ``wanted``, by name, and how many each has."""
    ambassadors = func.count(RoleGrant.person_id.distinct())
    held = and_(RoleGrant.school_id == School.id, RoleGrant.role == Role.AMBASSADOR, holds(RoleGrant, today))
    rows = session.execute(
        select(School.name, ambassadors)
        .outerjoin(RoleGrant, held)
        .where(
            School.phase != Phase.CENTRAL,
            or_(School.closed_on.is_(None), School.closed_on >= today),
            or_(School.joined_on.is_(None), School.joined_on <= today),
        )
        .group_by(School.id, School.name, School.sort_name)
        .having(ambassadors < wanted)
        .order_by(School.sort_name)
    )
    return [(name, count) for name, count in rows]


@dataclass(frozen=True)
class TermUse:
    """A word of the glossary and in how many shared visits of the whole trust it was used."""

    slug: str
    name: str
    visits: int


_TERMS_USED: Kept[list[TermUse]] = Kept({"term", "visit", "visit_term"}, most_rows=10_000)


def terms_used(session: Session, since: dt.date, until: dt.date, limit: int = 12) -> list[TermUse]:
    """The words used most, in five visits and more of the whole trust since a day that were shared up to another."""
    return _TERMS_USED.read(session, (since, until, limit), lambda: _count_terms(session, since, until, limit))


def _count_terms(session: Session, since: dt.date, until: dt.date, limit: int) -> list[TermUse]:
    visits = func.count()
    rows = session.execute(
        select(Term.slug, Term.name, visits)
        .join(VisitTerm, VisitTerm.term_id == Term.id)
        .join(Visit, Visit.id == VisitTerm.visit_id)
        .where(Visit.state == VisitState.SHARED, Visit.visited_on >= since, Visit.shared_at < end_of(until))
        .group_by(Term.slug, Term.name)
        .having(visits >= FEWEST)
        .order_by(visits.desc(), Term.name)
        .limit(limit)
    )
    return [TermUse(*row) for row in rows]
