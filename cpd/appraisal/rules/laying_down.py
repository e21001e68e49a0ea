"""When a review may end without a statement: its person has left the school, is away for long, or is in induction."""

from enum import StrEnum


class WhyRest(StrEnum):
    """Why a review may be laid down."""

    LEFT = "left"
    AWAY = "away"
    INDUCTION = "induction"

    @property
    def sentence(self) -> str:
        """How the page says it after a name. Of being away the reason is kept nowhere."""
        return {
            "left": "has no post at this school any more",
            "away": "is away for long",
            "induction": "is in statutory induction, which takes the place of appraisal",
        }[self.value]


def why_rest(*, works_here: bool, is_away: bool, is_in_induction: bool) -> WhyRest | None:
    """The first that applies; nothing where the review goes on."""
    if not works_here:
        return WhyRest.LEFT
    if is_away:
        return WhyRest.AWAY
    return WhyRest.INDUCTION if is_in_induction else None
