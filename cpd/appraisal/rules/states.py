"""States of a review, who signs it, what may follow what, and whom a cycle leaves alone."""

import datetime as dt
from collections.abc import Collection
from enum import StrEnum

from cpd.core.dates import to_text
from cpd.core.errors import DomainError


class ReviewState(StrEnum):
    """``open``: both write. ``signing``: one has signed and the words rest. ``closed``: both have; frozen for good."""

    OPEN = "open"
    SIGNING = "signing"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {"open": "Being written", "signing": "Being signed", "closed": "Signed by both"}[self.value]


class Signer(StrEnum):
    PERSON = "person"
    APPRAISER = "appraiser"


class BroughtKind(StrEnum):
    """Where something that the person brings in comes from. Coaching is copied sentence by sentence, by them alone."""

    OWN_WORDS = "own_words"
    VISIT = "visit"
    STEP = "step"
    REPLY = "reply"

    @property
    def label(self) -> str:
        return {
            "own_words": "In my own words",
            "visit": "From a coaching visit",
            "step": "An action step from coaching",
            "reply": "From my own reply in coaching",
        }[self.value]


REVIEW_MOVES: dict[ReviewState, frozenset[ReviewState]] = {
    ReviewState.OPEN: frozenset({ReviewState.SIGNING}),
    ReviewState.SIGNING: frozenset({ReviewState.OPEN, ReviewState.CLOSED}),
    ReviewState.CLOSED: frozenset(),
}

# What the list of who has looked is made of.
READ, DOWNLOADED = "review.read", "review.downloaded"

MOST_OBJECTIVES = 3
MOST_NEEDS = 5
MOST_BROUGHT = 8


class NotNow(DomainError):
    """The review's state does not allow it any more; the sentence says what would."""


def check_move(state: ReviewState, to: ReviewState) -> None:
    """Raises ``NotNow`` unless a review may go from ``state`` to ``to``."""
    if to not in REVIEW_MOVES[state]:
        raise NotNow(
            "Both have signed this review, so it stays as it is."
            if state is ReviewState.CLOSED
            else "Nobody has signed this review, so there is nothing to take back."
        )


def state_after_signing(signed: Collection[Signer]) -> ReviewState:
    """Where a review stands once ``signed`` have signed."""
    return ReviewState.CLOSED if set(signed) == set(Signer) else ReviewState.SIGNING


def check_words_may_change(state: ReviewState) -> None:
    if state is ReviewState.SIGNING:
        raise NotNow(
            "One of you has signed this review, so its words rest. Either of you can take it back to change them. "
            "What you typed is still below."
        )
    if state is ReviewState.CLOSED:
        raise NotNow("Both have signed this review, so it stays as it is. What you typed is still below.")


def check_cycle(starts_on: dt.date, ends_on: dt.date, others: Collection[tuple[dt.date, dt.date]]) -> None:
    """A cycle lasts about a year and overlaps no other. Raises ``DomainError``."""
    days = (ends_on - starts_on).days + 1
    if days < 1:
        raise DomainError("The last day comes before the first.", "ends_on")
    if not 180 <= days <= 550:
        raise DomainError(f"A cycle is about a year; this one has {days:,} days.", "ends_on")
    for start, end in others:
        if starts_on <= end and start <= ends_on:
            raise DomainError(
                f"The cycle from {to_text(start)} to {to_text(end)} already covers some of these days.", "starts_on"
            )


def in_induction(started_on: dt.date | None, ended_on: dt.date | None, day: dt.date) -> bool:
    """Whether ``day`` falls in somebody's statutory induction, which takes the place of appraisal."""
    return started_on is not None and started_on <= day and (ended_on is None or day <= ended_on)


def day_that_decides(starts_on: dt.date, ends_on: dt.date, today: dt.date) -> dt.date:
    """The day in a cycle on which posts and induction are looked at: today, or the nearest day of the cycle."""
    return min(max(today, starts_on), ends_on)


def default_cycle(today: dt.date, latest_end: dt.date | None) -> tuple[dt.date, dt.date]:
    """The first cycle not opened yet: the year after the latest, or 1 September to 31 August around ``today``."""
    if latest_end is not None:
        start = latest_end + dt.timedelta(days=1)
    else:
        start = dt.date(today.year if today.month >= 9 else today.year - 1, 9, 1)
    try:
        following = start.replace(year=start.year + 1)
    except ValueError:  # 29 February
        following = dt.date(start.year + 1, 3, 1)
    return start, following - dt.timedelta(days=1)
