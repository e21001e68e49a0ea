"""What one person wishes of coaching: theirs to read alone. And who has said, as they have, to be found by others."""

import uuid
from dataclasses import dataclass

from sqlalchemy import Uuid, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased, joinedload

from cpd.coaching.models import ActionStep, CoachingWish, StepChange, Visit
from cpd.coaching.rules.figures import end_of
from cpd.coaching.rules.steps import StepMove, StepState
from cpd.coaching.rules.support import LOOK_FOR_STAYS
from cpd.coaching.rules.visits import VisitState
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Post, School
from cpd.standards.models import LibraryStep, LookFor, LookForGroup


def my_wish(session: Session, actor: Actor) -> CoachingWish | None:
    """The actor's own, with their look-for of the week."""
    return session.scalars(
        select(CoachingWish).where(CoachingWish.person_id == actor.person_id).options(joinedload(CoachingWish.look_for))
    ).first()


def wants(session: Session, person_id: uuid.UUID, reminder: str) -> bool:
    """Whether somebody gets this kind of mail: whoever sends it asks first."""
    off = session.scalar(select(CoachingWish.reminders_off).where(CoachingWish.person_id == person_id))
    return reminder not in (off or ())


@dataclass(frozen=True)
class Match:
    """Somebody who works on the same step, or on the same part of the common language, and has said so to others."""

    person_id: uuid.UUID
    name: str
    school: str
    # The words of the library, never those that a visit has made of them.
    step: str | None
    group: str
    is_same_step: bool


def list_matches(session: Session, actor: Actor) -> list[Match]:
    """Only where the actor has opted in as well; people on the very same step first.

    A step that its person swapped for another counts after a week, as long as a look-for stays: whoever swapped
    through the library, one step after another, would learn what each of the others works on.
    """
    is_just_swapped = exists().where(
        StepChange.step_id == ActionStep.id,
        StepChange.move == StepMove.SWAPPED,
        StepChange.at >= end_of(actor.today - LOOK_FOR_STAYS),
    )
    steps = (
        select(ActionStep.person_id, ActionStep.library_step_id, LibraryStep.group_id)
        .join(LibraryStep, LibraryStep.id == ActionStep.library_step_id)
        .join(Visit, Visit.id == ActionStep.visit_id)
        .where(ActionStep.state == StepState.OPEN, Visit.state == VisitState.SHARED, ~is_just_swapped)
    )
    look_fors = select(CoachingWish.person_id, literal(None, Uuid()).label("library_step_id"), LookFor.group_id).join(
        LookFor, LookFor.id == CoachingWish.look_for_id
    )
    works_on = union_all(steps, look_fors).subquery()
    mine, theirs, me, they = (
        aliased(works_on, name="mine"),
        aliased(works_on, name="theirs"),
        aliased(CoachingWish),
        aliased(CoachingWish),
    )
    rows = session.execute(
        select(
            Person,
            School.name,
            LibraryStep.text,
            LookForGroup.name,
            func.coalesce(mine.c.library_step_id == theirs.c.library_step_id, False).label("is_same"),
        )
        .select_from(mine)
        .join(theirs, theirs.c.group_id == mine.c.group_id)
        .join(me, me.person_id == mine.c.person_id)
        .join(they, they.person_id == theirs.c.person_id)
        .join(Person, Person.id == theirs.c.person_id)
        .join(Post, Post.person_id == Person.id)
        .join(School, School.id == Post.school_id)
        .join(LookForGroup, LookForGroup.id == theirs.c.group_id)
        .outerjoin(LibraryStep, LibraryStep.id == theirs.c.library_step_id)
        .where(
            mine.c.person_id == actor.person_id,
            Person.id != actor.person_id,
            me.open_to_match,
            they.open_to_match,
            holds(Post, actor.today),
            or_(School.closed_on.is_(None), School.closed_on >= actor.today),
        )
        .order_by(Person.sort_last_name, Person.sort_first_name, Post.fte.desc(), School.sort_name)
    ).all()
    matches: dict[uuid.UUID, Match] = {}
    for person, school, step, group, is_same in sorted(rows, key=lambda row: not row.is_same):
        matches.setdefault(
            person.id, Match(person.id, person.name, school, step if is_same else None, group, bool(is_same))
        )
    return list(matches.values())
