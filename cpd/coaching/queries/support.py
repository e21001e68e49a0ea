"""Who supports whom, and the rhythm that the trust has set. What a person wishes is read in ``queries.wishes``."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from cpd.coaching.models import ActionStep, CoachingRhythm, CoachingWish, Focus, Support, Visit
from cpd.coaching.policy.visits import focus_visible, step_visible, visible
from cpd.coaching.rules.steps import StepState
from cpd.coaching.rules.support import Rhythm, SupportEnd
from cpd.coaching.rules.visits import VisitState
from cpd.core.access import found
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Away, Person, Post, Role, RoleGrant, School
from cpd.people.policy import role_held


def get_rhythm(session: Session) -> CoachingRhythm | None:
    return session.scalars(select(CoachingRhythm)).first()


def current_rhythm(session: Session) -> Rhythm:
    """What the trust has agreed, or what holds until it has."""
    row = get_rhythm(session)
    return Rhythm(row.visit_every_weeks, row.nobody_for_weeks, row.share_within_days) if row else Rhythm()


def closed_to(
    session: Session, ambassador_id: uuid.UUID | None, person_ids: Collection[uuid.UUID]
) -> frozenset[uuid.UUID]:
    """Those of these people who wish for no coaching now, or for another ambassador than this one."""
    return frozenset(
        session.scalars(select(Person.id).where(Person.id.in_(person_ids), _is_closed_to(ambassador_id, Person.id)))
    )


def _is_closed_to(ambassador_id: uuid.UUID | None, person_id: InstrumentedAttribute[uuid.UUID]) -> ColumnElement[bool]:
    return or_(
        exists().where(CoachingWish.person_id == person_id, CoachingWish.declined_on.is_not(None)),
        exists().where(
            Support.person_id == person_id,
            Support.ambassador_id == ambassador_id,
            Support.ended_because == SupportEnd.ASKED_FOR_ANOTHER,
        ),
    )


@dataclass(frozen=True)
class Supported:
    """Somebody the actor supports: since when, when last visited, how often, and what the two are working on."""

    support_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    school_id: uuid.UUID
    school: str
    job_title: str
    # As the posts say, "Mon,Tue,Wed", one after another; empty where no post does.
    days: str | None
    since: dt.date
    last_visited_on: dt.date | None
    visits: int
    focus: str | None
    open_step: str | None
    check_back_on: dt.date | None
    check_back_at: dt.time | None


# Putting it together takes as long as running it, and an ambassador's pages ask again and again.
@lru_cache(maxsize=128)
def _supported_query(actor: Actor, since: dt.date) -> Select[*tuple[Any, ...]]:
    mine = select(Support).where(
        Support.ambassador_id == actor.person_id,
        Support.ended_on.is_(None),
        Support.school_id.in_(actor.ambassador_school_ids),
    )
    support = mine.subquery()
    people = select(support.c.person_id)
    visits = (
        select(
            Visit.person_id,
            func.max(Visit.visited_on).label("last_visited_on"),
            func.count().filter(Visit.visited_on >= since).label("visits"),
        )
        .where(visible(actor), Visit.state == VisitState.SHARED, Visit.person_id.in_(people))
        .group_by(Visit.person_id)
        .subquery()
    )
    posts = (
        select(
            Post.person_id,
            Post.school_id,
            func.min(Post.job_title).label("job_title"),
            func.aggregate_strings(Post.working_days, ",").label("days"),
        )
        .where(Post.school_id.in_(actor.ambassador_school_ids), holds(Post, actor.today))
        .group_by(Post.person_id, Post.school_id)
        .subquery()
    )
    newest = func.row_number().over(partition_by=ActionStep.person_id, order_by=Visit.shared_at.desc())
    steps = (
        select(
            ActionStep.person_id,
            ActionStep.text,
            ActionStep.check_back_on,
            ActionStep.check_back_at,
            newest.label("place"),
        )
        .join(Visit, Visit.id == ActionStep.visit_id)
        .where(ActionStep.person_id.in_(people), ActionStep.state == StepState.OPEN, step_visible(actor))
        .subquery()
    )
    focuses = (
        select(Focus.person_id, Focus.text)
        .where(Focus.person_id.in_(people), Focus.ended_on.is_(None), focus_visible(actor))
        .subquery()
    )
    return (
        select(
            Person,
            School.name.label("school"),
            support,
            posts.c.job_title,
            posts.c.days,
            visits.c.last_visited_on,
            func.coalesce(visits.c.visits, 0).label("visits"),
            focuses.c.text.label("focus"),
            steps.c.text.label("open_step"),
            steps.c.check_back_on,
            steps.c.check_back_at,
        )
        .join(support, support.c.person_id == Person.id)
        .join(School, School.id == support.c.school_id)
        .join(posts, (posts.c.person_id == Person.id) & (posts.c.school_id == support.c.school_id))
        .outerjoin(visits, visits.c.person_id == Person.id)
        .outerjoin(focuses, focuses.c.person_id == Person.id)
        .outerjoin(steps, (steps.c.person_id == Person.id) & (steps.c.place == 1))
        .order_by(
            func.coalesce(visits.c.last_visited_on, support.c.started_on), Person.sort_last_name, Person.sort_first_name
        )
    )


def list_supported(session: Session, actor: Actor, since: dt.date) -> list[Supported]:
    """Whom the actor supports at schools where both are today, longest ago first; visits are counted since a day."""
    rows = session.execute(_supported_query(actor, since))
    return [
        Supported(
            support_id=row.id,
            person_id=row.Person.id,
            name=row.Person.name,
            school_id=row.school_id,
            school=row.school,
            job_title=row.job_title,
            days=row.days,
            since=row.started_on,
            last_visited_on=row.last_visited_on,
            visits=row.visits,
            focus=row.focus,
            open_step=row.open_step,
            check_back_on=row.check_back_on,
            check_back_at=row.check_back_at,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class WithNobody:
    """Somebody at the actor's schools whom no ambassador supports."""

    person_id: uuid.UUID
    name: str
    school_id: uuid.UUID
    school: str
    job_title: str


