"""Who may be asked to moderate a review, and the reviews that somebody moderates."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cpd.appraisal import policy
from cpd.appraisal.models import Moderation, Review
from cpd.appraisal.queries.records import get_review
from cpd.core.access import found
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Role, RoleGrant
from cpd.people.policy import role_held


def moderator_choices(session: Session, actor: Actor, review: Review) -> list[Person]:
    """Who may be asked: whoever heads or appraises at another school and not at the review's, by name."""
    plays = RoleGrant.role.in_((Role.HEAD, Role.APPRAISER))
    elsewhere = select(RoleGrant.person_id).where(
        plays, RoleGrant.school_id.is_not(None), RoleGrant.school_id != review.school_id, role_held(actor.today)
    )
    here = select(RoleGrant.person_id).where(
        plays, RoleGrant.school_id == review.school_id, holds(RoleGrant, actor.today)
    )
    return list(
        session.scalars(
            select(Person)
            .where(
                Person.id.in_(elsewhere),
                Person.id.not_in(here),
                Person.id.not_in((review.person_id, review.appraiser_id, actor.person_id)),
            )
            .order_by(Person.sort_last_name, Person.sort_first_name, Person.staff_code)
        )
    )


@dataclass(frozen=True)
class Moderated:
    """A review that the actor may read as moderator."""

    id: uuid.UUID
    person: str
    school: str


def my_moderations(session: Session, actor: Actor) -> list[Moderated]:
    """What the actor moderates today, by name."""
    rows = session.execute(
        select(Moderation.id, Review)
        .join(Review, Review.id == Moderation.review_id)
        .join(Review.person)
        .where(Moderation.moderator_id == actor.person_id, policy.moderated_by(actor))
        .options(joinedload(Review.person), joinedload(Review.school))
        .order_by(Person.sort_last_name, Person.sort_first_name, Person.staff_code)
    ).all()
    return [Moderated(id_, review.person.name, review.school.name) for id_, review in rows]


def get_moderated(
    session: Session, actor: Actor, moderation_id: uuid.UUID, *, for_writing: bool = False
) -> tuple[Review, Moderation]:
    """A review for its moderator, for as long as that lasts. Raises ``NotFound``."""
    review_id = found(
        session.scalar(
            select(Moderation.review_id).where(
                Moderation.id == moderation_id, Moderation.moderator_id == actor.person_id
            )
        )
    )
    review = get_review(session, actor, review_id, for_writing=for_writing, as_moderator=True)
    return review, get_moderation(review, moderation_id)


def get_moderation(review: Review, moderation_id: uuid.UUID) -> Moderation:
    return found(next((one for one in review.moderations if one.id == moderation_id), None))
