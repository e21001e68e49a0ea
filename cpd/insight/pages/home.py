"""The page that everybody lands on: what is next, then a block for each part somebody plays."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cpd.appraisal.models import Review
from cpd.appraisal.pages import ReviewLine, review_line
from cpd.coaching.models import ActionStep, Focus
from cpd.coaching.pages.parts import FocusLine, focus_line
from cpd.coaching.pages.support import CaseloadCounts
from cpd.insight.pages.house import HouseBlock
from cpd.insight.pages.mine import SchoolContacts, TrainingBlock
from cpd.insight.pages.moves import Move
from cpd.insight.pages.school import SchoolBlock
from cpd.insight.pages.trust import TrustBlock
from cpd.insight.queries import LatestVisit, WaysIn
from cpd.people.actor import Actor
from cpd.training.pages.sessions import SessionLine


@dataclass(frozen=True)
class StepLine:
    """One open step: its words, from whom, and when the two look at it again."""

    text: str
    visitor: str
    check_back_on: dt.date | None


@dataclass(frozen=True)
class Mine:
    """What everybody on the staff has."""

    focus: FocusLine | None
    steps: tuple[StepLine, ...]
    visit: LatestVisit | None
    training: TrainingBlock
    review: ReviewLine | None
    # The next session they come to or lead.
    next_session: SessionLine | None


def mine(
    actor: Actor,
    *,
    focus: Focus | None,
    steps: Sequence[ActionStep],
    visit: LatestVisit | None,
    training: TrainingBlock,
    review: Review | None,
    next_session: SessionLine | None,
) -> Mine:
    return Mine(
        focus=focus_line(focus),
        steps=tuple(StepLine(step.text, step.visit.visitor.name, step.check_back_on) for step in steps),
        visit=visit,
        training=training,
        review=review_line(actor, review) if review else None,
        next_session=next_session,
    )


@dataclass(frozen=True)
class OfficeBlock:
    ways_in: WaysIn
    certificates: int


@dataclass(frozen=True)
class HomePage:
    """Blocks that do not concern the reader are empty."""

    greeting: str
    today: dt.date
    moves: tuple[Move, ...]
    can_log_visit: bool
    contacts: tuple[SchoolContacts, ...]
    mine: Mine | None = None
    caseload: CaseloadCounts | None = None
    school: SchoolBlock | None = None
    office: OfficeBlock | None = None
    trust: TrustBlock | None = None
    house: HouseBlock | None = None
