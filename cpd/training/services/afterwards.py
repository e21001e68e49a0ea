"""Writing a reflection, and answering three questions.

No entry of the audit log is made for an answer: it would put a person and a moment beside it.
"""

import datetime as dt
import uuid
from collections.abc import Mapping

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record
from cpd.core.errors import DomainError, StaleRecord
from cpd.people.actor import Actor
from cpd.people.rules.answers import AnswerWord
from cpd.training.models import EvaluationGiven, SessionEvaluation, SessionReflection
from cpd.training.policy.sessions import can_keep_register
from cpd.training.queries.afterwards import get_attended, get_reflection, has_answered
from cpd.training.rules.evaluation import SHOWN_AT_ONCE, Question
from cpd.training.services.holding import hold_session


def write_reflection(
    session: Session, actor: Actor, session_id: uuid.UUID, text: str, version: int, at: dt.datetime
) -> None:
    """Keep what the actor will try. ``version`` is that of the text they saw, 0 where there was none."""
    get_attended(session, actor, session_id)
    if not text:
        raise DomainError("Write what you will try, in a sentence.", "text")
    there = get_reflection(session, actor, session_id)
    if there is not None and there.text == text:
        return
    if (there.version if there else 0) != version:
        raise StaleRecord
    if there is None:
        there = SessionReflection(session_id=session_id, person_id=actor.person_id)
        session.add(there)
    there.text, there.written_at = text, at
    session.flush()
    record(session, actor, "training.reflection_written", there.id, about_person_id=actor.person_id)


def remove_reflection(session: Session, actor: Actor, session_id: uuid.UUID) -> None:
    get_attended(session, actor, session_id)
    there = get_reflection(session, actor, session_id)
    if there is not None:
        record(session, actor, "training.reflection_removed", there.id, about_person_id=actor.person_id)
        session.delete(there)


def answer_evaluation(
    session: Session, actor: Actor, session_id: uuid.UUID, answers: Mapping[Question, AnswerWord]
) -> bool:
    """Keep three words about a session. False where the actor has answered already.

    Whoever reads the answers gives none: taken from five, their own would leave those of four.
    """
    require(not can_keep_register(actor, get_attended(session, actor, session_id)))
    # One after the other, so that a form sent twice is one answer and each five are five.
    hold_session(session, session_id)
    if has_answered(session, actor, session_id):
        return False
    session.add(EvaluationGiven(session_id=session_id, person_id=actor.person_id))
    session.add(SessionEvaluation(session_id=session_id, **{one.value: answers[one].value for one in Question}))
    session.flush()
    waiting = (SessionEvaluation.session_id == session_id, SessionEvaluation.is_shown.is_(False))
    count = session.scalar(select(func.count()).select_from(SessionEvaluation).where(*waiting)) or 0
    if count >= SHOWN_AT_ONCE:
        session.execute(update(SessionEvaluation).where(*waiting).values(is_shown=True))
    return True
