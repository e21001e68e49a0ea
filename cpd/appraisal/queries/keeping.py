"""For how long reviews are kept, whose time is over, holds, and the proof of what was erased."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from cpd.appraisal import policy
from cpd.appraisal.models import (
    AppraisalCycle,
    Brought,
    BroughtFile,
    ErasedReview,
    KeepingSpan,
    Meeting,
    Review,
    ReviewHold,
    SignedRecord,
    SupportPlan,
)
from cpd.appraisal.rules.keeping import KeptClass, is_over, told
from cpd.core.access import require
from cpd.people.actor import Actor
from cpd.people.models import Person, School

MOST_SHOWN = 100


@dataclass(frozen=True)
class Span:
    """For how many years a class is kept, and the version of the trust's own setting: 0 where there is none."""

    years: int
    version: int


def keeping_span(session: Session, kept_class: KeptClass = KeptClass.APPRAISAL) -> Span:
    row = session.execute(
        select(KeepingSpan.years, KeepingSpan.version).where(KeepingSpan.kept_class == kept_class)
    ).first()
    return Span(row.years, row.version) if row else Span(kept_class.usual_years, 0)


def _time_is_over(session: Session, today: dt.date, years: int | None = None) -> ColumnElement[bool] | None:
    """SQL: the time of a review is over, by the trust's span or another; nothing where no cycle is so old.

    Cycles are few, so the calendar is reckoned once, in Python.
    """
    cycles = session.execute(
        select(AppraisalCycle.id, AppraisalCycle.ends_on, KeepingSpan.years).outerjoin(
            KeepingSpan, KeepingSpan.kept_class == KeptClass.APPRAISAL
        )
    )
    usual = KeptClass.APPRAISAL.usual_years
    over = [row.id for row in cycles if is_over(row.ends_on, years or row.years or usual, today)]
    return Review.cycle_id.in_(over) if over else None


def _count(session: Session, *conditions: ColumnElement[bool] | None) -> int:
    """How many reviews that nobody holds; none where a condition is nothing."""
    known = [condition for condition in conditions if condition is not None]
    if len(known) < len(conditions):
        return 0
    return session.scalar(select(func.count()).select_from(Review).where(*known, ~_is_held())) or 0


def _is_held() -> ColumnElement[bool]:
    return exists().where(ReviewHold.review_id == Review.id, ReviewHold.lifted_at.is_(None))


# One review


def holds_of(session: Session, review: Review) -> list[ReviewHold]:
    """The holds of a review that ``get_review`` gave, the latest first, with who held and who lifted."""
    return list(
        session.scalars(
            select(ReviewHold)
            .where(ReviewHold.review_id == review.id)
            .options(joinedload(ReviewHold.held_by), joinedload(ReviewHold.lifted_by))
            .order_by(ReviewHold.held_at.desc(), ReviewHold.id.desc())
        )
    )


# Whose time is over, for those who look at them


@dataclass(frozen=True)
class Held:
    """An open hold."""

    reason: str
    at: dt.datetime
    by: str


@dataclass(frozen=True)
class DueReview:
    """A review whose time is over, and how much of it there is; no word of it."""

    review: Review
    ends_on: dt.date
    signed: int
    meetings: int
    brought: int
    files: int
    has_plan: bool
    held: Held | None

    @property
    def id(self) -> uuid.UUID:
        return self.review.id


def count_due(session: Session, actor: Actor) -> int:
    """How many reviews wait for the actor to look at them and erase them."""
    return _count(session, _time_is_over(session, actor.today), policy.keeping_decided_by(actor))


def decides_anything(session: Session, actor: Actor) -> bool:
    """Whether the actor looks at reviews when their time is over: a head, or the contact of one, or who was it."""
    if actor.is_head:
        return True
    is_contact = exists(select(Review.id).where(policy.named_contact(actor)))
    has_erased = exists().where(ErasedReview.erased_by_id == actor.person_id)
    return actor.person_id is not None and bool(session.scalar(select(or_(is_contact, has_erased))))


