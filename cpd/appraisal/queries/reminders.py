"""Whose move is late at a school, whether a mail may tell them, and who was told when."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, joinedload

from cpd.appraisal.models import AppraisalCycle, AppraisalReminder, AppraisalWish, Signer
from cpd.appraisal.policy import can_look_after
from cpd.appraisal.queries.boards import OnBoard, board
from cpd.appraisal.queries.stages import dates_of
from cpd.appraisal.rules.reminders import NOT_AGAIN_FOR, WhyNot, why_not
from cpd.appraisal.rules.stages import Stage, due_on
from cpd.core.access import require
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Away, Person, Post
from cpd.training.queries.reminders import schools_at_work

MOST_SHOWN = 100


@dataclass(frozen=True)
class Late:
    """Somebody whose move is late: in their own review, in those they write, or both, by the stage where it waits."""

    person: Person
    own: Counter[Stage]
    written: Counter[Stage]
    why_not: WhyNot | None

    def waits_at(self, stages: Collection[Stage]) -> int:
        """How many reviews wait for them at any of these stages."""
        return sum(self.own[stage] + self.written[stage] for stage in stages)


def list_late(
    session: Session, actor: Actor, school_id: uuid.UUID, cycle: AppraisalCycle, now: dt.datetime
) -> list[Late]:
    """Everybody whose move is late at a school, by name. Needs ``cycle.stage_dates``."""
    own, written = _waited_for(board(session, actor, school_id, cycle.id), cycle, actor.today)
    here = {*own, *written}
    if not here:
        return []
    at_work = schools_at_work(session, actor.today)
    works = exists().where(Post.person_id == Person.id, Post.school_id.in_(at_work), holds(Post, actor.today))
    rows = session.execute(
        select(
            Person,
            works.label("works"),
            exists().where(Away.person_id == Person.id, holds(Away, actor.today)).label("is_away"),
            exists().where(AppraisalWish.person_id == Person.id, AppraisalWish.reminders_off).label("off"),
            _told_since(now - NOT_AGAIN_FOR).label("told"),
        )
        .where(Person.id.in_(here))
        .order_by(Person.sort_last_name, Person.sort_first_name, Person.staff_code)
    )
    return [
        Late(
            row.Person,
            own[row.Person.id],
            written[row.Person.id],
            why_not(
                is_oneself=row.Person.id == actor.person_id,
                is_away=row.is_away,
                is_at_work=row.works,
                has_address=row.Person.email is not None,
                is_turned_off=row.off,
                was_told=row.told,
            ),
        )
        for row in rows
    ]


def _told_since(since: dt.datetime) -> ColumnElement[bool]:
    return exists().where(AppraisalReminder.person_id == Person.id, AppraisalReminder.sent_at > since)


def _waited_for(
    reviews: Iterable[OnBoard], cycle: AppraisalCycle, today: dt.date
) -> tuple[dict[uuid.UUID, Counter[Stage]], dict[uuid.UUID, Counter[Stage]]]:
    """How many late reviews wait for whom at which stage, as their person, and as their appraiser. One whose person has
    left or is away waits for the head, and reminds nobody."""
    dates = dates_of(cycle)
    own: dict[uuid.UUID, Counter[Stage]] = defaultdict(Counter)
    written: dict[uuid.UUID, Counter[Stage]] = defaultdict(Counter)
    for one in reviews:
        due = due_on(one.stage, dates, one.began_on)
        if one.stage is Stage.CLOSED or one.why_rest or due is None or due >= today:
            continue
        if Signer.PERSON in one.waiting_for:
            own[one.person_id][one.stage] += 1
        if Signer.APPRAISER in one.waiting_for and one.has_appraiser:
            written[one.appraiser_id][one.stage] += 1
    return own, written


@dataclass(frozen=True)
class Sent:
    name: str
    sent_at: dt.datetime
    by: str


def list_sent(session: Session, actor: Actor, school_id: uuid.UUID, cycle_id: uuid.UUID) -> list[Sent]:
    """Who was told when, by whom, the latest first."""
    require(can_look_after(actor, school_id))
    reminders = session.scalars(
        select(AppraisalReminder)
        .where(AppraisalReminder.school_id == school_id, AppraisalReminder.cycle_id == cycle_id)
        .options(joinedload(AppraisalReminder.person), joinedload(AppraisalReminder.sent_by))
        .order_by(AppraisalReminder.sent_at.desc(), AppraisalReminder.id.desc())
        .limit(MOST_SHOWN)
    )
    return [Sent(one.person.name, one.sent_at, one.sent_by.name if one.sent_by else "") for one in reminders]


def wants_reminders(session: Session, actor: Actor) -> bool:
    return not session.scalar(
        select(func.count()).where(AppraisalWish.person_id == actor.person_id, AppraisalWish.reminders_off)
    )
