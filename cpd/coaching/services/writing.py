"""What the services of visits share."""

import datetime as dt
import uuid
from typing import TypeVar

from sqlalchemy import Select, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cpd.coaching import queries
from cpd.coaching.models import (
    ActionStep,
    LedgerEntry,
    OtherVisit,
    OtherVisitAction,
    Reflection,
    Reply,
    StepTrial,
    SupervisionNote,
    Visit,
)
from cpd.coaching.rules.visits import VISIT_MOVES, VisitState, VisitWords
from cpd.core.access import require
from cpd.core.errors import DomainError
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Post

Once = TypeVar("Once", Visit, Reply, Reflection, StepTrial, OtherVisit, OtherVisitAction, LedgerEntry, SupervisionNote)


def locked(session: Session, actor: Actor, visit_id: uuid.UUID) -> Visit:
    """The visit, held until the transaction ends, so that of two who change it the second sees what the first did."""
    session.execute(select(Visit.id).where(Visit.id == visit_id).with_for_update())
    return queries.get_visit(session, actor, visit_id)


def locked_words(session: Session, actor: Actor, visit_id: uuid.UUID) -> Visit:
    """The same with no more than its form holds."""
    session.execute(select(Visit.id).where(Visit.id == visit_id).with_for_update())
    return queries.get_words(session, actor, visit_id)


def add_once(session: Session, new: Once, known: Select[Once]) -> Once:
    """Add a row with a request key; where the key arrived before, the row it made then."""
    if row := session.scalars(known).first():
        return row
    try:
        with session.begin_nested():
            session.add(new)
            session.flush()
    except IntegrityError:
        # The same form arrived twice at once, and the other one was first.
        return session.scalars(known).one()
    return new


def move(visit: Visit, to: VisitState) -> None:
    require(to in VISIT_MOVES[visit.state])
    visit.state = to


def check_post(session: Session, visit: Visit | OtherVisit, day: dt.date) -> None:
    """Refuse a day on which the person had no post at the school of the visit. A visit about nobody can be any day."""
    if visit.person is None or day == visit.visited_on:
        return
    post = exists(
        select(Post.id).where(Post.person_id == visit.person_id, Post.school_id == visit.school_id, holds(Post, day))
    )
    if not session.scalar(select(post)):
        raise DomainError(f"{visit.person.name} had no post at {visit.school.name} on that day.", "visited_on")


def words_of(visit: Visit) -> VisitWords:
    """What stands in a visit, as its form holds it."""
    step = visit.step
    return VisitWords(
        visited_on=visit.visited_on,
        kind=visit.kind,
        visited_at=visit.visited_at,
        seen=visit.seen,
        worked=visit.worked,
        message=visit.message,
        question=visit.question,
        modelled=visit.modelled,
        modelled_minutes=visit.modelled_minutes,
        rehearsed=visit.rehearsed,
        rehearsed_minutes=visit.rehearsed_minutes,
        second_visitor_id=visit.second_visitor_id,
        look_for_ids=frozenset(tag.look_for_id for tag in visit.look_fors),
        term_ids=frozenset(tag.term_id for tag in visit.terms),
        library_step_id=step.library_step_id if step else None,
        step_text=step.text if step else "",
        tried_where=step.tried_where if step else "",
        check_back_on=step.check_back_on if step else None,
        check_back_at=step.check_back_at if step else None,
    )


_OF_THE_VISIT = (
    "kind",
    "visited_on",
    "visited_at",
    "seen",
    "worked",
    "question",
    "modelled",
    "modelled_minutes",
    "rehearsed",
    "rehearsed_minutes",
    "message",
    "second_visitor_id",
)


def version_with_step(visit: Visit) -> int:
    """What a form about a shared visit was opened on. Its step is written on by its person, so that of the two numbers
    either may grow, and neither ever shrinks."""
    return visit.version + (visit.step.version if visit.step else 0)


def put_words(visit: Visit, words: VisitWords) -> None:
    """Set the columns of the visit itself; tags and step are set apart."""
    for name in _OF_THE_VISIT:
        setattr(visit, name, getattr(words, name))


def put_step(session: Session, visit: Visit, step: ActionStep | None, words: VisitWords) -> None:
    """Keep the step of a visit as it was written: one, or none."""
    if not words.has_step:
        if step is not None:
            session.delete(step)
        return
    if step is None:
        step = ActionStep(visit_id=visit.id, person_id=visit.person_id, text="")
        session.add(step)
    step.text = words.step_text
    step.library_step_id = words.library_step_id
    step.tried_where = words.tried_where
    step.check_back_on = words.check_back_on
    step.check_back_at = words.check_back_at
