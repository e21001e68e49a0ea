"""What comes after a session for somebody who was there: their own reflection, and three questions."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.people.actor import Actor
from cpd.people.rules.answers import AnswerWord
from cpd.training.models import (
    Completion,
    Course,
    EvaluationGiven,
    Presence,
    RegisterMark,
    SessionEvaluation,
    SessionReflection,
    SessionState,
    TrainingSession,
)
from cpd.training.policy import sessions as session_policy
from cpd.training.queries.sessions import get_session
from cpd.training.rules.evaluation import Question


def get_attended(session: Session, actor: Actor, session_id: uuid.UUID) -> TrainingSession:
    """A session at which the actor was. Raises ``NotFound`` and ``Forbidden``."""
    training_session = get_session(session, actor, session_id)
    require(was_there(session, actor, session_id))
    return training_session


def was_there(session: Session, actor: Actor, session_id: uuid.UUID) -> bool:
    """Whether the actor was at a session that took place: some check in at one that is then cancelled."""
    if actor.person_id is None:
        return False
    marked = select(RegisterMark.id).where(
        RegisterMark.session_id == session_id,
        RegisterMark.person_id == actor.person_id,
        RegisterMark.presence == Presence.PRESENT,
    )
    earned = select(Completion.id).where(Completion.session_id == session_id, Completion.person_id == actor.person_id)
    takes_place = select(TrainingSession.id).where(
        TrainingSession.id == session_id, TrainingSession.state != SessionState.CANCELLED
    )
    return session.scalar(select(takes_place.exists() & or_(marked.exists(), earned.exists()))) or False


def get_reflection(session: Session, actor: Actor, session_id: uuid.UUID) -> SessionReflection | None:
    """The actor's own; nobody else's is read by anybody."""
    return session.scalars(
        select(SessionReflection).where(
            SessionReflection.session_id == session_id, SessionReflection.person_id == actor.person_id
        )
    ).first()


@dataclass(frozen=True)
class OwnReflection:
    session_id: uuid.UUID
    course: str
    held_on: dt.date
    text: str


def list_reflections(session: Session, actor: Actor, limit: int = 3) -> list[OwnReflection]:
    """The actor's own, the latest session first."""
    rows = session.execute(
        select(SessionReflection.session_id, Course.title, TrainingSession.held_on, SessionReflection.text)
        .join(TrainingSession, TrainingSession.id == SessionReflection.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(SessionReflection.person_id == actor.person_id)
        .order_by(TrainingSession.held_on.desc(), SessionReflection.written_at.desc())
        .limit(limit)
    )
    return [OwnReflection(*row) for row in rows]


def has_answered(session: Session, actor: Actor, session_id: uuid.UUID) -> bool:
    return session.get(EvaluationGiven, (session_id, actor.person_id)) is not None


@dataclass(frozen=True)
class Answers:
    """How often each word was said, of the answers that are shown."""

    number: int
    counts: dict[Question, dict[AnswerWord, int]]


def count_answers(session: Session, session_id: uuid.UUID) -> Answers:
    cells = [(question, word) for question in Question for word in AnswerWord]
    number, *counts = session.execute(
        select(
            func.count(),
            *(
                func.count().filter(getattr(SessionEvaluation, question.value) == word.value)
                for question, word in cells
            ),
        ).where(SessionEvaluation.session_id == session_id, SessionEvaluation.is_shown)
    ).one()
    by_cell = dict(zip(cells, counts, strict=True))
    return Answers(number, {one: {word: by_cell[one, word] for word in AnswerWord} for one in Question})


@dataclass(frozen=True)
class After:
    """What the page of a session offers afterwards."""

    was_there: bool
    has_reflection: bool
    has_answered: bool
    reads_answers: bool


def after_session(session: Session, actor: Actor, session_id: uuid.UUID) -> After:
    training_session = get_session(session, actor, session_id)
    there = was_there(session, actor, session_id)
    return After(
        was_there=there,
        has_reflection=there and get_reflection(session, actor, session_id) is not None,
        has_answered=there and has_answered(session, actor, session_id),
        reads_answers=training_session.held_on <= actor.today
        and session_policy.can_keep_register(actor, training_session),
    )
