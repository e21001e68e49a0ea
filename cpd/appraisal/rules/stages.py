"""The stages of a review and its meetings, the policy a cycle follows, and by when each stage is due."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from cpd.appraisal.rules.states import NotNow, ReviewState, Signer
from cpd.core.dates import add_months, to_text
from cpd.core.errors import DomainError


class Stage(StrEnum):
    """Where a review stands in its year, in this order."""

    PREPARATION = "preparation"
    PLANNING_MEETING = "planning_meeting"
    MID_YEAR = "mid_year"
    SELF_REVIEW = "self_review"
    END_OF_YEAR_MEETING = "end_of_year_meeting"
    REPORT = "report"
    COMMENT_AND_SIGNATURES = "comment_and_signatures"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return _STAGE_NAMES[self]


_STAGE_NAMES = {
    Stage.PREPARATION: "Preparation",
    Stage.PLANNING_MEETING: "Planning meeting",
    Stage.MID_YEAR: "Mid-year",
    Stage.SELF_REVIEW: "Self-review",
    Stage.END_OF_YEAR_MEETING: "End-of-year meeting",
    Stage.REPORT: "Report",
    Stage.COMMENT_AND_SIGNATURES: "Comment and signatures",
    Stage.CLOSED: "Closed",
}


class MeetingKind(StrEnum):
    """The three times in a year that the two sit down together."""

    PLANNING = "planning"
    MID_YEAR = "mid_year"
    END_OF_YEAR = "end_of_year"


class CyclePolicy(StrEnum):
    """What a cycle follows: the 2012 Regulations, as maintained schools must, or the trust's own policy."""

    REGULATIONS_2012 = "regulations_2012"
    OWN = "own"

    @property
    def label(self) -> str:
        return {"regulations_2012": "The 2012 Regulations, for maintained schools", "own": "Our own policy"}[self.value]

    @property
    def on_a_review(self) -> str:
        """How a review says what its round follows."""
        return {"regulations_2012": "the 2012 Regulations", "own": "the trust’s own policy"}[self.value]


class Capacity(StrEnum):
    """As what somebody outside advises on the review of a head (Appraisal Regulations 2012, regulation 4)."""

    EXTERNAL_ADVISER = "external_adviser"
    GOVERNOR = "governor"

    @property
    def label(self) -> str:
        return {"external_adviser": "External adviser", "governor": "Governor"}[self.value]


# Where a review stands, in order; the last is reached by signing alone.
ORDER = tuple(Stage)
BEFORE_CLOSING = ORDER[:-1]

_WHOSE = {
    Stage.PREPARATION: {Signer.PERSON, Signer.APPRAISER},
    Stage.PLANNING_MEETING: {Signer.PERSON, Signer.APPRAISER},
    Stage.MID_YEAR: {Signer.PERSON, Signer.APPRAISER},
    Stage.SELF_REVIEW: {Signer.PERSON},
    Stage.END_OF_YEAR_MEETING: {Signer.PERSON, Signer.APPRAISER},
    Stage.REPORT: {Signer.APPRAISER},
    Stage.COMMENT_AND_SIGNATURES: {Signer.PERSON, Signer.APPRAISER},
    Stage.CLOSED: set(),
}


def whose_move(stage: Stage) -> frozenset[Signer]:
    """Who has something to do at a stage."""
    return frozenset(_WHOSE[stage])


def next_stage(stage: Stage) -> Stage | None:
    """The stage that a button moves on to; nothing where signing does, and after it."""
    if stage in (Stage.COMMENT_AND_SIGNATURES, Stage.CLOSED):
        return None
    return ORDER[ORDER.index(stage) + 1]


def stages_before(stage: Stage) -> tuple[Stage, ...]:
    return ORDER[: ORDER.index(stage)]


def stages_ahead(stage: Stage) -> tuple[Stage, ...]:
    """The stages to which a review may be moved ahead; closed is reached by signing alone."""
    return BEFORE_CLOSING[ORDER.index(stage) + 1 :]


