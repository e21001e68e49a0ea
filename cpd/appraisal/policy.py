"""Who may read a review, once in SQL; who may do what with it, once in Python (roles.md).

A review is read by its person, by the appraiser while their appointment holds, and by the head of the school where it
was made. A confidential one is closed to the head, unless the head is the appraiser, and open to one named HR contact.
"""

import datetime as dt
import uuid

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from cpd.appraisal.models import (
    AppraisalCycle,
    Induction,
    Meeting,
    Moderation,
    Review,
    ReviewPart,
    ReviewState,
    SignedRecord,
    Signer,
)
from cpd.appraisal.rules.conclusion import Conclusion
from cpd.appraisal.rules.moderation import ModerationState, standing
from cpd.appraisal.rules.stages import Stage, next_stage, whose_move
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Post, Role, RoleGrant
from cpd.people.policy import role_held

# Reading


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


def moderated_by(actor: Actor) -> ColumnElement[bool]:
    """Reviews that ``actor`` reads as moderator: not among the visible ones, and for nothing but reading.

    The person has agreed, nobody has ended it, both have not signed since, the cycle's policy names moderators, and
    the moderator still heads or appraises somebody. A confidential review cannot be moderated.
    """
    if not can_take_part(actor):
        return false()
    one = aliased(Moderation)
    signed_since = exists().where(SignedRecord.review_id == one.review_id, SignedRecord.frozen_at >= one.agreed_at)
    agreed = exists().where(
        one.review_id == Review.id,
        one.moderator_id == actor.person_id,
        one.agreed_at.is_not(None),
        one.declined_at.is_(None),
        one.ended_on.is_(None),
        ~signed_since,
    )
    names_moderators = exists().where(AppraisalCycle.id == Review.cycle_id, AppraisalCycle.has_moderation.is_(True))
    return and_(
        agreed,
        names_moderators,
        Review.hr_contact_id.is_(None),
        Review.laid_down_on.is_(None),
        Review.state != ReviewState.CLOSED,
    )


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


# Writing


def can_write_own_part(actor: Actor, review: Review) -> bool:
    """Focus, what they bring, comment; not while the review is laid down."""
    return is_person(actor, review) and review.laid_down_on is None


def can_write_appraisers_part(actor: Actor, review: Review) -> bool:
    """Sentences, objectives, needs; not while the review is laid down."""
    return is_appraiser(actor, review) and review.laid_down_on is None


def can_write_before_meetings(actor: Actor, review: Review) -> bool:
    """Their own part before each meeting, and what is written down in it: either of the two."""
    return signer_of(actor, review) is not None and review.laid_down_on is None


def can_plan_meetings(actor: Actor, review: Review) -> bool:
    """Give a meeting its day and time: either of the two."""
    return can_write_before_meetings(actor, review)


def can_sign(actor: Actor, review: Review) -> bool:
    """Needs ``review.signatures``."""
    signer = signer_of(actor, review)
    return (
        signer is not None
        and review.stage is Stage.COMMENT_AND_SIGNATURES
        and review.laid_down_on is None
        and signer not in {signature.signer for signature in review.signatures}
    )


def can_take_back(actor: Actor, review: Review) -> bool:
    """Either of the two may return a half-signed review to writing."""
    return review.state is ReviewState.SIGNING and signer_of(actor, review) is not None


def can_appoint(actor: Actor, review: Review) -> bool:
    """Name another appraiser: the head, or the HR contact of a confidential review; never in one's own."""
    return (
        review.state is not ReviewState.CLOSED
        and not is_person(actor, review)
        and (is_head_of(actor, review) or is_hr_contact(actor, review))
    )


def can_make_confidential(actor: Actor, review: Review) -> bool:
    """Once made confidential a review stays so: nobody widens who reads it."""
    return is_head_of(actor, review) and not is_person(actor, review)


# Moderation


def may_be_moderated(review: Review) -> bool:
    """Where the cycle's policy names moderators, until it is signed; never a confidential review."""
    return (
        review.cycle.has_moderation
        and review.hr_contact_id is None
        and review.laid_down_on is None
        and review.state is not ReviewState.CLOSED
    )


def moderation_state(review: Review, one: Moderation) -> ModerationState:
    """Needs ``review.signed_records``."""
    signed_at = max((record.frozen_at for record in review.signed_records), default=None)
    return standing(one.agreed_at, one.declined_at, one.ended_on, signed_at)


def can_ask_for_moderation(actor: Actor, review: Review) -> bool:
    """The head and the appraiser; never in one's own review."""
    return (
        may_be_moderated(review)
        and not is_person(actor, review)
        and (is_head_of(actor, review) or is_appraiser(actor, review))
    )


def can_end_moderation(actor: Actor, review: Review, one: Moderation) -> bool:
    """The person any time, the moderator themselves, and who may ask for one."""
    return (
        is_person(actor, review)
        or (actor.person_id is not None and one.moderator_id == actor.person_id)
        or is_head_of(actor, review)
        or is_appraiser(actor, review)
    )


# Moving through the year


def looks_after(actor: Actor, review: Review) -> bool:
    """The head, or the HR contact of a confidential review; never in one's own."""
    return (is_head_of(actor, review) or is_hr_contact(actor, review)) and not is_person(actor, review)


