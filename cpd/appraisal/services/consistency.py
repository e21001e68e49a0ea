"""Opening a round of consistency, and answering its cases, each alone."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal import policy
from cpd.appraisal.cases import Case, chosen_cases
from cpd.appraisal.models import ConsistencyAnswer, ConsistencyRound
from cpd.appraisal.queries.consistency import own_answers
from cpd.appraisal.rules.conclusion import Conclusion
from cpd.appraisal.rules.consistency import check_answer, check_cases, check_days, check_last_day, check_may_answer
from cpd.core import audit
from cpd.core.access import require
from cpd.people.actor import Actor
from cpd.standards.queries import offered_standards


def open_round(
    session: Session,
    actor: Actor,
    *,
    title: str,
    closes_on: dt.date,
    case_codes: Collection[str],
    request_key: uuid.UUID,
) -> uuid.UUID:
    """Open a round on chosen cases until a day, from today. The same key makes one."""
    require(policy.can_open_round(actor))
    there = session.scalar(select(ConsistencyRound.id).where(ConsistencyRound.request_key == request_key))
    if there is not None:
        return there
    codes = [case.code for case in chosen_cases(case_codes)]
    check_cases(codes)
    check_days(actor.today, closes_on)
    one = ConsistencyRound(
        title=title,
        opened_on=actor.today,
        closes_on=closes_on,
        case_codes=codes,
        opened_by_id=actor.person_id,
        request_key=request_key,
    )
    session.add(one)
    session.flush()
    audit.record(session, actor, "consistency.opened", one.id)
    return one.id


def change_last_day(session: Session, actor: Actor, round_: ConsistencyRound, closes_on: dt.date) -> None:
    """Give an open round another last day, earlier or later. What was answered stays."""
    require(policy.can_change_round(actor, opened_by_id=round_.opened_by_id, closes_on=round_.closes_on))
    check_last_day(round_.opened_on, closes_on, actor.today)
    if closes_on != round_.closes_on:
        round_.closes_on = closes_on
        audit.record(session, actor, "consistency.last_day_changed", round_.id, detail={"to": closes_on.isoformat()})


def answer(
    session: Session,
    actor: Actor,
    round_: ConsistencyRound,
    case: Case,
    conclusion: Conclusion,
    *,
    standard_codes: Collection[str],
    why: str,
    at: dt.datetime,
) -> None:
    """Say how one reads a case. It may be changed until one has answered every case of the round."""
    require(policy.can_take_part(actor))
    assert actor.person_id is not None
    own = {code: one for (_, code), one in own_answers(session, actor, [round_]).items()}
    has_finished = {one.code for one in chosen_cases(round_.case_codes)} <= set(own)
    check_may_answer(actor.today, round_.closes_on, has_finished=has_finished)
    offered = {one.code for one in offered_standards(session, {case.staff_group}, for_visit=False)}
    check_answer(conclusion, standard_codes, offered)
    one = own.get(case.code)
    if one is None:
        one = ConsistencyAnswer(round_id=round_.id, person_id=actor.person_id, case_code=case.code)
        session.add(one)
    one.conclusion, one.standard_codes, one.why, one.answered_at = conclusion, sorted(standard_codes), why, at
    audit.record(session, actor, "consistency.answered", round_.id)
