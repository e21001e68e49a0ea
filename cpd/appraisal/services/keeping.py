"""Setting for how long reviews are kept, holding one, and erasing those whose time is over, with proof."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cpd.appraisal import policy
from cpd.appraisal.models import (
    AppraisalReminder,
    ErasedReview,
    KeepingSpan,
    Moderation,
    Review,
    ReviewHold,
    SignedRecord,
)
from cpd.appraisal.queries.keeping import holds_of, keeping_span, lock_decided
from cpd.appraisal.rules.keeping import KeptClass, NotAsSeen, check_may_be_held, check_years, is_over, kept_until
from cpd.core import audit, jobs, mail
from cpd.core.access import found, require
from cpd.core.errors import StaleRecord
from cpd.core.periods import AcademicYear
from cpd.people.actor import Actor
from cpd.people.models import Trust


def set_keeping(session: Session, actor: Actor, years: int, version: int) -> None:
    """Say for how many years after the end of their cycle reviews are kept. Nothing is erased by it.

    Raises ``StaleRecord`` where somebody has set it since.
    """
    require(policy.can_set_keeping(actor))
    check_years(years)
    # The row of the trust is held until the end: there may be no row of the span yet.
    session.scalars(select(Trust).with_for_update()).first()
    span = session.get(KeepingSpan, KeptClass.APPRAISAL)
    if version != (span.version if span else 0):
        raise StaleRecord("Somebody else has set this since you opened the page. What holds now stands below.")
    if span is None:
        session.add(KeepingSpan(kept_class=KeptClass.APPRAISAL, years=years))
    else:
        span.years = years
    detail = {"class": KeptClass.APPRAISAL.value, "years": years}
    audit.record(session, actor, "keeping.set", None, detail=detail)


# Holds


def hold_review(session: Session, actor: Actor, review: Review, reason: str, at: dt.datetime) -> None:
    """Keep a review from being erased while something is in dispute; its person is told. The same press again changes
    nothing. Needs the review held for writing."""
    require(policy.can_decide_keeping(actor, review))
    current = next((one for one in holds_of(session, review) if one.lifted_at is None), None)
    if current is not None:
        if (current.held_by_id, current.reason) != (actor.person_id, reason):
            check_may_be_held(current.held_by.name if current.held_by else "Somebody")
        return
    session.add(ReviewHold(review_id=review.id, reason=reason, held_at=at, held_by_id=actor.person_id))
    audit.record(session, actor, "review.held", review.id, about_person_id=review.person_id)
    _tell(session, actor, review, "held", link=_page_of(review))


def lift_hold(session: Session, actor: Actor, review: Review, hold_id: uuid.UUID, at: dt.datetime) -> None:
    """The dispute is over: the review is kept for as long as its class says, as before. Its person is told."""
    require(policy.can_decide_keeping(actor, review))
    hold = found(next((one for one in holds_of(session, review) if one.id == hold_id), None))
    if hold.lifted_at is not None:
        return
    hold.lifted_at, hold.lifted_by_id = at, actor.person_id
    audit.record(session, actor, "review.hold_lifted", review.id, about_person_id=review.person_id)
    _tell(session, actor, review, "lifted", link=_page_of(review))


def _page_of(review: Review) -> str:
    return mail.address("appraisal.review_show", review_id=review.id, _anchor="keeping")


# Erasing


def erase_reviews(session: Session, actor: Actor, seen: Mapping[uuid.UUID, int], at: dt.datetime) -> int:
    """Erase reviews whose time is over, with everything that hangs from them; how many. All or none.

    ``seen`` has the version of each review that the actor looked at. What was erased meanwhile is passed over, so a
    form that is posted twice erases once; what was held, changed or given more time raises ``NotAsSeen``.
    """
    reviews = lock_decided(session, actor, list(seen))
    gone = set(session.scalars(select(ErasedReview.review_id).where(ErasedReview.review_id.in_(list(seen)))))
    require({review.id for review in reviews} | gone == set(seen))
    years = keeping_span(session).years
    held = set(
        session.scalars(
            select(ReviewHold.review_id).where(ReviewHold.review_id.in_(list(seen)), ReviewHold.lifted_at.is_(None))
        )
    )
    for review in reviews:
        is_due = is_over(review.cycle.ends_on, years, actor.today)
        if not is_due or review.id in held or review.version != seen[review.id]:
            raise NotAsSeen
    _forget_mails(session, [review.id for review in reviews])
    for review in reviews:
        proof = _proof(session, actor, review, years, at)
        session.add(proof)
        _forget_reminders(session, review)
        detail = {"class": proof.kept_class.value, "signed_versions": len(proof.signed)}
        audit.record(session, actor, "review.erased", review.id, about_person_id=review.person_id, detail=detail)
        _tell(session, actor, review, "erased", link=mail.address("appraisal.review_index", _anchor="erased"))
    session.flush()
    _erase(session, reviews)
    return len(reviews)


def _proof(session: Session, actor: Actor, review: Review, years: int, at: dt.datetime) -> ErasedReview:
    versions = session.execute(
        select(SignedRecord.number, SignedRecord.record_sha256, SignedRecord.pdf_sha256, SignedRecord.archive_sha256)
        .where(SignedRecord.review_id == review.id)
        .order_by(SignedRecord.number)
    )
    return ErasedReview(
        review_id=review.id,
        kept_class=KeptClass.APPRAISAL,
        years=years,
        kept_until=kept_until(review.cycle.ends_on, years),
        person_id=review.person_id,
        school_id=review.school_id,
        cycle_id=review.cycle_id,
        was_confidential=review.hr_contact_id is not None,
        signed=[
            {"number": one.number, "record": one.record_sha256, "pdf": one.pdf_sha256, "archive": one.archive_sha256}
            for one in versions
        ],
        erased_at=at,
        erased_by_id=actor.person_id,
        erased_by_name=actor.name,
    )


def _erase(session: Session, reviews: Iterable[Review]) -> None:
    """Every table that hangs from a review does so by a key that takes its rows along (``ON DELETE CASCADE``), down to
    the files of a batch: one statement, which a table that is added later cannot be forgotten in."""
    session.execute(
        delete(Review).where(Review.id.in_([review.id for review in reviews])),
        execution_options={"synchronize_session": False},
    )


def _forget_mails(session: Session, review_ids: list[uuid.UUID]) -> None:
    """What waits to be sent about a review, or to be done with it, goes too."""
    moderations = session.scalars(select(Moderation.id).where(Moderation.review_id.in_(review_ids)))
    jobs.forget(session, [str(key) for key in (*review_ids, *moderations)])


def _forget_reminders(session: Session, review: Review) -> None:
    session.execute(
        delete(AppraisalReminder).where(
            AppraisalReminder.person_id == review.person_id,
            AppraisalReminder.school_id == review.school_id,
            AppraisalReminder.cycle_id == review.cycle_id,
        )
    )


def _tell(session: Session, actor: Actor, review: Review, what: str, *, link: str) -> None:
    """Tell the person of a review. No word of it, and no reason, is in a mail."""
    person, year = review.person, AcademicYear.of(review.cycle.starts_on).on_screen
    if person.email is None:
        return
    subjects = {
        "erased": f"Your review {year} is erased",
        "held": f"Your review {year} is held",
        "lifted": f"Your review {year} is held no more",
    }
    letter = mail.written(
        person.email,
        subjects[what],
        "appraisal/mail/keeping",
        what=what,
        known_as=person.known_as,
        year=year,
        school=review.school.name,
        by=actor.name,
        link=link,
    )
    mail.queue(session, letter)
