"""The terms of a statutory induction: how many, when, and what each ends with.

From *Induction for early career teachers (England)*, the Department for Education's statutory guidance: two school
years, which is six terms, of full time; the same amount of time for somebody part-time; longer by all days away where
these reach thirty in a year; a progress review in each term, with a formal assessment after the third and the sixth.
The appropriate body decides, and may shorten or extend; a teacher may ask that statutory parental leave does not extend
it. So what is worked out here is a plan.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from cpd.coaching.rules.figures import SchoolTerm

TERMS_OF_FULL_TIME = 6
FIRST_ASSESSMENT_AFTER = 3
DAYS_THAT_EXTEND = 30
# 195 days of a school year, training days among them.
_DAYS_OF_A_TERM = 65


class TermEnd(StrEnum):
    """What a term of induction ends with."""

    PROGRESS_REVIEW = "progress_review"
    FIRST_ASSESSMENT = "first_assessment"
    FINAL_ASSESSMENT = "final_assessment"

    @property
    def label(self) -> str:
        return {
            "progress_review": "Progress review",
            "first_assessment": "First formal assessment",
            "final_assessment": "Final formal assessment",
        }[self.value]


@dataclass(frozen=True)
class InductionTerm:
    number: int
    name: str
    starts_on: dt.date
    ends_on: dt.date
    ends_with: TermEnd
    is_extension: bool


def days_added(days_absent_first: int, days_absent_second: int) -> int:
    """By how many school days absences extend an induction: all days of a year in which they reach thirty."""
    return sum(days for days in (days_absent_first, days_absent_second) if days >= DAYS_THAT_EXTEND)


def terms_needed(percent_of_full_time: int, terms_served: int) -> int:
    """How many terms are left to serve at this share of full time, before any extension."""
    return ceil((TERMS_OF_FULL_TIME - terms_served) * 100 / percent_of_full_time)


def terms_of_induction(
    started_on: dt.date, percent_of_full_time: int, terms_served: int, days: int
) -> tuple[InductionTerm, ...]:
    """The terms from the one that ``started_on`` falls in; ``days`` are those added by absences."""
    needed = terms_needed(percent_of_full_time, terms_served)
    extra = ceil(days * 100 / (_DAYS_OF_A_TERM * percent_of_full_time))
    terms: list[InductionTerm] = []
    term, has_assessment = SchoolTerm.of(started_on), terms_served >= FIRST_ASSESSMENT_AFTER
    for number in range(1, needed + extra + 1):
        served = terms_served + min(number, needed) * percent_of_full_time / 100
        if number == needed + extra:
            ends_with = TermEnd.FINAL_ASSESSMENT
        elif served >= FIRST_ASSESSMENT_AFTER and not has_assessment:
            ends_with, has_assessment = TermEnd.FIRST_ASSESSMENT, True
        else:
            ends_with = TermEnd.PROGRESS_REVIEW
        name = f"{term.name} {term.starts_on.year}"
        starts_on = max(term.starts_on, started_on)
        terms.append(InductionTerm(number, name, starts_on, term.ends_on, ends_with, number > needed))
        term = term.after()
    return tuple(terms)
