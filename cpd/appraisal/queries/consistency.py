"""Rounds of consistency: who took part, and what those who may see it see of the others. Never who answered what."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal import policy
from cpd.appraisal.models import ConsistencyAnswer, ConsistencyRound
from cpd.appraisal.rules.conclusion import Conclusion
from cpd.appraisal.rules.consistency import counted_while_open, finished, is_enough
from cpd.core.access import NotFound, found
from cpd.people.actor import Actor


def list_rounds(session: Session, actor: Actor) -> list[ConsistencyRound]:
    """Every round, the latest first. Raises ``NotFound`` for whoever neither takes part nor opens one."""
    if not policy.can_see_rounds(actor):
        raise NotFound
    query = select(ConsistencyRound).order_by(ConsistencyRound.opened_on.desc(), ConsistencyRound.id.desc())
    return list(session.scalars(query))


def get_round(session: Session, actor: Actor, round_id: uuid.UUID, *, for_writing: bool = False) -> ConsistencyRound:
    """A round. ``for_writing`` holds its row until the end, so that each case is answered once by each."""
    if not policy.can_see_rounds(actor):
        raise NotFound
    query = select(ConsistencyRound).where(ConsistencyRound.id == round_id)
    return found(session.scalars(query.with_for_update() if for_writing else query).first())


def own_answers(
    session: Session, actor: Actor, rounds: Sequence[ConsistencyRound]
) -> dict[tuple[uuid.UUID, str], ConsistencyAnswer]:
    """The actor's own answers, by round and case."""
    rows = session.scalars(
        select(ConsistencyAnswer).where(
            ConsistencyAnswer.person_id == actor.person_id,
            ConsistencyAnswer.round_id.in_([one.id for one in rounds]),
        )
    )
    return {(row.round_id, row.case_code): row for row in rows}


@dataclass(frozen=True)
class CaseCounts:
    """How those who are counted answered one case."""

    answers: int
    conclusions: dict[Conclusion, int]
    standards: dict[str, int]
    # Without names and in the order of the alphabet; only once the round is over.
    why: tuple[str, ...]


@dataclass(frozen=True)
class RoundCounts:
    """What may be seen of a round: for each case its counts, or nothing yet."""

    done: int
    cases: dict[str, CaseCounts]


def round_counts(session: Session, round_: ConsistencyRound, today: dt.date, cases: Collection[str]) -> RoundCounts:
    """Counts of a round for somebody who may see them (``policy.can_see_counts``): never fewer than five answers, and
    never so that two readings have fewer than five people between them."""
    rows = session.scalars(select(ConsistencyAnswer).where(ConsistencyAnswer.round_id == round_.id)).all()
    times: dict[uuid.UUID, dict[str, dt.datetime]] = {}
    for row in rows:
        times.setdefault(row.person_id, {})[row.case_code] = row.answered_at
    done = finished(times, cases)
    is_over = today > round_.closes_on
    counted = set(times) if is_over else set(done[: counted_while_open(len(done))])
    shown = {case: [row for row in rows if row.case_code == case and row.person_id in counted] for case in cases}
    return RoundCounts(
        done=len(done),
        cases={case: _counts(answers, is_over) for case, answers in shown.items() if is_enough(len(answers))},
    )


def _counts(answers: Sequence[ConsistencyAnswer], is_over: bool) -> CaseCounts:
    return CaseCounts(
        answers=len(answers),
        conclusions=Counter(answer.conclusion for answer in answers),
        standards=Counter(code for answer in answers for code in set(answer.standard_codes)),
        why=tuple(sorted(answer.why for answer in answers if answer.why)) if is_over else (),
    )
