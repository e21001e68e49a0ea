"""Answering three questions about being coached. No entry in the audit log says so: it would tell whose and when."""

import datetime as dt
import uuid

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cpd.coaching import queries
from cpd.coaching.models import PulseAnswer, PulseRequest, Visit
from cpd.coaching.policy import visits as policy
from cpd.coaching.queries.pulse import pulses_to_ask
from cpd.coaching.rules.pulse import may_be_shown
from cpd.core.access import require
from cpd.core.periods import AcademicYear
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.people.rules.answers import AnswerWord


def answer_pulse(
    session: Session,
    actor: Actor,
    visit_id: uuid.UUID,
    listened: AnswerWord,
    step_helped: AnswerWord,
    felt_safe: AnswerWord,
) -> bool:
    """Keep three words about a coach. False where the actor is not asked, or has been already."""
    coach_id = _ask_once(session, actor, visit_id, answered_on=actor.today)
    if coach_id is None:
        return False
    year = AcademicYear.of(actor.today)
    session.add(
        PulseAnswer(
            coach_id=coach_id,
            year=year.on_screen,
            listened=listened,
            step_helped=step_helped,
            felt_safe=felt_safe,
        )
    )
    session.flush()
    _show_where_there_are_enough(session, coach_id, year)
    return True


def put_pulse_off(session: Session, actor: Actor, visit_id: uuid.UUID) -> bool:
    """Not now: the actor is not asked about this coach again in this half-term."""
    return _ask_once(session, actor, visit_id, answered_on=None) is not None


def _ask_once(session: Session, actor: Actor, visit_id: uuid.UUID, answered_on: dt.date | None) -> uuid.UUID | None:
    """Note that the actor was asked; the coach, or nothing where there is nothing to ask."""
    visit = queries.get_visit(session, actor, visit_id)
    require(policy.is_person(actor, visit))
    # Answers about one coach come one after the other, so that a form sent twice is one and each five are five.
    session.execute(select(Person.id).where(Person.id == visit.visitor_id).with_for_update())
    if visit_id not in {pulse.visit_id for pulse in pulses_to_ask(session, actor)}:
        return None
    session.add(
        PulseRequest(visit_id=visit_id, person_id=visit.person_id, asked_on=actor.today, answered_on=answered_on)
    )
    session.flush()
    return visit.visitor_id


def _show_where_there_are_enough(session: Session, coach_id: uuid.UUID, year: AcademicYear) -> None:
    of_year = PulseAnswer.coach_id == coach_id, PulseAnswer.year == year.on_screen
    shown = session.scalar(select(func.count()).select_from(PulseAnswer).where(*of_year, PulseAnswer.is_shown)) or 0
    # Nothing joins an answer to its person. But all that waits is shown at once: who answered after as many as are
    # shown is among those who wait. Where a request has been erased since, it is counted as one of theirs.
    answered = session.scalars(
        select(PulseRequest.person_id)
        .join(Visit, Visit.id == PulseRequest.visit_id)
        .where(Visit.visitor_id == coach_id, PulseRequest.answered_on.between(year.starts_on, year.ends_on))
        .order_by(PulseRequest.id)
    ).all()
    if may_be_shown(len(set(answered[shown:]))):
        session.execute(update(PulseAnswer).where(*of_year).values(is_shown=True))
