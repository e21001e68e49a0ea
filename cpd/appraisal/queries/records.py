"""One review and everything its page and its PDF are made of."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from cpd.appraisal.models import (
    AppraisalCycle,
    Brought,
    BroughtFile,
    BroughtKind,
    Concern,
    DevelopmentNeed,
    Moderation,
    Objective,
    Review,
    StandardSentence,
    SupportPlan,
    SupportReview,
    SupportStep,
)
from cpd.appraisal.policy import is_appointed, moderated_by, visible
from cpd.appraisal.rules.signing import sentences
from cpd.coaching.models import ActionStep, Reply, Visit
from cpd.coaching.queries import BroughtKind as CoachingKind, what_may_be_brought
from cpd.core.access import found
from cpd.people.actor import Actor
from cpd.people.models import StaffGroup
from cpd.people.queries import get_trust
from cpd.standards.models import Standard
from cpd.standards.queries import offered_standards
from cpd.training.models import Completion, Course


def get_review(
    session: Session, actor: Actor, review_id: uuid.UUID, *, for_writing: bool = False, as_moderator: bool = False
) -> Review:
    """A review whole, without its PDF. Raises ``NotFound`` unless ``actor`` may read it, or moderates it.

    ``for_writing`` holds the row until the transaction ends, so that nobody signs what somebody else is saving.
    """
    query = _whole(actor, moderated_by(actor) if as_moderator else visible(actor)).where(Review.id == review_id)
    if for_writing:
        query = query.with_for_update(of=Review)
    return found(next(iter(with_appointment(session, query)), None))


def get_reviews(session: Session, actor: Actor, review_ids: Collection[uuid.UUID]) -> list[Review]:
    """Reviews whole, those of them that ``actor`` may read: many at once cost little more than one."""
    return with_appointment(session, _whole(actor, visible(actor)).where(Review.id.in_(review_ids)))


def _whole(actor: Actor, readable: ColumnElement[bool]) -> Select[Review, bool]:
    return (
        select(Review, is_appointed(actor.today))
        .where(readable)
        .options(
            joinedload(Review.cycle).selectinload(AppraisalCycle.stage_dates),
            joinedload(Review.school),
            joinedload(Review.person),
            joinedload(Review.appraiser),
            joinedload(Review.hr_contact),
            selectinload(Review.signed_records),
            selectinload(Review.sentences),
            selectinload(Review.objectives).options(
                joinedload(Objective.standard), joinedload(Objective.trust_priority)
            ),
            selectinload(Review.needs).options(
                joinedload(DevelopmentNeed.standard), joinedload(DevelopmentNeed.course)
            ),
            selectinload(Review.brought).joinedload(Brought.file),
            selectinload(Review.signatures),
            selectinload(Review.concerns).joinedload(Concern.standard),
            selectinload(Review.earlier),
            selectinload(Review.advisers),
            selectinload(Review.moderations).options(joinedload(Moderation.moderator), joinedload(Moderation.asked_by)),
            joinedload(Review.support_plan).options(selectinload(SupportPlan.steps), selectinload(SupportPlan.reviews)),
        )
    )


def with_appointment(session: Session, query: Select[Review, bool]) -> list[Review]:
    """The reviews of a query that also asks ``is_appointed``, each with the answer."""
    reviews = []
    for review, appointed in session.execute(query).all():
        review.appraiser_is_appointed = bool(appointed)
        reviews.append(review)
    return reviews


def get_objective(review: Review, objective_id: uuid.UUID) -> Objective:
    return found(next((objective for objective in review.objectives if objective.id == objective_id), None))


def get_need(review: Review, need_id: uuid.UUID) -> DevelopmentNeed:
    return found(next((need for need in review.needs if need.id == need_id), None))


def get_brought(review: Review, brought_id: uuid.UUID) -> Brought:
    return found(next((brought for brought in review.brought if brought.id == brought_id), None))


def get_brought_file(session: Session, actor: Actor, review_id: uuid.UUID, brought_id: uuid.UUID) -> BroughtFile:
    """The file of something that was brought, for whoever reads the review. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(BroughtFile)
            .join(Brought, Brought.id == BroughtFile.brought_id)
            .join(Review, Review.id == Brought.review_id)
            .where(Brought.id == brought_id, Review.id == review_id, visible(actor))
            .options(undefer(BroughtFile.content))
        ).first()
    )


def get_sentence(review: Review, standard_id: uuid.UUID) -> StandardSentence | None:
    return next((sentence for sentence in review.sentences if sentence.standard_id == standard_id), None)


