"""The terms of a statutory induction: how many, when, and what each ends with.

What was looked up: the Education (Induction Arrangements for School Teachers) (England) Regulations 2012, SI 2012/1115,
regulations 7 and 8 in the wording of SI 2021/385, in force since September 2021; *Induction for early career teachers
(England)*, the Department for Education's statutory guidance (edition of 2021), as appropriate bodies explained it up
to 2025. An edition of 2026 was not found.

- Two school years of full time: six terms, in two parts of three. Part-time it is the same amount of time.
- Absent on thirty days or more in one part: **that part** is longer by all of them, so that the first assessment moves
  too. Statutory maternity, paternity, adoption, shared parental and parental bereavement leave is not counted, unless
  the teacher chooses to extend by it.
- A formal assessment ends each part; every other term has a progress review, however few days a week are worked.
- The appropriate body decides. For experience from before it may take terms off, down to one; after two school years it
  may end a part-time induction, if the teacher agrees; it may extend.

Ours is to count 65 school days as a term, and a term begun late by what was left of it. So this is a plan.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cpd.coaching.rules.figures import SchoolTerm
from cpd.core.periods import AcademicYear

# What is entered when somebody else reads an induction.
READ = "induction.read"

TERMS_OF_A_PART = 3
DAYS_THAT_EXTEND = 30
# 195 days of a school year, training days among them.
_DAYS_OF_A_TERM = 65
_NAMES = ("Autumn term", "Spring term", "Summer term")
# A term begun in its first days counts whole. Calendar terms may begin weeks before school does, after a late Easter.
_LATE_BY_OWN_DATES, _LATE_BY_MONTHS = 14, 28

Dates = tuple[dt.date, dt.date]


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
class TermDates:
    """One of the three terms of a school year."""

    name: str
    starts_on: dt.date
    ends_on: dt.date
    # From the school's calendar, not by calendar months.
    is_own: bool


@dataclass(frozen=True)
class InductionTerm:
    number: int
    name: str
    starts_on: dt.date
    ends_on: dt.date
    # The day before the next term begins.
    until: dt.date
    is_own: bool
    # Of induction: 1 up to the first assessment, then 2.
    year: int
    ends_with: TermEnd


def days_added(days_absent: int) -> int:
    """By how many school days absences in one year of induction extend it: all of them, where they reach thirty."""
    return days_absent if days_absent >= DAYS_THAT_EXTEND else 0


def terms_of_year(year: AcademicYear, own: Sequence[Dates]) -> list[TermDates]:
    """The three terms of a school year: by ``own``, the school's calendar, where that holds all of them.

    A school that calls each half a term has six. Where terms are missing, all three are by calendar months.
    """
    dates = sorted(one for one in own if AcademicYear.of(one[1]) == year)
    if len(dates) == 2 * len(_NAMES):
        dates = [(first[0], second[1]) for first, second in zip(dates[::2], dates[1::2], strict=True)]
    if len(dates) == len(_NAMES):
        pairs = zip(_NAMES, dates, strict=True)
        return [TermDates(f"{name} {starts_on.year}", starts_on, ends_on, True) for name, (starts_on, ends_on) in pairs]
    autumn = SchoolTerm.of(year.starts_on)
    terms = (autumn, autumn.after(), autumn.after().after())
    return [TermDates(f"{one.name} {one.starts_on.year}", one.starts_on, one.ends_on, False) for one in terms]


def terms_of_induction(
    started_on: dt.date,
    percent_of_full_time: int,
    terms_served: int,
    days_absent: tuple[int, int],
    own: Sequence[Dates] = (),
) -> tuple[InductionTerm, ...]:
    """The terms from the one that ``started_on`` falls in, or the next after a holiday.

    ``terms_served``: of full time, counted before this; ``days_absent``: in its first and in its second year.
    """
    first_part, second_part = (TERMS_OF_A_PART + Fraction(days_added(days), _DAYS_OF_A_TERM) for days in days_absent)
    served, whole = Fraction(terms_served), first_part + second_part
    coming = _terms_from(started_on, own)
    term = next(coming)
    share = _share_left(term, started_on)
    terms: list[InductionTerm] = []
    while served < whole:
        year = 1 if served < first_part else 2
        served += share * percent_of_full_time / 100
        ends_with = _ends_with(year, served, first_part, whole)
        after = next(coming)
        until = after.starts_on - dt.timedelta(days=1)
        starts_on, ends_on = max(term.starts_on, started_on), min(term.ends_on, until)
        terms.append(InductionTerm(len(terms) + 1, term.name, starts_on, ends_on, until, term.is_own, year, ends_with))
        term, share = after, Fraction(1)
    return tuple(terms)


def _ends_with(year: int, served: Fraction, first_part: Fraction, whole: Fraction) -> TermEnd:
    """What the term ends with at whose end so much is ``served``."""
    if served >= whole:
        return TermEnd.FINAL_ASSESSMENT
    return TermEnd.FIRST_ASSESSMENT if year == 1 and served >= first_part else TermEnd.PROGRESS_REVIEW


def _terms_from(day: dt.date, own: Sequence[Dates]) -> Iterator[TermDates]:
    """Without end. Whoever is appointed in August begins with the autumn term."""
    first = dt.date(day.year, 9, 1) if day.month == 8 else day
    year = AcademicYear.of(first)
    while True:
        yield from (term for term in terms_of_year(year, own) if term.ends_on >= first)
        year = AcademicYear(year.starts_in + 1)


def _share_left(term: TermDates, started_on: dt.date) -> Fraction:
    """How much of its first term an induction holds."""
    late = (started_on - term.starts_on).days
    if late < (_LATE_BY_OWN_DATES if term.is_own else _LATE_BY_MONTHS):
        return Fraction(1)
    days = (term.ends_on - term.starts_on).days + 1
    return Fraction(days - late, days)
