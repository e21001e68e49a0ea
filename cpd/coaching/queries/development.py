"""Steps and focuses, and what a person may carry from coaching into their own appraisal."""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from cpd.coaching.models import ActionStep, Focus, Reply, StepChange, Support, Visit
from cpd.coaching.policy.visits import focus_visible, step_visible, visible
from cpd.coaching.rules.steps import StepState
from cpd.coaching.rules.visits import VisitState
from cpd.core.access import found
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Post, Role, RoleGrant


def get_step(session: Session, actor: Actor, step_id: uuid.UUID) -> ActionStep:
    """One of the actor's steps, or one they agreed as visitor, with its visit and people. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(ActionStep)
            .join(ActionStep.visit)
            .where(ActionStep.id == step_id, step_visible(actor), visible(actor))
            .options(
                contains_eager(ActionStep.visit).options(
                    joinedload(Visit.visitor),
                    joinedload(Visit.second_visitor),
                    joinedload(Visit.person),
                    joinedload(Visit.school),
                ),
                joinedload(ActionStep.library_step),
                selectinload(ActionStep.changes).joinedload(StepChange.by),
            )
        ).first()
    )


def open_steps(session: Session, actor: Actor, person_id: uuid.UUID) -> list[ActionStep]:
    """The open steps of a person that the actor may see, the latest first. The step alone, without its visit."""
    return list(
        session.scalars(
            select(ActionStep)
            .join(Visit, Visit.id == ActionStep.visit_id)
            .where(ActionStep.person_id == person_id, ActionStep.state == StepState.OPEN, step_visible(actor))
            .order_by(Visit.shared_at.desc())
        )
    )


def steps_to_settle(session: Session, actor: Actor, person_id: uuid.UUID) -> list[ActionStep]:
    """The open steps of a person that the actor agreed with them, and so may end, with their visits."""
    return list(
        session.scalars(
            select(ActionStep)
            .join(ActionStep.visit)
            .where(
                ActionStep.person_id == person_id,
                ActionStep.state == StepState.OPEN,
                step_visible(actor),
                visible(actor),
            )
            .options(contains_eager(ActionStep.visit))
            .order_by(Visit.shared_at.desc())
        )
    )


def list_steps(session: Session, actor: Actor) -> list[ActionStep]:
    """All of the actor's own steps, the open ones first, then the latest, with visit and visitor."""
    return list(
        session.scalars(
            select(ActionStep)
            .join(ActionStep.visit)
            .where(ActionStep.person_id == actor.person_id, step_visible(actor))
            .options(
                contains_eager(ActionStep.visit).options(
                    joinedload(Visit.visitor), joinedload(Visit.second_visitor), joinedload(Visit.person)
                )
            )
            .order_by(ActionStep.state != StepState.OPEN, ActionStep.state != StepState.PARKED, Visit.shared_at.desc())
        )
    )


def visit_for_own_step(session: Session, actor: Actor) -> Visit | None:
    """The latest visit to the actor by an ambassador who supports them, if no step was agreed in it."""
    supporting = select(Support.ambassador_id).where(Support.person_id == actor.person_id, Support.ended_on.is_(None))
    latest = session.scalars(
        select(Visit)
        .where(Visit.person_id == actor.person_id, Visit.state == VisitState.SHARED, Visit.visitor_id.in_(supporting))
        .options(
            joinedload(Visit.visitor),
            joinedload(Visit.second_visitor),
            joinedload(Visit.person),
            joinedload(Visit.step),
        )
        .order_by(Visit.shared_at.desc())
        .limit(1)
    ).first()
    return latest if latest is not None and latest.step is None else None


def current_focus(session: Session, actor: Actor, person_id: uuid.UUID) -> Focus | None:
    """The live focus of a person with its standard; nothing where there is none or it is not the actor's to see."""
    return session.scalars(
        select(Focus)
        .where(Focus.person_id == person_id, Focus.ended_on.is_(None), focus_visible(actor))
        .options(joinedload(Focus.standard))
    ).first()


