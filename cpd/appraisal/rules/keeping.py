"""For how long records are kept, by class; when their time is over; and holds.

Nothing is erased by itself: once its time is over a record waits until a person has looked at it and erased it.
"""

import datetime as dt
from enum import StrEnum

from cpd.appraisal.rules.states import NotNow
from cpd.core.errors import DomainError


class KeptClass(StrEnum):
    """What is kept for the same span. A trust's own span stands in a row; until it is set the usual one holds."""

    APPRAISAL = "appraisal"

    @property
    def usual_years(self) -> int:
        return {"appraisal": 6}[self.value]


FEWEST_YEARS, MOST_YEARS = 1, 40
# Fewer reviews than this are not told to anybody who does not read them.
FEWEST_TOLD = 5


def check_years(years: int) -> None:
    if not FEWEST_YEARS <= years <= MOST_YEARS:
        raise DomainError(f"Give a number of years from {FEWEST_YEARS} to {MOST_YEARS}.", "years")


def kept_until(ends_on: dt.date, years: int) -> dt.date:
    """The last day on which what belongs to a cycle is kept: its last day, so many years later."""
    last_day = 28 if (ends_on.month, ends_on.day) == (2, 29) else ends_on.day
    return ends_on.replace(year=ends_on.year + years, day=last_day)


def is_over(ends_on: dt.date, years: int, today: dt.date) -> bool:
    return kept_until(ends_on, years) < today


def told(count: int) -> int | None:
    """A count for those who see no names: ``None`` reads "fewer than 5"."""
    return count if count == 0 or count >= FEWEST_TOLD else None


def check_may_be_held(held_by: str | None) -> None:
    """Raises ``NotNow`` where somebody holds it already."""
    if held_by is not None:
        raise NotNow(f"{held_by} holds this review already. The reason stands on its page.")


class NotAsSeen(NotNow):
    """What was to be erased is not what the page showed."""

    def __init__(self) -> None:
        super().__init__(
            "One of these reviews was held, changed or given more time since you opened this page, so nothing is "
            "erased. The list below is as it stands now."
        )
