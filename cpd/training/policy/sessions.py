"""Who sees planned sessions, plans them, keeps their registers and puts people down (docs/roles.md)."""

import uuid

from sqlalchemy import ColumnElement, false, or_, select, true

from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Post
from cpd.training.models import Course, SessionState, TrainingSession
from cpd.training.policy.records import schools_looked_after

# What everybody may open: a session that people were told of, whatever became of it.
TOLD = (SessionState.ANNOUNCED, SessionState.CANCELLED, SessionState.HELD)


def can_plan(actor: Actor) -> bool:
    return actor.is_office or actor.is_trainer or actor.is_head or actor.is_development_lead


def can_announce(course: Course) -> bool:
    """People are called to a course that says why it is asked, and is published."""
    return course.published_on is not None


def changeable(actor: Actor) -> ColumnElement[bool]:
    """Sessions the actor may change: planned or led by oneself, or at a school one looks after; all as lead."""
    if actor.is_development_lead:
        return true()
    if actor.person_id is None or not can_plan(actor):
        return false()
    conditions: list[ColumnElement[bool]] = [TrainingSession.entered_by_id == actor.person_id]
    if actor.is_trainer:
        conditions.append(TrainingSession.leader_person_id == actor.person_id)
    if schools := schools_looked_after(actor):
        conditions.append(TrainingSession.host_school_id.in_(schools))
    return or_(*conditions)


def can_change(actor: Actor, training_session: TrainingSession) -> bool:
    """The same as :func:`changeable`, of a session at hand."""
    if actor.is_development_lead:
        return True
    if actor.person_id is None or not can_plan(actor):
        return False
    return (
        training_session.entered_by_id == actor.person_id
        or (actor.is_trainer and training_session.leader_person_id == actor.person_id)
        or training_session.host_school_id in schools_looked_after(actor)
    )


def sees_address(actor: Actor, training_session: TrainingSession) -> bool:
    """Whether the online address is shown without a place: to who leads the session and who may change it."""
    leads = actor.person_id is not None and training_session.leader_person_id == actor.person_id
    return leads or can_change(actor, training_session)


def visible(actor: Actor) -> ColumnElement[bool]:
    """Planned sessions: everybody sees those that were announced, whoever may change one sees its draft too."""
    return or_(
        TrainingSession.state.in_(TOLD),
        (TrainingSession.state == SessionState.DRAFT) & changeable(actor),
    )


def can_keep_register(actor: Actor, training_session: TrainingSession) -> bool:
    """Whoever writes training records: the trainer of the session, the office that hosts or planned it, the lead."""
    if training_session.state not in (SessionState.ANNOUNCED, SessionState.HELD):
        return False
    return _writes_records_of(actor, training_session)


def _writes_records_of(actor: Actor, training_session: TrainingSession) -> bool:
    if actor.is_development_lead:
        return True
    if actor.person_id is None:
        return False
    has_planned = training_session.entered_by_id == actor.person_id
    is_trainer_of_it = actor.is_trainer and (has_planned or training_session.leader_person_id == actor.person_id)
    is_office_of_it = actor.is_office and (has_planned or training_session.host_school_id in actor.office_school_ids)
    return is_trainer_of_it or is_office_of_it


def sees_everybody_on(actor: Actor, training_session: TrainingSession) -> bool:
    """Whether all names on a session's list are shown: to those who will keep its register."""
    return _writes_records_of(actor, training_session)


def can_invite(actor: Actor, training_session: TrainingSession) -> bool:
    """Whether there may be somebody whom the actor puts down for a session, beside themselves."""
    if can_change(actor, training_session):
        return True
    is_open = training_session.state is SessionState.ANNOUNCED
    return is_open and (bool(schools_looked_after(actor)) or actor.is_line_manager)


def people_to_invite(actor: Actor, training_session: TrainingSession) -> ColumnElement[bool]:
    """Whom the actor puts down: everybody for who plans it; own schools' people; those whom one manages.

    The same people are those whose names the actor sees on the list without keeping the register.
    """
    if can_change(actor, training_session) and sees_everybody_on(actor, training_session):
        return true()
    return _own_people(actor)


def _own_people(actor: Actor) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if schools := schools_looked_after(actor):
        conditions.append(Post.school_id.in_(schools))
    if actor.is_line_manager and actor.person_id is not None:
        conditions.append(Post.line_manager_id == actor.person_id)
    if not conditions:
        return false()
    return Person.id.in_(select(Post.person_id).where(or_(*conditions), holds(Post, actor.today)))


def schools_to_invite_from(actor: Actor, training_session: TrainingSession) -> frozenset[uuid.UUID] | None:
    """Schools whose staff the actor puts down as a whole; ``None``: every school."""
    if can_change(actor, training_session) and sees_everybody_on(actor, training_session):
        return None
    return schools_looked_after(actor)


def schools_of_a_planner(actor: Actor) -> frozenset[uuid.UUID] | None:
    """The same of a session that the actor is about to plan; ``None``: every school."""
    return schools_to_invite_from(actor, TrainingSession(entered_by_id=actor.person_id))
