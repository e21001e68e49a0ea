"""Whether a review begins for somebody, and why not."""

from enum import StrEnum


class Standing(StrEnum):
    """``ready``: a review begins. The others wait for what they say, or have something in its place."""

    READY = "ready"
    NO_APPRAISER = "no_appraiser"
    AWAY = "away"
    IN_INDUCTION = "in_induction"


def standing(*, is_in_induction: bool, is_away: bool, has_appraiser: bool) -> Standing:
    """The first that applies: induction takes the place of appraisal, and somebody away is not written to."""
    if is_in_induction:
        return Standing.IN_INDUCTION
    if is_away:
        return Standing.AWAY
    return Standing.READY if has_appraiser else Standing.NO_APPRAISER