def get_support_plan(review: Review) -> SupportPlan:
    """The plan of a review that ends with agreed support. Raises ``NotFound``."""
    return found(review.support_plan)


def get_support_step(review: Review, step_id: uuid.UUID) -> SupportStep:
    return found(next((step for step in get_support_plan(review).steps if step.id == step_id), None))


def get_day_together(review: Review, day_id: uuid.UUID) -> SupportReview:
    return found(next((day for day in get_support_plan(review).reviews if day.id == day_id), None))


# What stands beside the words of the two


@dataclass(frozen=True)
class TrainingDone:
    """A course completed in the cycle."""

    course_code: str
    title: str
    completed_on: dt.date
    provider: str


@dataclass(frozen=True)
class Sources:
    """What a review's page and PDF take from other rooms."""

    trust_name: str
    standards: tuple[Standard, ...]
    training: tuple[TrainingDone, ...]
    training_as_at: dt.date


def get_sources(session: Session, review: Review, today: dt.date) -> Sources:
    """Trust, standards and training for a review that ``get_review`` gave to somebody who may read it."""
    trust = get_trust(session)
    as_at = min(today, review.cycle.ends_on)
    return Sources(
        trust_name=trust.name if trust else "",
        standards=tuple(standards_of(session, review)),
        training=_training_done(session, review.person_id, review.cycle.starts_on, as_at),
        training_as_at=as_at,
    )


def standards_of(session: Session, review: Review) -> list[Standard]:
    """The standards of the review's post with their ``framework``, Part Two among them."""
    return standards_for(session, review.staff_group)


def standards_for(session: Session, staff_group: StaffGroup) -> list[Standard]:
    """The standards that a staff group is appraised by, Part Two among them."""
    return offered_standards(session, {staff_group}, for_visit=False)


def _training_done(session: Session, person_id: uuid.UUID, since: dt.date, until: dt.date) -> tuple[TrainingDone, ...]:
    rows = session.execute(
        select(Course.code, Course.title, Completion.completed_on, Completion.provider)
        .join(Course, Course.id == Completion.course_id)
        .where(Completion.person_id == person_id, Completion.completed_on.between(since, until))
        .order_by(Completion.completed_on, Course.code)
    ).all()
    return tuple(TrainingDone(*row) for row in rows)


# Carrying in from coaching: for the person alone


@dataclass(frozen=True)
class OfferedWords:
    """One sentence, step or reply of the person's own coaching, ready to be picked."""

    kind: BroughtKind
    source_id: uuid.UUID
    on: dt.date
    by: str
    text: str

    @property
    def key(self) -> str:
        """Names these words in a form; other words of the same record have another key."""
        return f"{self.source_id}-{hashlib.sha256(self.text.encode()).hexdigest()[:16]}"


_KINDS = {
    CoachingKind.SEEN: BroughtKind.VISIT,
    CoachingKind.WORKED: BroughtKind.VISIT,
    CoachingKind.MESSAGE: BroughtKind.VISIT,
    CoachingKind.STEP: BroughtKind.STEP,
    CoachingKind.STEP_ENDED: BroughtKind.STEP,
    CoachingKind.REPLY: BroughtKind.REPLY,
}


def offered_words(session: Session, actor: Actor, review: Review) -> list[OfferedWords]:
    """What the actor may carry into their own review, sentence by sentence, the latest first.

    Steps and replies stay whole; a focus has its own place in a review.
    """
    offered = []
    for item in what_may_be_brought(session, actor, review.cycle.starts_on, min(actor.today, review.cycle.ends_on)):
        kind = _KINDS.get(item.kind)
        if kind is not None:
            texts = sentences(item.text) if kind is BroughtKind.VISIT else [item.text]
            offered += [OfferedWords(kind, item.id, item.on, item.by, text) for text in texts]
    return sorted(offered, key=lambda words: words.on, reverse=True)


def coach_of(session: Session, kind: BroughtKind, source_id: uuid.UUID) -> uuid.UUID | None:
    """Who visited, of the visit, step or reply that words were copied from."""
    query = select(Visit.visitor_id)
    match kind:
        case BroughtKind.VISIT:
            query = query.where(Visit.id == source_id)
        case BroughtKind.STEP:
            query = query.join(ActionStep, ActionStep.visit_id == Visit.id).where(ActionStep.id == source_id)
        case BroughtKind.REPLY:
            query = query.join(Reply, Reply.visit_id == Visit.id).where(Reply.id == source_id)
        case BroughtKind.OWN_WORDS:
            return None
    return session.scalar(query)