def list_due(session: Session, actor: Actor, review_ids: Collection[uuid.UUID] | None = None) -> list[DueReview]:
    """The reviews that are the actor's to look at and whose time is over, held ones too; or those of some keys.

    The oldest cycle first, then by school and name.
    """
    over = _time_is_over(session, actor.today)
    if over is None:
        return []
    query = (
        _due_rows(actor)
        .where(over)
        .order_by(AppraisalCycle.starts_on, School.sort_name, Person.sort_last_name, Person.sort_first_name, Review.id)
    )
    if review_ids is not None:
        query = query.where(Review.id.in_(review_ids))
    rows = session.execute(query).all()
    held = _open_holds(session, [row.Review.id for row in rows])
    return [
        DueReview(
            review=row.Review,
            ends_on=row.Review.cycle.ends_on,
            signed=row.signed,
            meetings=row.meetings,
            brought=row.brought,
            files=row.files,
            has_plan=row.has_plan,
            held=held.get(row.Review.id),
        )
        for row in rows
    ]


def _due_rows(actor: Actor) -> Select[Review, int, int, int, int, bool]:
    def count(what: type[SignedRecord | Meeting | Brought]) -> ColumnElement[int]:
        return select(func.count()).select_from(what).where(what.review_id == Review.id).scalar_subquery()

    files = (
        select(func.count())
        .select_from(BroughtFile)
        .join(Brought, Brought.id == BroughtFile.brought_id)
        .where(Brought.review_id == Review.id)
        .scalar_subquery()
    )
    return (
        select(
            Review,
            count(SignedRecord).label("signed"),
            count(Meeting).label("meetings"),
            count(Brought).label("brought"),
            files.label("files"),
            exists().where(SupportPlan.review_id == Review.id).label("has_plan"),
        )
        .join(Review.cycle)
        .join(Review.school)
        .join(Review.person)
        .where(policy.keeping_decided_by(actor))
        .options(joinedload(Review.cycle), joinedload(Review.school), joinedload(Review.person))
    )


def _open_holds(session: Session, review_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Held]:
    holds = session.scalars(
        select(ReviewHold)
        .where(ReviewHold.review_id.in_(review_ids), ReviewHold.lifted_at.is_(None))
        .options(joinedload(ReviewHold.held_by))
    )
    return {one.review_id: Held(one.reason, one.held_at, one.held_by.name if one.held_by else "") for one in holds}


def lock_decided(session: Session, actor: Actor, review_ids: Collection[uuid.UUID]) -> list[Review]:
    """Reviews that are the actor's to look at, with cycle, school and person: nobody else changes them until the
    transaction ends."""
    return list(
        session.scalars(
            select(Review)
            .where(Review.id.in_(review_ids), policy.keeping_decided_by(actor))
            .options(joinedload(Review.cycle), joinedload(Review.school), joinedload(Review.person))
            .order_by(Review.id)
            .with_for_update(of=Review)
        )
    )


# Proof


def my_erased(session: Session, actor: Actor) -> list[ErasedReview]:
    """The proof of the actor's own reviews that were erased, the latest cycle first."""
    return _proofs(session, ErasedReview.person_id == actor.person_id)


def erased_where_i_look(
    session: Session, actor: Actor, review_ids: Collection[uuid.UUID] | None = None
) -> list[ErasedReview]:
    """The proof of what was erased at the schools that the actor heads, and of what they erased themselves; or of some
    keys. Of a confidential review whoever erased it sees the proof, and its person.
    """
    here = and_(ErasedReview.school_id.in_(actor.head_school_ids), ErasedReview.was_confidential.is_(False))
    which = or_(here, ErasedReview.erased_by_id == actor.person_id)
    return _proofs(session, which if review_ids is None else and_(which, ErasedReview.review_id.in_(review_ids)))


def _proofs(session: Session, which: ColumnElement[bool]) -> list[ErasedReview]:
    return list(
        session.scalars(
            select(ErasedReview)
            .join(ErasedReview.cycle)
            .where(which)
            .options(joinedload(ErasedReview.cycle), joinedload(ErasedReview.school), joinedload(ErasedReview.person))
            .order_by(AppraisalCycle.starts_on.desc(), ErasedReview.erased_at.desc(), ErasedReview.id)
            .limit(MOST_SHOWN)
        )
    )


# Counts, for those who say for how long


def count_if_kept_for(session: Session, actor: Actor, years: int) -> int | None:
    """How many reviews of the trust would be due today; ``None`` reads "fewer than 5"."""
    require(policy.can_set_keeping(actor))
    return told(_count(session, _time_is_over(session, actor.today, years)))


def count_with_nobody(session: Session, actor: Actor) -> int | None:
    """How many reviews are due and wait for somebody who is not there: no head, or no HR contact any more."""
    require(policy.can_set_keeping(actor))
    return told(_count(session, _time_is_over(session, actor.today), ~policy.keeping_is_decided(actor.today)))
