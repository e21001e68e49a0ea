"""Who sees an induction."""

import uuid

from sqlalchemy import ColumnElement, exists, false, or_
from sqlalchemy.orm import aliased

from cpd.appraisal.models import Induction
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Post


def is_oneself(actor: Actor, person_id: uuid.UUID) -> bool:
    return actor.person_id is not None and actor.person_id == person_id


def induction_visible(actor: Actor) -> ColumnElement[bool]:
    """SQL over ``Person`` and their ``Induction``: the person, their mentor and tutor, the head of their school."""
    if actor.person_id is None:
        return false()
    conditions = [Person.id == actor.person_id]
    if actor.is_staff:
        conditions += [Induction.mentor_id == actor.person_id, Induction.tutor_id == actor.person_id]
    if actor.head_school_ids:
        here = aliased(Post)
        conditions.append(
            exists().where(
                here.person_id == Person.id, here.school_id.in_(actor.head_school_ids), holds(here, actor.today)
            )
        )
    return or_(*conditions)
