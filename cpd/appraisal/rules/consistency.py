"""Rounds of consistency: who has answered, whose answers are counted yet, and what an answer needs."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from cpd.appraisal.rules.conclusion import Conclusion
from cpd.appraisal.rules.states import NotNow
from cpd.coaching.rules.figures import FEWEST
from cpd.core.errors import DomainError

Person = TypeVar("Person")
MOST_CASES = 8
LONGEST_OPEN = dt.timedelta(days=120)


def finished(answered: Mapping[Person, Mapping[str, dt.datetime]], cases: Collection[str]) -> list[Person]:
    """Who has answered every case, in the order in which they came to the end of it."""
    done = [(max(times[case] for case in cases), who) for who, times in answered.items() if set(cases) <= set(times)]
    return [who for _, who in sorted(done, key=lambda one: (one[0], str(one[1])))]


def counted_while_open(done: int) -> int:
    """How many of those who have answered all are counted while others still may.

    Answers come in by fives, and five at least wait for the last day: however often somebody looks, no two readings
    have fewer than five people between them.
    """
    return max(0, done // FEWEST * FEWEST - FEWEST)


def is_enough(answers: int) -> bool:
    return answers >= FEWEST


def check_days(opened_on: dt.date, closes_on: dt.date) -> None:
    """Raises ``DomainError`` unless there is time to answer, and an end to it."""
    if closes_on <= opened_on:
        raise DomainError("Give a day after today, so that there is time to answer.", "closes_on")
    if closes_on > opened_on + LONGEST_OPEN:
        raise DomainError("A round is open for four months at most.", "closes_on")


def check_last_day(opened_on: dt.date, closes_on: dt.date, today: dt.date) -> None:
    """Raises ``DomainError`` unless a round that is open may end on this day."""
    if closes_on < today:
        raise DomainError("This day is past. Today is the earliest on which the round can end.", "closes_on")
    if closes_on > opened_on + LONGEST_OPEN:
        raise DomainError("A round is open for four months at most.", "closes_on")


def check_cases(chosen: Collection[str]) -> None:
    if not 1 <= len(chosen) <= MOST_CASES:
        raise DomainError(f"Choose one to {MOST_CASES} reviews to read.", "case_codes")


def check_may_answer(today: dt.date, closes_on: dt.date, *, has_finished: bool) -> None:
    """Raises ``NotNow`` after the last day, and once somebody has answered every case and may see the others."""
    if today > closes_on:
        raise NotNow("This round is over. What you answered stands, and you see where the others agree.")
    if has_finished:
        raise NotNow("You have answered every review of this round, so your answers stand.")


def check_answer(conclusion: Conclusion, standards: Iterable[str], offered: Collection[str]) -> None:
    """Raises ``DomainError`` unless standards are named exactly where support is agreed."""
    named = set(standards)
    if not named <= set(offered):
        raise DomainError("Choose from the standards below.", "standard_codes")
    if conclusion is Conclusion.SUPPORT_AGREED and not named:
        raise DomainError("Choose the standards that the support would concern.", "standard_codes")
    if conclusion is not Conclusion.SUPPORT_AGREED and named:
        raise DomainError(
            "Standards are named only where support is agreed. Untick them, or choose “Support agreed”.",
            "standard_codes",
        )
