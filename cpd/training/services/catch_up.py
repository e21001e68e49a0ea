"""Asking those who missed a session to a later one of its course, in one go."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cpd.core.errors import DomainError
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.training.models import SessionState
from cpd.training.queries.catch_up import asked_later
from cpd.training.queries.register import get_register, list_catch_up
from cpd.training.queries.sessions import get_session
from cpd.training.services.invitations import PutDown, is_open, put_down


@dataclass(frozen=True)
class CaughtUp:
    """What came of asking; ``not_theirs`` counts those whom the actor may not put down for that session."""

    done: PutDown
    not_theirs: int


def ask_to_catch_up(
    session: Session,
    actor: Actor,
    missed_id: uuid.UUID,
    later_id: uuid.UUID,
    chosen: frozenset[uuid.UUID] | None,
    at: dt.datetime,
) -> CaughtUp:
    """Put those who missed a session on the list of a later one: those chosen; without any, all who are on no list yet.

    Whoever said that they are not coming to the later session is asked again only where they are chosen.
    """
    missed = get_register(session, actor, missed_id)
    later = get_session(session, actor, later_id)
    is_next = later.course_id == missed.course_id and later.id != missed.id
    if not is_next or later.state is not SessionState.ANNOUNCED or not is_open(later, actor.today):
        raise DomainError("Choose one of the sessions to come of this course.", "session")
    there = asked_later(session, missed, actor.today)
    missing = {line.person_id for line in list_catch_up(session, missed)}
    wanted = missing - there.keys() if chosen is None else missing & chosen
    if not wanted:
        raise DomainError("Tick somebody first." if chosen is not None else "Everybody is asked already.", "people")
    done = put_down(session, actor, later_id, Person.id.in_(wanted), at, ask_again=chosen is not None)
    return CaughtUp(done, len(wanted) - done.placed - done.waiting - done.already - done.declined)
