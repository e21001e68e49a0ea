"""Visits whose words the reader may read."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cpd.coaching.models import ActionStep, Reply, Visit, VisitLookFor, VisitTerm
from cpd.coaching.policy import visible
from cpd.coaching.rules.steps import StepState
from cpd.coaching.rules.visits import VisitState
from cpd.core.access import found
from cpd.core.periods import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Post


def get_visit(session: Session, actor: Actor, visit_id: uuid.UUID) -> Visit:
    """A visit whole: people, school, tags, step, replies and corrections. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(Visit)
            .where(Visit.id == visit_id, visible(actor))
            .options(
                joinedload(Visit.visitor),
                joinedload(Visit.person),
                joinedload(Visit.school),
                joinedload(Visit.step).joinedload(ActionStep.library_step),
                selectinload(Visit.look_fors).joinedload(VisitLookFor.look_for),
                selectinload(Visit.terms).joinedload(VisitTerm.term),
                selectinload(Visit.replies).joinedload(Reply.author),
                selectinload(Visit.corrections),
            )
        ).first()
    )


def visits_of_person(session: Session, actor: Actor, limit: int = 100) -> list[Visit]:
    """Visits shared with the actor, newest first, with visitor, school and step."""
    return list(
        session.scalars(
            _listed()
            .where(visible(actor), Visit.person_id == actor.person_id)
            .order_by(Visit.visited_on.desc(), Visit.shared_at.desc())
            .limit(limit)
        )
    )


def list_drafts(session: Session, actor: Actor) -> list[Visit]:
    """The actor's own drafts, the last one written on first, with person and school."""
    return list(
        session.scalars(
            _listed()
            .where(visible(actor), Visit.visitor_id == actor.person_id, Visit.state == VisitState.DRAFT)
            .order_by(Visit.saved_at.desc())
        )
    )


def list_shared(session: Session, actor: Actor, limit: int = 10) -> list[Visit]:
    """Visits that the actor made and shared, newest first, with person and school."""
    return list(
        session.scalars(
            _listed()
            .where(visible(actor), Visit.visitor_id == actor.person_id, Visit.state == VisitState.SHARED)
            .order_by(Visit.shared_at.desc())
            .limit(limit)
        )
    )


def _listed() -> Select[Visit]:
    return select(Visit).options(
        joinedload(Visit.visitor), joinedload(Visit.person), joinedload(Visit.school), joinedload(Visit.step)
    )


@dataclass(frozen=True)
class Supported:
    """Somebody the actor visits: when last, how often, and the open step between them."""

    person_id: uuid.UUID
    name: str
    school_id: uuid.UUID
    job_title: str
    last_visited_on: dt.date
    visits: int
    open_step: str | None
    check_back_on: dt.date | None


def list_supported(session: Session, actor: Actor, since: dt.date) -> list[Supported]:
    """Whom the actor supports at their own schools: visited since a day, with a post there today; longest ago first."""
    visits = (
        select(
            Visit.person_id,
            Visit.school_id,
            func.max(Visit.visited_on).label("last_visited_on"),
            func.count().label("visits"),
        )
        .where(
            visible(actor),
            Visit.visitor_id == actor.person_id,
            Visit.state == VisitState.SHARED,
            Visit.school_id.in_(actor.ambassador_school_ids),
            Visit.visited_on >= since,
        )
        .group_by(Visit.person_id, Visit.school_id)
        .subquery()
    )
    titles = (
        select(Post.person_id, Post.school_id, func.min(Post.job_title).label("job_title"))
        .where(Post.school_id.in_(actor.ambassador_school_ids), holds(Post, actor.today))
        .group_by(Post.person_id, Post.school_id)
        .subquery()
    )
    newest = func.row_number().over(partition_by=ActionStep.person_id, order_by=Visit.shared_at.desc())
    steps = (
        select(ActionStep.person_id, ActionStep.text, ActionStep.check_back_on, newest.label("place"))
        .join(Visit, Visit.id == ActionStep.visit_id)
        .where(
            visible(actor),
            Visit.visitor_id == actor.person_id,
            Visit.state == VisitState.SHARED,
            ActionStep.state == StepState.OPEN,
        )
        .subquery()
    )
    rows = session.execute(
        select(Person, visits, titles.c.job_title, steps.c.text, steps.c.check_back_on)
        .join(visits, visits.c.person_id == Person.id)
        .join(titles, (titles.c.person_id == Person.id) & (titles.c.school_id == visits.c.school_id))
        .outerjoin(steps, (steps.c.person_id == Person.id) & (steps.c.place == 1))
        .order_by(visits.c.last_visited_on, Person.sort_last_name, Person.sort_first_name)
    ).all()
    return [
        Supported(
            person_id=row.Person.id,
            name=row.Person.name,
            school_id=row.school_id,
            job_title=row.job_title,
            last_visited_on=row.last_visited_on,
            visits=row.visits,
            open_step=row.text,
            check_back_on=row.check_back_on,
        )
        for row in rows
    ]
