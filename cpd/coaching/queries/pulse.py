"""Whom somebody is asked about, and what a coach sees of the answers: those of five people at once, never one."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from cpd.coaching.models import PulseAnswer, PulseRequest, Visit
from cpd.coaching.policy.visits import visible
from cpd.coaching.rules.figures import HalfTerm
from cpd.coaching.rules.pulse import ASKED_FOR, Question
from cpd.coaching.rules.visits import VisitState
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.people.rules.answers import AnswerWord


@dataclass(frozen=True)
class PulseToAsk:
    """The visit that somebody may say three words about."""

    visit_id: uuid.UUID
    visitor_id: uuid.UUID
    visitor: str
    visited_on: dt.date


def pulses_to_ask(session: Session, actor: Actor) -> list[PulseToAsk]:
    """Of each coach the actor's last visit while it is fresh, unless they were asked about them this half-term."""
    newest = func.row_number().over(
        partition_by=Visit.visitor_id, order_by=(Visit.visited_on.desc(), Visit.shared_at.desc())
    )
    last = (
        select(Visit.id, Visit.visitor_id, Visit.visited_on, Visit.shared_at, newest.label("place"))
        .where(visible(actor), Visit.person_id == actor.person_id, Visit.state == VisitState.SHARED)
        .subquery()
    )
    asked_about = aliased(Visit)
    asked = exists().where(
        PulseRequest.person_id == actor.person_id,
        asked_about.id == PulseRequest.visit_id,
        asked_about.visitor_id == last.c.visitor_id,
        or_(PulseRequest.asked_on >= HalfTerm.of(actor.today).starts_on, asked_about.id == last.c.id),
    )
    fresh_since = dt.datetime.combine(actor.today - ASKED_FOR, dt.time.min, dt.UTC)
    rows = session.execute(
        select(last, Person)
        .join(Person, Person.id == last.c.visitor_id)
        .where(last.c.place == 1, last.c.shared_at >= fresh_since, ~asked)
        .order_by(last.c.shared_at.desc())
    )
    return [PulseToAsk(row.id, row.visitor_id, row.Person.name, row.visited_on) for row in rows]


@dataclass(frozen=True)
class PulseYear:
    """What a coach sees of one school year: how often each word was said to each question."""

    year: str
    answers: int
    counts: dict[Question, dict[AnswerWord, int]]


def list_pulse_years(session: Session, actor: Actor) -> list[PulseYear]:
    """The actor's own, the newest year first. Answers that wait for others to come with them are not in it."""
    cells = [(question, word) for question in Question for word in AnswerWord]
    rows = session.execute(
        select(
            PulseAnswer.year,
            func.count(),
            *(func.count().filter(getattr(PulseAnswer, question.value) == word) for question, word in cells),
        )
        .where(PulseAnswer.coach_id == actor.person_id, PulseAnswer.is_shown)
        .group_by(PulseAnswer.year)
        .order_by(PulseAnswer.year.desc())
    )
    years = []
    for year, answers, *counts in rows:
        by_cell = dict(zip(cells, counts, strict=True))
        years.append(PulseYear(year, answers, {q: {word: by_cell[q, word] for word in AnswerWord} for q in Question}))
    return years
