"""Several sessions of one day in one go: drafted once, with the people who are asked to each of them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.training.models import Invitation, TrainingSession
from cpd.training.policy import sessions as policy
from cpd.training.queries.session_people import in_group, who_need
from cpd.training.queries.sessions import get_session
from cpd.training.services.invitations import PutDown, put_down
from cpd.training.services.sessions import Plan, plan_session

MOST_SESSIONS = 12


@dataclass(frozen=True)
class Goes:
    """Whose people are asked to which session of the day."""

    # None: every school of which nothing else is said.
    school_id: uuid.UUID | None
    # The places of these sessions among those of the day; empty: to none.
    sessions: tuple[int, ...]


@dataclass(frozen=True)
class Asked:
    """Who is asked to the sessions of a day: schools, one group of their staff or all, or those who need it."""

    goes: Sequence[Goes] = ()
    staff_group: str | None = None
    only_who_need: bool = False


@dataclass(frozen=True)
class PlannedDay:
    session_ids: tuple[uuid.UUID, ...]
    placed: int = 0
    waiting: int = 0


def plan_day(
    session: Session, actor: Actor, plans: Sequence[Plan], asked: Asked, request_key: uuid.UUID, at: dt.datetime
) -> PlannedDay:
    """Draft the sessions of a day and put people on their lists. One ``request_key`` makes one set, once."""
    require(policy.can_plan(actor))
    keys = [uuid.uuid5(request_key, str(position)) for position in range(MOST_SESSIONS)]
    known = session.execute(
        select(TrainingSession.id, TrainingSession.entered_by_id)
        .where(TrainingSession.request_key.in_(keys))
        .order_by(TrainingSession.starts_at)
    ).all()
    if known:
        require(all(row.entered_by_id == actor.person_id for row in known))
        return PlannedDay(tuple(row.id for row in known))
    made = tuple(plan_session(session, actor, plan, key, at) for plan, key in zip(plans, keys, strict=False))
    done = _ask(session, actor, made, asked, at)
    return PlannedDay(made, sum(one.placed for one in done), sum(one.waiting for one in done))


def _ask(session: Session, actor: Actor, made: Sequence[uuid.UUID], asked: Asked, at: dt.datetime) -> list[PutDown]:
    """Put people down, school by school as they are named; the schools of which nothing is said come last."""
    named = [one.school_id for one in asked.goes if one.school_id is not None]
    done = []
    for goes in sorted(asked.goes, key=lambda one: one.school_id is None):
        for position in goes.sessions:
            one = get_session(session, actor, made[position])
            people = in_group(goes.school_id, asked.staff_group, one.held_on) & _free_to_come(made, one)
            if len(goes.sessions) == 1:
                people &= _not_yet_on(made)
            if goes.school_id is None and named:
                people &= ~or_(*(in_group(school_id, None, one.held_on) for school_id in named))
            among = who_need(session, one, people) if asked.only_who_need else None
            done.append(put_down(session, actor, one.id, people, at, among=among))
    return done


def _not_yet_on(made: Sequence[uuid.UUID]) -> ColumnElement[bool]:
    """SQL: the person is on no list of these sessions: who works at two schools goes with the first."""
    return Person.id.not_in(select(Invitation.person_id).where(Invitation.session_id.in_(made)))


def _free_to_come(made: Sequence[uuid.UUID], one: TrainingSession) -> ColumnElement[bool]:
    """SQL: the person leads none of these sessions while this one goes on."""
    leads = select(TrainingSession.leader_person_id).where(
        TrainingSession.id.in_(made),
        TrainingSession.leader_person_id.is_not(None),
        TrainingSession.starts_at < one.ends_at,
        TrainingSession.ends_at > one.starts_at,
    )
    return Person.id.not_in(leads)
