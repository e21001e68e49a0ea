"""Who sees training by name, and who writes it (docs/roles.md). Counts are for everybody in the trust."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Post
from cpd.people.policy import stays
from cpd.training.models import Completion, Exemption, OwnCertificate, Programme

# For how long the office hands out the record of somebody who left.
_RECORDS_HANDED_OUT = dt.timedelta(days=731)


def schools_looked_after(actor: Actor) -> frozenset[uuid.UUID]:
    return actor.head_school_ids | actor.office_school_ids


def schools_by_name(actor: Actor) -> frozenset[uuid.UUID] | None:
    """Schools whose people's training the actor sees by name; ``None`` means all of them."""
    return None if actor.is_development_lead else schools_looked_after(actor)


def sees_names_of(actor: Actor, school_id: uuid.UUID) -> bool:
    schools = schools_by_name(actor)
    return schools is None or school_id in schools


def visible_people(actor: Actor) -> ColumnElement[bool]:
    """People whose own training list the actor may open.

    Oneself; whoever has a post today at a school of one's headship or office; whom one manages; all as lead.
    """
    if actor.is_development_lead:
        return true()
    if actor.person_id is None:
        return false()
    conditions: list[ColumnElement[bool]] = [Person.id == actor.person_id]
    if schools := schools_looked_after(actor):
        conditions.append(Person.id.in_(_with_post_today(actor, Post.school_id.in_(schools))))
    if actor.is_line_manager:
        conditions.append(Person.id.in_(_with_post_today(actor, Post.line_manager_id == actor.person_id)))
    return or_(*conditions)


def managed_people(actor: Actor, school_id: uuid.UUID) -> ColumnElement[bool]:
    """Those whose line manager the actor is today, through a post at this school."""
    here = (Post.line_manager_id == actor.person_id) & (Post.school_id == school_id)
    return Person.id.in_(_with_post_today(actor, here)) if actor.person_id else false()


def _with_post_today(actor: Actor, condition: ColumnElement[bool]) -> ColumnElement[uuid.UUID]:
    return select(Post.person_id).where(condition, holds(Post, actor.today)).scalar_subquery()


def sees_absence_of(actor: Actor, person_id: uuid.UUID, school_ids: Collection[uuid.UUID]) -> bool:
    """Whether being away and being exempt are told: not to a line manager."""
    if actor.is_development_lead or person_id == actor.person_id:
        return True
    return not schools_looked_after(actor).isdisjoint(school_ids)


def visible_exemptions(actor: Actor) -> ColumnElement[bool]:
    """Exemptions: the person, head and office of a school where they have a post today, the development lead."""
    if actor.is_development_lead:
        return true()
    own = Exemption.person_id == actor.person_id if actor.person_id else false()
    return or_(own, changeable_exemptions(actor))


def changeable_exemptions(actor: Actor) -> ColumnElement[bool]:
    """Exemptions of people with a post today at a school of the actor's headship or office, but not one's own."""
    schools = schools_looked_after(actor)
    if not schools:
        return false()
    here = exists().where(Post.person_id == Exemption.person_id, Post.school_id.in_(schools), holds(Post, actor.today))
    return here & (Exemption.person_id != actor.person_id)


def can_exempt_anybody(actor: Actor) -> bool:
    return bool(schools_looked_after(actor))


def can_exempt(actor: Actor, person_id: uuid.UUID, school_ids: Collection[uuid.UUID]) -> bool:
    """Head or office of a school where the person has a post today. Nobody exempts themselves."""
    return person_id != actor.person_id and not schools_looked_after(actor).isdisjoint(school_ids)


def can_record(actor: Actor) -> bool:
    """Completions are written by an office, a trainer and the development lead."""
    return actor.is_office or actor.is_trainer or actor.is_development_lead


def schools_to_record_for(actor: Actor) -> frozenset[uuid.UUID] | None:
    """Schools whose people the actor records completions of; ``None``: all. A trainer teaches people of any school."""
    return None if actor.is_development_lead or actor.is_trainer else actor.office_school_ids


def changeable_completions(actor: Actor) -> ColumnElement[bool]:
    """Completions the actor may put right: all as lead, those of the office's people, those entered by oneself."""
    if actor.is_development_lead:
        return true()
    conditions: list[ColumnElement[bool]] = [false()]
    if actor.is_trainer:
        conditions.append(Completion.entered_by_id == actor.person_id)
    if actor.is_office:
        people = select(Post.person_id).where(Post.school_id.in_(actor.office_school_ids), holds(Post, actor.today))
        conditions.append(Completion.person_id.in_(people))
    return or_(*conditions)


def can_check_certificates(actor: Actor) -> bool:
    return actor.is_office or actor.is_development_lead


def checkable_certificates(actor: Actor) -> ColumnElement[bool]:
    """What people entered themselves: for the office of a school where they have a post today, and the lead.

    Nobody looks at their own.
    """
    others = OwnCertificate.person_id != actor.person_id if actor.person_id else true()
    if actor.is_development_lead:
        return others
    if not actor.is_office:
        return false()
    here = exists().where(
        Post.person_id == OwnCertificate.person_id,
        Post.school_id.in_(actor.office_school_ids),
        holds(Post, actor.today),
    )
    return here & others


def readable_certificates(actor: Actor) -> ColumnElement[bool]:
    """The certificates themselves: the person's own, and those one may check."""
    own = OwnCertificate.person_id == actor.person_id if actor.person_id else false()
    return or_(own, checkable_certificates(actor))


def can_hand_out_records(actor: Actor) -> bool:
    """Those who left and no longer sign in get their record from the office of their last school, or from the lead."""
    return actor.is_office or actor.is_development_lead


def leavers(actor: Actor) -> ColumnElement[bool]:
    """Staff who left within two years, and hold no post today or later."""
    if not can_hand_out_records(actor):
        return false()
    was_here = [Post.person_id == Person.id, Post.ended_on >= actor.today - _RECORDS_HANDED_OUT]
    if not actor.is_development_lead:
        later = aliased(Post)
        moved_on = exists().where(later.person_id == Post.person_id, later.ended_on > Post.ended_on)
        was_here += [Post.school_id.in_(actor.office_school_ids), ~moved_on]
    return ~stays(Person.id, actor.today) & exists().where(*was_here) & (Person.id != actor.person_id)


def can_trust_providers(actor: Actor) -> bool:
    return actor.is_development_lead


def can_import(actor: Actor) -> bool:
    """Lists of courses and of completions: the development lead, and the administrator, whose work imports are."""
    return actor.is_administrator or actor.is_development_lead


def can_import_exemptions(actor: Actor) -> bool:
    return actor.is_administrator


def can_write_programmes(actor: Actor) -> bool:
    """Why a course and a programme are there, and who must hold a course: the development lead's to write."""
    return actor.is_development_lead


def visible_programmes(actor: Actor) -> ColumnElement[bool]:
    """Published ones for everybody; those still in writing for who writes them."""
    return true() if can_write_programmes(actor) else Programme.published_on.is_not(None)
