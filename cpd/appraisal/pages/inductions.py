"""The induction of an early career teacher: its terms, who looks after it, and where it is assessed."""

import datetime as dt
import uuid
from dataclasses import dataclass

from cpd.appraisal import policy
from cpd.appraisal.queries import InInduction
from cpd.appraisal.rules.induction import InductionTerm, days_added, terms_of_induction
from cpd.core.periods import AcademicYear
from cpd.people.actor import Actor

_BY_MONTHS = "autumn to December, spring to March, summer to August"


@dataclass(frozen=True)
class InductionLine:
    person_id: uuid.UUID
    name: str
    school: str
    mentor: str
    tutor: str
    term: str
    is_mine: bool


@dataclass(frozen=True)
class InductionPage:
    person_id: uuid.UUID
    name: str
    known_as: str
    school: str
    is_mine: bool
    mentor: str
    tutor: str
    percent_of_full_time: int
    terms_served: int
    # In its first and in its second year.
    days_added: tuple[int, int]
    # The numbers themselves, for the person and whoever looks after the school.
    days_absent: tuple[int, int] | None
    appropriate_body: str
    appropriate_body_address: str
    started_on: dt.date
    ended_on: dt.date | None
    terms: tuple[InductionTerm, ...]
    term_now: int | None
    terms_from: str
    readers: tuple[str, ...]
    can_write: bool

    @property
    def ends_elsewhere(self) -> bool:
        """The staff list says another last day than what is worked out from the dates."""
        return self.ended_on is not None and not self.terms[-1].starts_on <= self.ended_on <= self.terms[-1].until


def induction_line(actor: Actor, one: InInduction) -> InductionLine:
    terms = _terms(one)
    now = next((term.name for term in terms if actor.today <= term.until), "")
    return InductionLine(
        person_id=one.person.id,
        name=one.person.name,
        school=one.school.name,
        mentor=_mentor(one),
        tutor=_tutor(one),
        term=now,
        is_mine=policy.is_oneself(actor, one.person.id),
    )


def induction_page(actor: Actor, one: InInduction, *, can_write: bool) -> InductionPage:
    induction, terms = one.induction, _terms(one)
    is_mine = policy.is_oneself(actor, one.person.id)
    assert one.person.induction_started_on is not None
    days = (induction.days_absent_first, induction.days_absent_second) if induction else (0, 0)
    others = [name for name in (_mentor(one), _tutor(one)) if name]
    return InductionPage(
        person_id=one.person.id,
        name=one.person.name,
        known_as=one.person.known_as,
        school=one.school.name,
        is_mine=is_mine,
        mentor=_mentor(one),
        tutor=_tutor(one),
        percent_of_full_time=induction.percent_of_full_time if induction else 100,
        terms_served=induction.terms_served if induction else 0,
        days_added=(days_added(days[0]), days_added(days[1])),
        days_absent=days if is_mine or can_write else None,
        appropriate_body=induction.appropriate_body if induction else "",
        appropriate_body_address=induction.appropriate_body_address if induction else "",
        started_on=one.person.induction_started_on,
        ended_on=one.person.induction_ended_on,
        terms=terms,
        term_now=next((term.number for term in terms if term.starts_on <= actor.today <= term.ends_on), None),
        terms_from=_terms_from(one.school.name, terms),
        readers=("you" if is_mine else one.person.name, *dict.fromkeys(others), f"the head of {one.school.name}"),
        can_write=can_write,
    )


def _terms(one: InInduction) -> tuple[InductionTerm, ...]:
    assert one.person.induction_started_on is not None
    started_on, induction = one.person.induction_started_on, one.induction
    if induction is None:
        return terms_of_induction(started_on, 100, 0, (0, 0), one.own_terms)
    days = (induction.days_absent_first, induction.days_absent_second)
    return terms_of_induction(started_on, induction.percent_of_full_time, induction.terms_served, days, one.own_terms)


def _terms_from(school: str, terms: tuple[InductionTerm, ...]) -> str:
    """Which terms these are, in a sentence or two."""
    own = sorted({AcademicYear.of(term.ends_on) for term in terms if term.is_own})
    if not own:
        return f"These are calendar terms ({_BY_MONTHS}), since the terms of {school} are not in the school calendar."
    if all(term.is_own for term in terms):
        return f"These are the terms in the calendar of {school}."
    years = " and ".join(year.on_screen for year in own)
    return f"The terms of {years} are those in the calendar of {school}; the others are calendar terms ({_BY_MONTHS})."


def _mentor(one: InInduction) -> str:
    return one.induction.mentor.name if one.induction and one.induction.mentor else ""


def _tutor(one: InInduction) -> str:
    return one.induction.tutor.name if one.induction and one.induction.tutor else ""