def check_may_be_signed(stage: Stage) -> None:
    """Raises ``NotNow`` before the last stage but one."""
    if stage is not Stage.COMMENT_AND_SIGNATURES:
        raise NotNow(
            f"This review stands at “{stage.label}”. It is signed once it has come to “comment and signatures”."
        )


def check_stage_may_change(state: ReviewState) -> None:
    """Raises ``NotNow`` where a signature stands: words and stage rest together."""
    if state is ReviewState.SIGNING:
        raise NotNow("One of you has signed this review, so it rests. It can go back with a reason.")
    if state is ReviewState.CLOSED:
        raise NotNow("Both have signed this review. It can be taken up again with a reason.")


def check_reason(reason: str) -> None:
    if not reason:
        raise DomainError("Say why in a few words; it stands on the page for everybody who reads the review.", "reason")


# By when

# Months and days from the first day of the cycle to the last day of a stage. Under the 2012 Regulations the report is
# written once the period has ended (regulation 8); 31 October is the usual day for teachers.
_DUE_AFTER = {
    CyclePolicy.OWN: {
        Stage.PREPARATION: (1, 0),
        Stage.PLANNING_MEETING: (2, 0),
        Stage.MID_YEAR: (6, 0),
        Stage.SELF_REVIEW: (9, 0),
        Stage.END_OF_YEAR_MEETING: (10, 0),
        Stage.REPORT: (10, 10),
        Stage.COMMENT_AND_SIGNATURES: (10, 20),
    },
    CyclePolicy.REGULATIONS_2012: {
        Stage.PREPARATION: (1, 0),
        Stage.PLANNING_MEETING: (2, 0),
        Stage.MID_YEAR: (6, 0),
        Stage.SELF_REVIEW: (10, 0),
        Stage.END_OF_YEAR_MEETING: (13, 0),
        Stage.REPORT: (14, 0),
        Stage.COMMENT_AND_SIGNATURES: (14, 14),
    },
}
# A review that begins late, or is taken up again, is given this long before it is late.
TIME_AT_LEAST = dt.timedelta(weeks=4)
# How long after its last day a cycle may still have something due.
_LATEST_AFTER_THE_END = dt.timedelta(days=184)


def default_dates(policy: CyclePolicy, starts_on: dt.date) -> dict[Stage, dt.date]:
    """By when each stage is through unless the trust says otherwise: 30 September, 31 October, end of February …"""
    return {
        stage: add_months(starts_on, months) - dt.timedelta(days=1) + dt.timedelta(days=days)
        for stage, (months, days) in _DUE_AFTER[policy].items()
    }


def cycle_dates(policy: CyclePolicy, starts_on: dt.date, chosen: Mapping[Stage, dt.date]) -> dict[Stage, dt.date]:
    """The trust's own dates, with the usual one where it chose none."""
    return default_dates(policy, starts_on) | dict(chosen)


def check_dates(dates: Mapping[Stage, dt.date], starts_on: dt.date, ends_on: dt.date) -> None:
    """The dates of a cycle follow one another and lie in or soon after it. Raises ``DomainError``."""
    before: dt.date | None = None
    for stage in BEFORE_CLOSING:
        due = dates[stage]
        if not starts_on <= due <= ends_on + _LATEST_AFTER_THE_END:
            raise DomainError(
                f"Choose a day between {to_text(starts_on)} and half a year after the cycle ends.", stage.value
            )
        if before is not None and due < before:
            raise DomainError("This comes before the stage above it.", stage.value)
        before = due


def due_on(stage: Stage, dates: Mapping[Stage, dt.date], since: dt.date) -> dt.date | None:
    """By when a review is through a stage, where it began or was taken up again on ``since``."""
    due = dates.get(stage)
    return None if due is None else max(due, since + TIME_AT_LEAST)
