"""How a moderation stands: asked for, agreed and lasting, declined, or over."""

import datetime as dt
from enum import StrEnum

from cpd.appraisal.rules.states import NotNow


class ModerationState(StrEnum):
    ASKED = "asked"
    LASTS = "lasts"
    DECLINED = "declined"
    OVER = "over"


def standing(
    agreed_at: dt.datetime | None,
    declined_at: dt.datetime | None,
    ended_on: dt.date | None,
    signed_at: dt.datetime | None,
) -> ModerationState:
    """``signed_at``: when both last signed. Signing ends what was agreed before, for good."""
    if declined_at is not None:
        return ModerationState.DECLINED
    if ended_on is not None:
        return ModerationState.OVER
    if agreed_at is None:
        return ModerationState.ASKED
    return ModerationState.OVER if signed_at is not None and signed_at >= agreed_at else ModerationState.LASTS


def check_may_be_asked(state: ModerationState | None, name: str) -> None:
    """Raises ``NotNow`` where somebody is asked already, reads already, or the person has said no to them."""
    if state is ModerationState.DECLINED:
        raise NotNow(f"It was declined that {name} reads this review, and that stands.")
    if state is ModerationState.ASKED:
        raise NotNow(f"It is asked for already that {name} reads this review.")
    if state is ModerationState.LASTS:
        raise NotNow(f"{name} reads this review already.")


def check_may_be_answered(state: ModerationState) -> None:
    if state is not ModerationState.ASKED:
        raise NotNow("This was answered or withdrawn meanwhile, so nothing has changed.")
