"""The one conclusion of a review, and what goes before an agreed support."""

import datetime as dt
from collections.abc import Collection, Iterable
from enum import StrEnum

from cpd.core.errors import DomainError


class Conclusion(StrEnum):
    """*Meeting the Teachers' Standards* is where a review starts; *support agreed* names what the support concerns."""

    MEETING = "meeting"
    SUPPORT_AGREED = "support_agreed"


class EarlierKind(StrEnum):
    """What must be on record, with its day, before a review can end with agreed support."""

    CONVERSATION = "conversation"
    SUPPORT_OFFERED = "support_offered"

    @property
    def label(self) -> str:
        return {"conversation": "A conversation", "support_offered": "Support that was offered"}[self.value]


MOST_EARLIER = 10
MOST_STEPS = 8
MOST_DAYS_TOGETHER = 12

_MISSING = {
    frozenset({EarlierKind.CONVERSATION}): "the day of an earlier conversation about it",
    frozenset({EarlierKind.SUPPORT_OFFERED}): "what support was really offered, and on which day",
    frozenset(EarlierKind): "the day of an earlier conversation about it, and what support was really offered and when",
}


def conclusion_words(conclusion: Conclusion, frameworks: Iterable[tuple[str, bool]]) -> str:
    """The conclusion as a page says it. ``frameworks``: the title of each, and whether it is statutory.

    Whoever has another framework than the Teachers' Standards is spoken of in the words of theirs.
    """
    if conclusion is Conclusion.SUPPORT_AGREED:
        return "Support agreed"
    parts = [
        f"meeting the {title}" if is_statutory else f"doing the work of the role well, as “{title}” describes it"
        for title, is_statutory in frameworks
    ]
    words = ", and ".join(parts) or "doing the work of the role well"
    return words[:1].upper() + words[1:]


def check_earlier_day(happened_on: dt.date, today: dt.date) -> None:
    """What goes before an agreed support took place before today. Raises ``DomainError``."""
    if happened_on >= today:
        raise DomainError(
            "Give a day before today: support is agreed after it was talked about, not at the same moment.",
            "happened_on",
        )


def check_support(concerns: Collection[object], earlier: Iterable[tuple[EarlierKind, dt.date]], today: dt.date) -> None:
    """Raises ``DomainError`` unless a review may end with agreed support today."""
    on_record = {kind for kind, happened_on in earlier if happened_on < today}
    if missing := _MISSING.get(frozenset(EarlierKind) - on_record):
        raise DomainError(f"Before support is agreed, put on record {missing}. Nobody is taken by surprise.")
    if not concerns:
        raise DomainError("Choose the standards that the support concerns, and only those.", "standard_ids")
