"""The conclusion of a review, and what goes before an agreed support. The platform starts neither by itself."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from cpd.appraisal import policy, queries
from cpd.appraisal.models import Concern, Earlier, Review, SupportPlan
from cpd.appraisal.rules.conclusion import MOST_EARLIER, Conclusion, EarlierKind, check_earlier_day, check_support
from cpd.appraisal.rules.states import NotNow, check_words_may_change
from cpd.core import audit
from cpd.core.access import found, require
from cpd.core.errors import StaleRecord
from cpd.people.actor import Actor


def save_conclusion(
    session: Session,
    actor: Actor,
    review: Review,
    conclusion: Conclusion,
    *,
    standard_ids: Collection[uuid.UUID],
    pay_recommendation: str,
    version: int,
) -> None:
    """Say how the review ends. Agreed support names the standards that it concerns and opens a plan.

    Raises ``DomainError`` where support is agreed without what must go before it.
    """
    _check(actor, review, version)
    wanted = set(standard_ids) if conclusion is Conclusion.SUPPORT_AGREED else set()
    if conclusion is Conclusion.SUPPORT_AGREED:
        check_support(wanted, [(one.kind, one.happened_on) for one in review.earlier], actor.today)
        require(wanted <= {standard.id for standard in queries.standards_of(session, review)})
        if review.support_plan is None:
            review.support_plan = SupportPlan(review_id=review.id, opened_on=actor.today, steps=[], reviews=[])
            audit.record(session, actor, "review.support_agreed", review.id, about_person_id=review.person_id)
    elif review.support_plan is not None:
        if review.support_plan.steps or review.support_plan.reviews:
            raise NotNow(
                "The support plan has steps or days in it. Take them out first, if no support is agreed after all."
            )
        review.support_plan = None
    for concern in [one for one in review.concerns if one.standard_id not in wanted]:
        review.concerns.remove(concern)
    named = {one.standard_id for one in review.concerns}
    review.concerns.extend(Concern(review_id=review.id, standard_id=id_) for id_ in wanted - named)
    review.conclusion = conclusion
    if review.cycle.has_pay_field:
        review.pay_recommendation = pay_recommendation
    # The standards stand in rows of their own; a form opened before is stale all the same.
    flag_modified(review, "conclusion")
    _record(session, actor, review, "conclusion")


def add_earlier(
    session: Session,
    actor: Actor,
    review: Review,
    kind: EarlierKind,
    *,
    happened_on: dt.date,
    text: str,
    request_key: uuid.UUID,
    at: dt.datetime,
) -> None:
    """Put on record what went before an agreed support. The same key again changes nothing."""
    _check(actor, review)
    if any(one.request_key == request_key for one in review.earlier):
        return
    check_earlier_day(happened_on, actor.today)
    if len(review.earlier) >= MOST_EARLIER:
        raise NotNow(f"Up to {MOST_EARLIER} are kept. Take one out first.")
    review.earlier.append(
        Earlier(
            review_id=review.id,
            kind=kind,
            happened_on=happened_on,
            text=text,
            entered_at=at,
            request_key=request_key,
        )
    )
    _record(session, actor, review, "earlier")


def remove_earlier(session: Session, actor: Actor, review: Review, earlier_id: uuid.UUID) -> None:
    """Take out something entered by mistake; not while an agreed support rests on it."""
    _check(actor, review)
    earlier = found(next((one for one in review.earlier if one.id == earlier_id), None))
    rest = [(one.kind, one.happened_on) for one in review.earlier if one is not earlier]
    if review.conclusion is Conclusion.SUPPORT_AGREED:
        check_support(review.concerns, rest, actor.today)
    review.earlier.remove(earlier)
    audit.record(
        session, actor, "review.removed", review.id, about_person_id=review.person_id, detail={"field": "earlier"}
    )


def _check(actor: Actor, review: Review, version: int | None = None) -> None:
    require(policy.can_write_appraisers_part(actor, review))
    check_words_may_change(review.state)
    if version is not None and version != review.version:
        raise StaleRecord


def _record(session: Session, actor: Actor, review: Review, field: str) -> None:
    audit.record(session, actor, "review.written", review.id, about_person_id=review.person_id, detail={"field": field})
