"""What was agreed last time, beside a planning meeting: as both signed it, for whoever may read that review."""

import uuid
from dataclasses import dataclass

from cpd.appraisal import policy
from cpd.appraisal.documents import NeedPart, ObjectivePart, ReviewDocument
from cpd.appraisal.models import Review
from cpd.appraisal.queries.last_year import SignedBefore
from cpd.core.canonical import from_canonical_json
from cpd.core.periods import AcademicYear
from cpd.people.actor import Actor


@dataclass(frozen=True)
class LastYear:
    """``review_id`` is empty where there is none that the reader may read."""

    review_id: uuid.UUID | None
    year: str
    school: str
    appraiser: str
    objectives: tuple[ObjectivePart, ...]
    needs: tuple[NeedPart, ...]
    is_mine: bool
    known_as: str
    # The appraiser of today, where somebody else wrote what was signed: they may not be among its readers.
    new_appraiser: str


def last_year(actor: Actor, review: Review, signed: SignedBefore | None) -> LastYear:
    is_mine, known_as = policy.is_person(actor, review), review.person.known_as
    if signed is None:
        return LastYear(None, "", "", "", (), (), is_mine, known_as, "")
    document = from_canonical_json(ReviewDocument, signed.record_json)
    return LastYear(
        review_id=signed.review_id,
        year=AcademicYear.of(document.starts_on).on_screen,
        school=document.school,
        appraiser=document.appraiser,
        objectives=document.objectives,
        needs=document.needs,
        is_mine=is_mine,
        known_as=known_as,
        new_appraiser="" if signed.appraiser_id == review.appraiser_id else review.appraiser.name,
    )
