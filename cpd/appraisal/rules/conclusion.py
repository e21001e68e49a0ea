"""The one conclusion of a review, and what goes before an agreed support."""

from enum import StrEnum


class Conclusion(StrEnum):
    """*Meeting the Teachers' Standards* is where a review starts; *support agreed* names what the support concerns."""

    MEETING = "meeting"
    SUPPORT_AGREED = "support_agreed"


class EarlierKind(StrEnum):
    """What must be on record, with its day, before a review can end with agreed support."""

    CONVERSATION = "conversation"
    SUPPORT_OFFERED = "support_offered"
