"""Asking that a named moderator may read a review; its person agrees or declines, and may end it any time."""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from cpd.appraisal import policy
from cpd.appraisal.models import Moderation, Review
from cpd.appraisal.queries.moderation import get_moderation, moderator_choices
from cpd.appraisal.rules.moderation import ModerationState, check_may_be_answered, check_may_be_asked
from cpd.appraisal.rules.states import NotNow
from cpd.core import audit, mail
from cpd.core.access import require
from cpd.core.errors import DomainError
from cpd.people.actor import Actor
from cpd.people.models import Person


def ask_for_moderation(
    session: Session, actor: Actor, review: Review, moderator_id: uuid.UUID, at: dt.datetime
) -> None:
    """Ask the person of a review whether somebody may read it. They are told by mail."""
    require(policy.can_ask_for_moderation(actor, review))
    moderator = next((one for one in moderator_choices(session, actor, review) if one.id == moderator_id), None)
    if moderator is None:
        raise DomainError("Choose somebody who heads or appraises at another school.", "moderator_id")
    one = next((one for one in review.moderations if one.moderator_id == moderator_id), None)
    check_may_be_asked(policy.moderation_state(review, one) if one else None, moderator.name)
    if one is None:
        one = Moderation(review_id=review.id, moderator_id=moderator_id)
        review.moderations.append(one)
    one.asked_by_id, one.asked_at, one.agreed_at, one.ended_on = actor.person_id, at, None, None
    _record(session, actor, review, "asked")
    _tell(session, review, review.person, moderator, "asked", asked_by=actor.name)


def answer_moderation(
    session: Session, actor: Actor, review: Review, moderation_id: uuid.UUID, *, agrees: bool, at: dt.datetime
) -> None:
    """The person agrees, and the moderator is told; or declines, which nobody has to explain."""
    require(policy.is_person(actor, review))
    one = get_moderation(review, moderation_id)
    check_may_be_answered(policy.moderation_state(review, one))
    if not agrees:
        one.declined_at = at
        _record(session, actor, review, "declined")
        return
    if not policy.may_be_moderated(review):
        raise NotNow("This review cannot be read by a moderator any more, so nothing has changed.")
    one.agreed_at = at
    _record(session, actor, review, "agreed")
    _tell(session, review, one.moderator, one.moderator, "agreed", moderation_id=one.id)


def end_moderation(session: Session, actor: Actor, review: Review, moderation_id: uuid.UUID) -> None:
    """The moderator reads it no more: ended by its person, by who asks for moderation, or by the moderator."""
    one = get_moderation(review, moderation_id)
    require(policy.can_end_moderation(actor, review, one))
    if policy.moderation_state(review, one) in (ModerationState.ASKED, ModerationState.LASTS):
        one.ended_on = actor.today
        _record(session, actor, review, "ended")


def _record(session: Session, actor: Actor, review: Review, what: str) -> None:
    audit.record(session, actor, f"review.moderation_{what}", review.id, about_person_id=review.person_id)


def _tell(
    session: Session,
    review: Review,
    to: Person,
    moderator: Person,
    what: str,
    *,
    asked_by: str = "",
    moderation_id: uuid.UUID | None = None,
) -> None:
    if to.email is None:
        return
    address = (
        mail.address("appraisal.moderation_show", moderation_id=moderation_id)
        if moderation_id
        else mail.address("appraisal.review_show", review_id=review.id, _anchor="moderation")
    )
    subject = "A question about your review" if what == "asked" else f"{review.person.name} has agreed"
    mail.queue(
        session,
        mail.written(
            to.email,
            subject,
            "appraisal/mail/moderation",
            what=what,
            known_as=to.known_as,
            person=review.person.name,
            moderator=moderator.name,
            asked_by=asked_by,
            link=address,
        ),
    )
