"""Who may read a review, once in SQL and once in Python (roles.md).

A review is read by its person, by the appraiser while their appointment holds, and by the head of the school where it
was made. A confidential one is closed to the head, unless the head is the appraiser, and open to one named HR contact.
"""

import datetime as dt

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from cpd.appraisal.models import Meeting, Review, ReviewPart, Signer
from cpd.people.actor import Actor
from cpd.people.models import Role, RoleGrant
from cpd.people.policy import role_held


def is_appointed(today: dt.date) -> ColumnElement[bool]:
    """SQL: the appraiser named on the review holds the appointment over its person on ``today``, and has not left."""
    return exists(
        select(RoleGrant.id).where(
            RoleGrant.person_id == Review.appraiser_id,
            RoleGrant.of_person_id == Review.person_id,
            RoleGrant.role == Role.APPRAISER,
            role_held(today),
        )
    )


def visible(actor: Actor) -> ColumnElement[bool]:
    """Reviews whose words ``actor`` may read. An operator at the command line is nobody and reads none."""
    if actor.person_id is None:
        return false()
    return or_(
        Review.person_id == actor.person_id,
        appraised_by(actor),
        named_contact(actor),
        and_(Review.school_id.in_(actor.head_school_ids), Review.hr_contact_id.is_(None)),
    )


def appraised_by(actor: Actor) -> ColumnElement[bool]:
    """Reviews whose appointed appraiser ``actor`` is."""
    if actor.person_id is None:
        return false()
    return and_(Review.appraiser_id == actor.person_id, is_appointed(actor.today))


def named_contact(actor: Actor) -> ColumnElement[bool]:
    """Reviews whose HR contact ``actor`` is: somebody of the central team, for as long as they hold a post."""
    return Review.hr_contact_id == actor.person_id if actor.is_staff else false()


def is_person(actor: Actor, review: Review) -> bool:
    return actor.person_id is not None and review.person_id == actor.person_id


def is_appraiser(actor: Actor, review: Review) -> bool:
    """Needs ``review.appraiser_is_appointed``, which every query of this package sets."""
    return actor.person_id is not None and review.appraiser_id == actor.person_id and review.appraiser_is_appointed


def is_head_of(actor: Actor, review: Review) -> bool:
    """Reads it as head of its school."""
    return review.school_id in actor.head_school_ids and review.hr_contact_id is None


def is_hr_contact(actor: Actor, review: Review) -> bool:
    return actor.is_staff and review.hr_contact_id == actor.person_id


def signer_of(actor: Actor, review: Review) -> Signer | None:
    """As whom ``actor`` signs this review, if at all."""
    if is_person(actor, review):
        return Signer.PERSON
    return Signer.APPRAISER if is_appraiser(actor, review) else None


def looks_after(actor: Actor, review: Review) -> bool:
    """The head, or the HR contact of a confidential review; never in one's own."""
    return (is_head_of(actor, review) or is_hr_contact(actor, review)) and not is_person(actor, review)


# What each side writes before a meeting


def readable_parts(actor: Actor) -> ColumnElement[bool]:
    """Parts of a visible review that ``actor`` may read: their own, and those sent before a meeting that is open."""
    if actor.person_id is None:
        return false()
    return or_(
        ReviewPart.writer_id == actor.person_id,
        and_(ReviewPart.sent_at.is_not(None), _is_open_to_both()),
    )


def _is_open_to_both() -> ColumnElement[bool]:
    """SQL: both sides have sent what they wrote before the meeting of a part, or that meeting was held."""
    other = aliased(ReviewPart)
    by_person = other.writer_id == select(Review.person_id).where(Review.id == other.review_id).scalar_subquery()
    sent = and_(
        other.review_id == ReviewPart.review_id, other.meeting == ReviewPart.meeting, other.sent_at.is_not(None)
    )
    held = and_(
        Meeting.review_id == ReviewPart.review_id, Meeting.kind == ReviewPart.meeting, Meeting.held_on.is_not(None)
    )
    return or_(exists().where(held), and_(exists().where(sent, by_person), exists().where(sent, ~by_person)))
