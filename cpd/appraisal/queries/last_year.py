"""What was signed last before a review, as far as the one who asks may read it."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal.models import AppraisalCycle, Review, ReviewState, SignedRecord
from cpd.appraisal.policy import visible
from cpd.people.actor import Actor


@dataclass(frozen=True)
class SignedBefore:
    """The record of a closed review, as both signed it."""

    review_id: uuid.UUID
    appraiser_id: uuid.UUID
    record_json: str


def signed_before(session: Session, actor: Actor, review: Review) -> SignedBefore | None:
    """The last closed review of the same person that ``actor`` may read: a review belongs to the school where it was
    made, so a new appraiser often reads none. Whether there is one that they may not read is not told."""
    row = session.execute(
        select(Review.id, Review.appraiser_id, SignedRecord.record_json)
        .join(AppraisalCycle, AppraisalCycle.id == Review.cycle_id)
        .join(SignedRecord, SignedRecord.review_id == Review.id)
        .where(
            Review.person_id == review.person_id,
            Review.id != review.id,
            Review.state == ReviewState.CLOSED,
            AppraisalCycle.starts_on <= review.cycle.starts_on,
            visible(actor),
        )
        .order_by(AppraisalCycle.starts_on.desc(), SignedRecord.frozen_at.desc(), SignedRecord.number.desc())
        .limit(1)
    ).first()
    return SignedBefore(row.id, row.appraiser_id, row.record_json) if row else None
