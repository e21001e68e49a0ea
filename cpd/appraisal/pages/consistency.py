"""Rounds of consistency on screen: what one has answered, and where one and the others agree."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cpd.appraisal import policy
from cpd.appraisal.cases import Case, chosen_cases
from cpd.appraisal.documents import standard_name
from cpd.appraisal.models import ConsistencyAnswer, ConsistencyRound
from cpd.appraisal.queries.consistency import CaseCounts, RoundCounts
from cpd.appraisal.rules.conclusion import Conclusion, conclusion_words
from cpd.people.actor import Actor
from cpd.standards.models import Standard

Answers = Mapping[tuple[uuid.UUID, str], ConsistencyAnswer]


@dataclass(frozen=True)
class RoundLine:
    """A round in the list."""

    id: uuid.UUID
    title: str
    opened_on: dt.date
    closes_on: dt.date
    is_open: bool
    takes_part: bool
    cases: int
    answered: int
    can_change: bool


def round_line(actor: Actor, one: ConsistencyRound, own: Answers) -> RoundLine:
    cases = chosen_cases(one.case_codes)
    return RoundLine(
        id=one.id,
        title=one.title,
        opened_on=one.opened_on,
        closes_on=one.closes_on,
        is_open=actor.today <= one.closes_on,
        takes_part=policy.can_take_part(actor),
        cases=len(cases),
        answered=sum((one.id, case.code) in own for case in cases),
        can_change=policy.can_change_round(actor, opened_by_id=one.opened_by_id, closes_on=one.closes_on),
    )


@dataclass(frozen=True)
class StandardLine:
    """A standard that somebody would have the support concern."""

    name: str
    named: int
    is_mine: bool


@dataclass(frozen=True)
class CaseLine:
    """One case of a round: one's own answer, and where the counted answers agree."""

    case: Case
    own: str | None
    own_standards: tuple[str, ...]
    own_why: str
    answers: int
    conclusions: tuple[tuple[str, int, bool], ...]
    standards: tuple[StandardLine, ...]
    why: tuple[str, ...]

    @property
    def all_agree(self) -> bool:
        return len([count for _, count, _ in self.conclusions if count]) == 1


@dataclass(frozen=True)
class RoundPage:
    line: RoundLine
    cases: tuple[CaseLine, ...]
    shows_others: bool
    # How many have answered every case; nothing where that is fewer than five.
    done: int | None

    @property
    def next_case(self) -> Case | None:
        """The first case that is still to be answered."""
        if not (self.line.takes_part and self.line.is_open):
            return None
        return next((line.case for line in self.cases if line.own is None), None)


def round_page(
    actor: Actor,
    one: ConsistencyRound,
    own: Answers,
    counts: RoundCounts,
    standards: Mapping[str, Sequence[Standard]],
) -> RoundPage:
    """``standards``: what is offered in each case, by its code."""
    line = round_line(actor, one, own)
    shows_others = policy.can_see_counts(actor, closes_on=one.closes_on, has_finished=line.answered == line.cases)
    cases = chosen_cases(one.case_codes)
    return RoundPage(
        line=line,
        cases=tuple(
            _case_line(
                case,
                own.get((one.id, case.code)),
                counts.cases.get(case.code) if shows_others else None,
                standards[case.code],
            )
            for case in cases
        ),
        shows_others=shows_others,
        done=counts.done if counts.done >= 5 else None,
    )


def _case_line(
    case: Case, own: ConsistencyAnswer | None, counts: CaseCounts | None, standards: Sequence[Standard]
) -> CaseLine:
    mine = set(own.standard_codes) if own else set()
    named = counts.standards if counts else {}
    return CaseLine(
        case=case,
        own=words_of(own.conclusion, standards) if own else None,
        own_standards=tuple(standard_name(one) for one in standards if one.code in mine),
        own_why=own.why if own else "",
        answers=counts.answers if counts else 0,
        conclusions=tuple(
            (words_of(one, standards), counts.conclusions.get(one, 0), own is not None and own.conclusion is one)
            for one in Conclusion
        )
        if counts
        else (),
        standards=tuple(
            StandardLine(standard_name(one), named[one.code], one.code in mine)
            for one in standards
            if named.get(one.code)
        ),
        why=counts.why if counts else (),
    )


def words_of(conclusion: Conclusion, standards: Sequence[Standard]) -> str:
    """A conclusion in the words of the frameworks of a case."""
    frameworks = {one.framework.code: (one.framework.title, one.framework.is_statutory) for one in standards}
    return conclusion_words(conclusion, frameworks.values())