def list_focuses(session: Session, actor: Actor) -> list[Focus]:
    """The actor's own focuses, the latest first, with their standards."""
    return list(
        session.scalars(
            select(Focus)
            .where(Focus.person_id == actor.person_id, focus_visible(actor))
            .options(joinedload(Focus.standard))
            .order_by(Focus.started_on.desc())
        )
    )


def list_ambassadors(session: Session, actor: Actor) -> list[str]:
    """The names of those who can read the actor's live focus: see ``policy.focus_visible``."""
    works_here = exists().where(
        Post.person_id == actor.person_id, Post.school_id.in_(_ambassador_at(actor)), holds(Post, actor.today)
    )
    people = session.scalars(
        select(Person)
        .join(Support, Support.ambassador_id == Person.id)
        .where(
            Support.person_id == actor.person_id,
            Support.ended_on.is_(None),
            Support.school_id.in_(_ambassador_at(actor)),
            works_here,
        )
        .order_by(Person.sort_last_name, Person.sort_first_name)
    )
    return [person.name for person in people]


def _ambassador_at(actor: Actor) -> Select[uuid.UUID | None]:
    """The schools at which somebody, ``Person`` of the statement around it, is ambassador today."""
    return (
        select(RoleGrant.school_id)
        .where(RoleGrant.person_id == Person.id, RoleGrant.role == Role.AMBASSADOR, holds(RoleGrant, actor.today))
        .correlate(Person)
    )


class BroughtKind(StrEnum):
    """Where the words come from that a person may bring into their appraisal."""

    FOCUS = "focus"
    SEEN = "seen"
    WORKED = "worked"
    MESSAGE = "message"
    STEP = "step"
    STEP_ENDED = "step_ended"
    REPLY = "reply"


@dataclass(frozen=True)
class MayBeBrought:
    """Words of the person's own coaching. ``id`` is of the record they stand in, whose kind ``kind`` tells."""

    kind: BroughtKind
    id: uuid.UUID
    text: str
    on: dt.date
    by: str


def what_may_be_brought(session: Session, actor: Actor, since: dt.date, until: dt.date) -> list[MayBeBrought]:
    """What the actor may carry into their own appraisal, by day: words of visits shared with them between two days,
    steps and how they ended, their own replies (never somebody else's), and focuses they had. In three statements.
    """
    visits = session.scalars(
        select(Visit)
        .where(
            visible(actor),
            Visit.person_id == actor.person_id,
            Visit.state == VisitState.SHARED,
            Visit.visited_on.between(since, until),
        )
        .options(joinedload(Visit.visitor), joinedload(Visit.step))
        .order_by(Visit.visited_on)
    ).all()
    replies = session.scalars(
        select(Reply)
        .join(Visit, Visit.id == Reply.visit_id)
        .where(visible(actor), Reply.author_id == actor.person_id, Visit.person_id == actor.person_id)
        .where(Visit.visited_on.between(since, until))
    ).all()
    brought = [
        MayBeBrought(BroughtKind.FOCUS, focus.id, focus.text, max(focus.started_on, since), actor.name)
        for focus in list_focuses(session, actor)
        if focus.started_on <= until and (focus.ended_on is None or focus.ended_on >= since)
    ]
    for visit in visits:
        brought += _of_visit(visit)
    brought += [MayBeBrought(BroughtKind.REPLY, reply.id, reply.text, reply.at.date(), actor.name) for reply in replies]
    return sorted(brought, key=lambda item: item.on)


def _of_visit(visit: Visit) -> list[MayBeBrought]:
    by, on = visit.visitor.name, visit.visited_on
    words = [
        (BroughtKind.SEEN, visit.id, visit.seen, on),
        (BroughtKind.WORKED, visit.id, visit.worked, on),
        (BroughtKind.MESSAGE, visit.id, visit.message, on),
    ]
    step = visit.step
    if step is not None:
        words.append((BroughtKind.STEP, step.id, step.text, on))
        if step.closed_on is not None:
            words.append((BroughtKind.STEP_ENDED, step.id, step.how_it_went, step.closed_on))
    return [MayBeBrought(kind, id_, text, day, by) for kind, id_, text, day in words if text]