def list_with_nobody(session: Session, actor: Actor) -> list[WithNobody]:
    """Whom no ambassador of their school supports today, by name; other ambassadors too, for each has one.

    Not those who wish for no coaching or for another ambassador, nor those who are away: the list does not say which.
    """
    supported = exists(
        select(Support.id)
        .join(
            RoleGrant,
            and_(
                RoleGrant.person_id == Support.ambassador_id,
                RoleGrant.school_id == Support.school_id,
                RoleGrant.role == Role.AMBASSADOR,
                holds(RoleGrant, actor.today),
            ),
        )
        .where(Support.person_id == Person.id, Support.ended_on.is_(None))
    )
    away = exists().where(Away.person_id == Person.id, holds(Away, actor.today))
    rows = session.execute(
        select(Person, School.id, School.name, func.min(Post.job_title))
        .join(Post, Post.person_id == Person.id)
        .join(School, School.id == Post.school_id)
        .where(
            Person.id != actor.person_id,
            Post.school_id.in_(actor.ambassador_school_ids),
            holds(Post, actor.today),
            ~supported,
            ~away,
            ~_is_closed_to(actor.person_id, Person.id),
        )
        .group_by(Person.id, School.id)
        .order_by(School.sort_name, Person.sort_last_name, Person.sort_first_name)
    )
    return [WithNobody(person.id, person.name, school_id, school, title) for person, school_id, school, title in rows]


def times_to_share(session: Session, actor: Actor, since: dt.date) -> list[tuple[dt.date, dt.time | None, dt.datetime]]:
    """When each visit that the actor has shared since a day was, and when it was shared."""
    rows = session.execute(
        select(Visit.visited_on, Visit.visited_at, Visit.shared_at).where(
            Visit.visitor_id == actor.person_id, Visit.state == VisitState.SHARED, Visit.visited_on >= since
        )
    )
    return [(day, time, at) for day, time, at in rows if at is not None]


def get_support(session: Session, actor: Actor, support_id: uuid.UUID) -> Support:
    """A support in which the actor is one of the two, with both names. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(Support)
            .where(
                Support.id == support_id,
                or_(Support.ambassador_id == actor.person_id, Support.person_id == actor.person_id),
            )
            .options(joinedload(Support.ambassador), joinedload(Support.person))
        ).first()
    )


@dataclass(frozen=True)
class MySupport:
    """Who supports the actor or did, from a day to a day."""

    id: uuid.UUID
    name: str
    started_on: dt.date
    ended_on: dt.date | None
    # The actor asked for another; they can have the same again.
    was_asked_to_go: bool
    # The ambassador still is one at that school: without it a support reads nothing.
    is_ambassador: bool


def supports_of(session: Session, actor: Actor, since: dt.date) -> list[MySupport]:
    """Who supports the actor, whom they have asked to be replaced, and whose support ended on a day or after it."""
    is_ambassador = exists().where(
        RoleGrant.person_id == Support.ambassador_id,
        RoleGrant.school_id == Support.school_id,
        RoleGrant.role == Role.AMBASSADOR,
        holds(RoleGrant, actor.today),
    )
    was_asked_to_go = func.coalesce(Support.ended_because == SupportEnd.ASKED_FOR_ANOTHER, False)
    rows = session.execute(
        select(Support, Person, was_asked_to_go, is_ambassador)
        .join(Person, Person.id == Support.ambassador_id)
        .where(
            Support.person_id == actor.person_id,
            or_(Support.ended_on.is_(None), Support.ended_on >= since, was_asked_to_go),
        )
        .order_by(Person.sort_last_name, Person.sort_first_name, Support.started_on)
    )
    return [
        MySupport(support.id, person.name, support.started_on, support.ended_on, bool(asked), bool(holds_role))
        for support, person, asked, holds_role in rows
    ]


@dataclass(frozen=True)
class AmbassadorAt:
    """An ambassador of a school. Not how many they support: asked once more, the number would tell who has declined."""

    person_id: uuid.UUID
    name: str


def ambassadors_at(session: Session, school_id: uuid.UUID, today: dt.date) -> list[AmbassadorAt]:
    people = session.scalars(
        select(Person)
        .where(
            exists().where(
                RoleGrant.person_id == Person.id,
                RoleGrant.role == Role.AMBASSADOR,
                RoleGrant.school_id == school_id,
                role_held(today),
            )
        )
        .order_by(Person.sort_last_name, Person.sort_first_name)
    )
    return [AmbassadorAt(person.id, person.name) for person in people]