def can_move_on(actor: Actor, review: Review) -> bool:
    """To the next stage: whose move it is, and always the appraiser and who looks after the review."""
    if review.state is not ReviewState.OPEN or review.laid_down_on is not None or next_stage(review.stage) is None:
        return False
    return (
        signer_of(actor, review) in whose_move(review.stage)
        or is_appraiser(actor, review)
        or looks_after(actor, review)
    )


def can_move_back(actor: Actor, review: Review) -> bool:
    """To an earlier stage with a reason: either of the two, and who looks after the review."""
    return (
        review.state is not ReviewState.CLOSED
        and review.laid_down_on is None
        and review.stage is not Stage.PREPARATION
        and (signer_of(actor, review) is not None or looks_after(actor, review))
    )


def can_move_ahead(actor: Actor, review: Review) -> bool:
    """Past a stage that is not needed, with a reason: the appraiser, and who looks after the review."""
    return (
        review.state is ReviewState.OPEN
        and review.laid_down_on is None
        and next_stage(review.stage) is not None
        and (is_appraiser(actor, review) or looks_after(actor, review))
    )


def can_take_up(actor: Actor, review: Review) -> bool:
    """Take a closed or laid down review up again: the appraiser, and who looks after the review."""
    rests = review.state is ReviewState.CLOSED or review.laid_down_on is not None
    return rests and (is_appraiser(actor, review) or looks_after(actor, review))


def can_lay_down(actor: Actor, review: Review) -> bool:
    """End a review without a statement, where its person has left or is away for long."""
    return (
        review.state is not ReviewState.CLOSED
        and review.laid_down_on is None
        and (is_appraiser(actor, review) or looks_after(actor, review))
    )


# The round as a whole


def can_open_cycle(actor: Actor) -> bool:
    return actor.is_development_lead


def can_read_counts(actor: Actor) -> bool:
    """How many reviews of each school stand where, without names."""
    return actor.is_development_lead or actor.is_trustee


def can_look_after(actor: Actor, school_id: uuid.UUID) -> bool:
    """See a school's board, and begin its reviews."""
    return school_id in actor.head_school_ids


# Consistency: appraisers read invented reviews, each alone, and see where they agree


def can_open_round(actor: Actor) -> bool:
    return actor.is_development_lead and actor.person_id is not None


def can_take_part(actor: Actor) -> bool:
    """Whoever appraises somebody today, and heads."""
    return actor.person_id is not None and (actor.is_appraiser or actor.is_head)


def can_change_round(actor: Actor, *, opened_by_id: uuid.UUID | None, closes_on: dt.date) -> bool:
    """Give a round another last day: who opened it, as long as it is open. One that is over stays over, since then
    everybody may have read the others."""
    return can_open_round(actor) and actor.person_id == opened_by_id and actor.today <= closes_on


def can_see_rounds(actor: Actor) -> bool:
    return can_open_round(actor) or can_take_part(actor)


def can_see_counts(actor: Actor, *, closes_on: dt.date, has_finished: bool) -> bool:
    """Where the others agree: after the last day, or once one has answered every case oneself."""
    return can_see_rounds(actor) and (actor.today > closes_on or (can_take_part(actor) and has_finished))


# Agreed support


def can_write_plan(actor: Actor, review: Review) -> bool:
    """Steps and days of a support plan, also after both have signed: the appraiser; while none is appointed the head,
    or the HR contact of a confidential review. Needs ``review.conclusion``."""
    if review.conclusion is not Conclusion.SUPPORT_AGREED or is_person(actor, review):
        return False
    if review.appraiser_is_appointed:
        return is_appraiser(actor, review)
    return is_head_of(actor, review) or is_hr_contact(actor, review)


# Keeping


def can_set_keeping(actor: Actor) -> bool:
    """Say for how long reviews are kept."""
    return actor.is_development_lead or actor.is_administrator


def keeping_decided_by(actor: Actor) -> ColumnElement[bool]:
    """Reviews that ``actor`` may hold, and erase once their time is over: those of the school they head, and
    confidential ones as the HR contact, or as head where they are its appraiser. Never their own."""
    if actor.person_id is None:
        return false()
    as_head = and_(
        Review.school_id.in_(actor.head_school_ids), or_(Review.hr_contact_id.is_(None), appraised_by(actor))
    )
    return and_(Review.person_id != actor.person_id, or_(as_head, named_contact(actor)))


def can_decide_keeping(actor: Actor, review: Review) -> bool:
    """The same as :func:`keeping_decided_by`, of one review that is at hand."""
    is_open_to_head = review.hr_contact_id is None or is_appraiser(actor, review)
    as_head = review.school_id in actor.head_school_ids and is_open_to_head
    return not is_person(actor, review) and (as_head or is_hr_contact(actor, review))


def keeping_is_decided(today: dt.date) -> ColumnElement[bool]:
    """SQL: there is somebody who may hold and erase a review."""
    heads = select(RoleGrant.id).where(
        RoleGrant.school_id == Review.school_id,
        RoleGrant.role == Role.HEAD,
        RoleGrant.person_id != Review.person_id,
        role_held(today),
    )
    contact = exists().where(Post.person_id == Review.hr_contact_id, holds(Post, today))
    as_appraiser = and_(is_appointed(today), exists(heads.where(RoleGrant.person_id == Review.appraiser_id)))
    return or_(and_(Review.hr_contact_id.is_(None), exists(heads)), contact, as_appraiser)


# Induction


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
