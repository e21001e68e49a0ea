"""Who may see a visit, a step and a focus, once in SQL; who may do what, once in Python (roles.md).

The words of a visit are for the person and its visitor, or its two visitors. That it took place is for the head of the
school as well, by name, and for everybody else a count. A focus is for the person and their ambassador: an ambassador
today at a school where the person holds a post today, who supports them and has met them in a visit or supports them
since before today, so that they have been told (docs/adr/0010-who-is-somebodys-ambassador.md).
"""

import datetime as dt
import uuid

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from cpd.coaching.models import ActionStep, Focus, Reflection, StepTrial, Support, Visit
from cpd.coaching.rules.steps import StepState
from cpd.coaching.rules.visits import VisitState, may_withdraw
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Post

# Seeing


def visible(actor: Actor) -> ColumnElement[bool]:
    """Visits whose words ``actor`` may read: the visitor's own in every state, the others' in it once shared."""
    return or_(
        Visit.visitor_id == actor.person_id,
        and_(
            or_(Visit.person_id == actor.person_id, Visit.second_visitor_id == actor.person_id),
            Visit.state == VisitState.SHARED,
        ),
    )


def took_place(actor: Actor) -> ColumnElement[bool]:
    """Visits of which ``actor`` may know, as head of the school, that they took place. Never a word of them."""
    return and_(Visit.school_id.in_(actor.head_school_ids), Visit.state == VisitState.SHARED)


def focus_visible(actor: Actor) -> ColumnElement[bool]:
    """One's own focuses, and the live ones of those whose ambassador one is."""
    return or_(
        Focus.person_id == actor.person_id,
        and_(Focus.ended_on.is_(None), _is_ambassador_of(actor, Focus.person_id)),
    )


def step_visible(actor: Actor) -> ColumnElement[bool]:
    """Steps of shared visits: the person's and the visitors' own; a new ambassador's, the open ones only.

    Needs a join to ``Visit``.
    """
    return and_(
        Visit.state == VisitState.SHARED,
        or_(
            ActionStep.person_id == actor.person_id,
            Visit.visitor_id == actor.person_id,
            Visit.second_visitor_id == actor.person_id,
            and_(ActionStep.state == StepState.OPEN, _is_ambassador_of(actor, ActionStep.person_id)),
        ),
    )


def reflection_visible(actor: Actor) -> ColumnElement[bool]:
    """The person's own reflections; from the moment one is shared, its visit's visitors read it. Joins ``Visit``."""
    return and_(visible(actor), or_(Visit.person_id == actor.person_id, Reflection.shared_at.is_not(None)))


def trial_visible(actor: Actor) -> ColumnElement[bool]:
    """How trying went, likewise: private until shared. Joins ``ActionStep`` and ``Visit``."""
    return and_(visible(actor), or_(ActionStep.person_id == actor.person_id, StepTrial.shared_at.is_not(None)))


def _is_ambassador_of(actor: Actor, person_id: InstrumentedAttribute[uuid.UUID]) -> ColumnElement[bool]:
    return and_(
        exists(
            select(Post.id).where(
                Post.person_id == person_id,
                Post.school_id.in_(actor.ambassador_school_ids),
                holds(Post, actor.today),
            )
        ),
        exists(
            select(Support.id).where(
                Support.person_id == person_id,
                Support.ambassador_id == actor.person_id,
                Support.school_id.in_(actor.ambassador_school_ids),
                Support.ended_on.is_(None),
                or_(Support.started_on < actor.today, _has_visited(actor)),
            )
        ),
    )


def _has_visited(actor: Actor) -> ColumnElement[bool]:
    """A visit of the actor's to the person of ``Support`` was shared, and not taken back.

    It is held against ``Support``, which stands right around it: to a table further out it would not be tied, and a
    visit to anybody at all would do.
    """
    visit = aliased(Visit)
    return exists(
        select(visit.id).where(
            visit.person_id == Support.person_id,
            or_(visit.visitor_id == actor.person_id, visit.second_visitor_id == actor.person_id),
            visit.state == VisitState.SHARED,
        )
    )


# Doing


def can_begin(actor: Actor) -> bool:
    """Find a colleague and begin a visit."""
    return actor.is_ambassador


def is_visitor(actor: Actor, visit: Visit) -> bool:
    return actor.person_id is not None and visit.visitor_id == actor.person_id


def is_person(actor: Actor, visit: Visit) -> bool:
    return actor.person_id is not None and visit.person_id == actor.person_id


def is_second_visitor(actor: Actor, visit: Visit) -> bool:
    return actor.person_id is not None and visit.second_visitor_id == actor.person_id


def can_edit(actor: Actor, visit: Visit) -> bool:
    """Write on, or throw away, a draft."""
    return is_visitor(actor, visit) and visit.state is VisitState.DRAFT


def can_share(actor: Actor, visit: Visit) -> bool:
    return can_edit(actor, visit) and visit.school_id in actor.ambassador_school_ids


def can_withdraw(actor: Actor, visit: Visit, now: dt.datetime) -> bool:
    return can_correct(actor, visit) and visit.shared_at is not None and may_withdraw(visit.shared_at, now)


def can_correct(actor: Actor, visit: Visit) -> bool:
    """Put right a shared visit; what stood there before stays with it."""
    return is_visitor(actor, visit) and visit.state is VisitState.SHARED


def can_copy(actor: Actor, visit: Visit) -> bool:
    """Begin again with the words of a visit that went to the wrong person."""
    return is_visitor(actor, visit) and visit.state is VisitState.WITHDRAWN and actor.is_ambassador


def can_reply(actor: Actor, visit: Visit) -> bool:
    return visit.state is VisitState.SHARED and (
        is_visitor(actor, visit) or is_person(actor, visit) or is_second_visitor(actor, visit)
    )


def can_end_step(actor: Actor, visit: Visit, step: ActionStep) -> bool:
    """Say how the step of a visit ended: the person, or a visitor who agreed it."""
    return not step.state.is_closed and can_reply(actor, visit)


def can_shape_step(actor: Actor, visit: Visit, step: ActionStep) -> bool:
    """Agree to a step, put it into one's own words, park or decline it, say how trying it went: its person alone."""
    return not step.state.is_closed and visit.state is VisitState.SHARED and is_person(actor, visit)


def can_reflect(actor: Actor, visit: Visit) -> bool:
    """Think about a visit for oneself: the person it was to."""
    return visit.state is VisitState.SHARED and is_person(actor, visit)


def can_have_focus(actor: Actor) -> bool:
    """Everybody with a post has a focus of their own to write; nobody writes somebody else's."""
    return actor.person_id is not None and actor.is_staff


def can_allot(actor: Actor, school_id: uuid.UUID) -> bool:
    """Ask an ambassador of a school to support somebody there."""
    return actor.is_development_lead or school_id in actor.head_school_ids


def can_wish(actor: Actor) -> bool:
    """Everybody with a post says for themselves what they wish of coaching."""
    return actor.person_id is not None and actor.is_staff


def can_set_rhythm(actor: Actor) -> bool:
    return actor.is_development_lead


def can_read_ledger(actor: Actor) -> bool:
    """That visits took place, by name."""
    return actor.is_head


def can_read_overview(actor: Actor) -> bool:
    """Coaching in the trust as counts."""
    return actor.is_development_lead or actor.is_trustee
