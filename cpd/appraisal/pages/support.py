"""An agreed support: what it concerns, its plan, and what the reader may do with it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from cpd.appraisal import policy
from cpd.appraisal.documents import SupportPart, support_part
from cpd.appraisal.models import Review
from cpd.appraisal.pages.review import EditPage, edit_page
from cpd.appraisal.rules.conclusion import MOST_DAYS_TOGETHER, MOST_STEPS
from cpd.core.access import found
from cpd.people.actor import Actor


@dataclass(frozen=True)
class EarlierLine:
    """What went before an agreed support, on the appraiser's form."""

    id: uuid.UUID
    label: str
    happened_on: dt.date
    text: str


def earlier_lines(review: Review) -> list[EarlierLine]:
    return [EarlierLine(one.id, one.kind.label, one.happened_on, one.text) for one in review.earlier]


@dataclass(frozen=True)
class PlanPage:
    """The plan as it stands; once both have signed, the statement keeps it as it stood then."""

    review: EditPage
    school: str
    appraiser: str
    support: SupportPart
    step_ids: tuple[uuid.UUID, ...]
    day_ids: tuple[uuid.UUID, ...]
    is_signed: bool
    can_write: bool

    @property
    def can_add_step(self) -> bool:
        return self.can_write and self.support.ended_on is None and len(self.step_ids) < MOST_STEPS

    @property
    def can_add_day(self) -> bool:
        return self.can_write and self.support.ended_on is None and len(self.day_ids) < MOST_DAYS_TOGETHER

    @property
    def can_change(self) -> bool:
        return self.can_write and self.support.ended_on is None


def plan_page(actor: Actor, review: Review) -> PlanPage:
    """Raises ``NotFound`` where the review ends without agreed support."""
    support = found(support_part(review))
    plan = found(review.support_plan)
    return PlanPage(
        review=edit_page(actor, review),
        school=review.school.name,
        appraiser=review.appraiser.name,
        support=support,
        step_ids=tuple(step.id for step in sorted(plan.steps, key=lambda step: step.position)),
        day_ids=tuple(day.id for day in sorted(plan.reviews, key=lambda day: (day.due_on, day.id))),
        is_signed=review.signed_record is not None,
        can_write=policy.can_write_plan(actor, review),
    )
