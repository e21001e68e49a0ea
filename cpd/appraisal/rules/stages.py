"""The stages of a review and its meetings, and the policy a cycle follows."""

from enum import StrEnum


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


class Capacity(StrEnum):
    """As what somebody outside advises on the review of a head (Appraisal Regulations 2012, regulation 4)."""

    EXTERNAL_ADVISER = "external_adviser"
    GOVERNOR = "governor"
