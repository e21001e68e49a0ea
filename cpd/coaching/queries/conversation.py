"""What a conversation builds on: working days, a second visitor, the visit before, and what the person has shared."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from cpd.coaching.models import ActionStep, Reflection, StepTrial, Visit
from cpd.coaching.policy.visits import reflection_visible, step_visible, trial_visible, visible
from cpd.coaching.queries.colleagues import says_over
from cpd.coaching.rules.checkback import weekdays_of
from cpd.coaching.rules.steps import StepState
from cpd.coaching.rules.visits import VisitState
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Post, Role, RoleGrant
from cpd.people.policy import role_held


def working_weekdays(session: Session, person_id: uuid.UUID, on: dt.date) -> frozenset[int]:
    """The days of the week that somebody works on, Monday being 0, over all their posts on a day."""
    return weekdays_of(
        session.scalars(select(Post.working_days).where(Post.person_id == person_id, holds(Post, on))).all()
    )


def second_visitors(session: Session, actor: Actor, visit: Visit) -> list[Person]:
    """Who may visit as the second of two: today's other ambassadors of the school, but neither the person nor
    anybody who is their head, line manager or appraiser."""
    ambassadors = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.AMBASSADOR, RoleGrant.school_id == visit.school_id, role_held(actor.today)
    )
    return list(
        session.scalars(
            select(Person)
            .where(
                Person.id.in_(ambassadors),
                Person.id.not_in([visit.person_id, visit.visitor_id]),
                ~says_over(Person.id, visit.person_id, actor.today),
            )
            .order_by(Person.sort_last_name, Person.sort_first_name)
        )
    )


def last_visit(session: Session, actor: Actor, person_id: uuid.UUID) -> Visit | None:
    """The last visit that the actor shared with somebody, with its tags."""
    return session.scalars(
        select(Visit)
        .where(
            visible(actor),
            Visit.visitor_id == actor.person_id,
            Visit.person_id == person_id,
            Visit.state == VisitState.SHARED,
        )
        .options(selectinload(Visit.look_fors), selectinload(Visit.terms))
        .order_by(Visit.visited_on.desc(), Visit.shared_at.desc())
        .limit(1)
    ).first()


def visit_of_open_step(session: Session, actor: Actor, person_id: uuid.UUID) -> Visit | None:
    """The visit in which the open step was agreed, with its tags, where the actor may read it."""
    return session.scalars(
        select(Visit)
        .join(ActionStep, ActionStep.visit_id == Visit.id)
        .where(
            ActionStep.person_id == person_id,
            ActionStep.state == StepState.OPEN,
            step_visible(actor),
            visible(actor),
        )
        .options(selectinload(Visit.look_fors), selectinload(Visit.terms))
        .order_by(Visit.shared_at.desc())
        .limit(1)
    ).first()


def list_reflections(session: Session, actor: Actor, visit_id: uuid.UUID) -> list[Reflection]:
    """The person's reflections on a visit, as far as the actor may read them; the first first."""
    return list(
        session.scalars(
            select(Reflection)
            .join(Visit, Visit.id == Reflection.visit_id)
            .where(Reflection.visit_id == visit_id, reflection_visible(actor))
            .order_by(Reflection.at)
        )
    )


def list_trials(session: Session, actor: Actor, step_ids: Collection[uuid.UUID]) -> list[StepTrial]:
    """How trying these steps went, as far as the actor may know; the latest first."""
    return list(
        session.scalars(
            select(StepTrial)
            .join(ActionStep, ActionStep.id == StepTrial.step_id)
            .join(Visit, Visit.id == ActionStep.visit_id)
            .where(StepTrial.step_id.in_(step_ids), trial_visible(actor))
            .order_by(StepTrial.at.desc())
        )
    )


def visits_since(session: Session, actor: Actor, person_id: uuid.UUID, since: dt.date) -> list[Visit]:
    """Shared visits to somebody since a day that the actor may read, the first first, with steps, tags and replies."""
    return list(
        session.scalars(
            select(Visit)
            .where(
                visible(actor),
                Visit.person_id == person_id,
                Visit.state == VisitState.SHARED,
                Visit.visited_on >= since,
            )
            .options(
                joinedload(Visit.step),
                selectinload(Visit.look_fors),
                selectinload(Visit.replies),
            )
            .order_by(Visit.visited_on, Visit.shared_at)
        )
    )
