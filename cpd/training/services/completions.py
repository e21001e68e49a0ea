"""Completions by hand: for many people at once, put right one by one, taken back."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record, record_many
from cpd.core.clock import LONDON
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.models import new_id
from cpd.people.actor import Actor
from cpd.people.queries import person_by_staff_code
from cpd.training.models import Completion, Course, Source, TrainingSession
from cpd.training.policy import records as policy
from cpd.training.queries import records
from cpd.training.services.paid_time import reckon_session, take_back


@dataclass(frozen=True)
class Facts:
    """What is said of a completion besides whose it is."""

    completed_on: dt.date
    expires_on: dt.date | None = None
    minutes: int | None = None
    provider: str = ""
    certificate_ref: str = ""

    def check(self, today: dt.date) -> None:
        if self.completed_on > today:
            raise DomainError("This day is still to come.", "completed_on")
        if self.expires_on is not None and self.expires_on < self.completed_on:
            raise DomainError("It cannot end before the day it was completed.", "expires_on")


@dataclass(frozen=True)
class Occasion:
    """Where and when a course was taught, as far as it is known."""

    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    place: str = ""
    host_school_id: uuid.UUID | None = None
    leader_person_id: uuid.UUID | None = None

    def check(self) -> None:
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise DomainError("It ends before it starts.", "ends_at")


@dataclass(frozen=True)
class Entry:
    """One course, one day, many people."""

    course_id: uuid.UUID
    person_ids: frozenset[uuid.UUID]
    facts: Facts
    occasion: Occasion = Occasion()


@dataclass(frozen=True)
class Recorded:
    """What came of recording a course for many people. Without anybody new there is no session."""

    session_id: uuid.UUID | None
    new: int
    already: tuple[str, ...]


def record_completions(
    session: Session, actor: Actor, entry: Entry, request_key: uuid.UUID, at: dt.datetime
) -> Recorded:
    """Record that people completed a course on a day. Who has it already is told and left as they are.

    One key records once, however often the form arrives.
    """
    require(policy.can_record(actor))
    done = session.scalars(select(TrainingSession).where(TrainingSession.request_key == request_key)).first()
    if done is not None:
        require(done.entered_by_id == actor.person_id)
        return Recorded(done.id, 0, ())
    names = _check(session, actor, entry)
    already = set(
        session.scalars(
            select(Completion.person_id).where(
                Completion.course_id == entry.course_id,
                Completion.completed_on == entry.facts.completed_on,
                Completion.person_id.in_(names),
            )
        )
    )
    told = tuple(sorted(names[person_id] for person_id in already))
    new = [person_id for person_id in names if person_id not in already]
    if not new:
        return Recorded(None, 0, told)
    batch = TrainingSession(
        course_id=entry.course_id,
        held_on=entry.facts.completed_on,
        minutes=entry.facts.minutes,
        entered_at=at,
        entered_by_id=actor.person_id,
        request_key=request_key,
        **vars(entry.occasion),
    )
    session.add(batch)
    try:
        session.flush()
        _insert(session, actor, entry, batch.id, new, at)
    except IntegrityError:
        raise DomainError("Somebody else is recording the same course just now. Send it once more.") from None
    reckon_session(session, batch.id)
    return Recorded(batch.id, len(new), told)


def _check(session: Session, actor: Actor, entry: Entry) -> dict[uuid.UUID, str]:
    """The names of the people; refuses what cannot be recorded."""
    entry.facts.check(actor.today)
    entry.occasion.check()
    if session.get(Course, entry.course_id) is None:
        raise DomainError("Choose a course from the list.", "course")
    if not entry.person_ids:
        raise DomainError("Tick or type at least one person.", "people")
    names = records.recordable(session, actor, entry.person_ids)
    if len(names) < len(entry.person_ids):
        raise DomainError("Somebody chosen here is not one of the people you record training for.", "people")
    return names


def _insert(
    session: Session, actor: Actor, entry: Entry, session_id: uuid.UUID, new: list[uuid.UUID], at: dt.datetime
) -> None:
    ids = {person_id: new_id() for person_id in new}
    shared = vars(entry.facts) | {
        "course_id": entry.course_id,
        "session_id": session_id,
        "source": Source.HAND,
        "entered_at": at,
        "entered_by_id": actor.person_id,
    }
    session.execute(insert(Completion), [{"id": ids[person], "person_id": person} | shared for person in new])
    record_many(session, actor, "training.completion_added", [(ids[person], person, None) for person in new])


def undo_batch(session: Session, actor: Actor, session_id: uuid.UUID) -> int:
    """Take back what the actor recorded at once today, except completions that somebody has changed since."""
    require(policy.can_record(actor))
    batch = records.get_batch(session, actor, session_id)
    require(can_undo(actor, batch.session))
    going = [completion for completion, _ in batch.completions if completion.version == 1]
    session.execute(delete(Completion).where(Completion.id.in_([completion.id for completion in going])))
    record_many(
        session,
        actor,
        "training.completion_removed",
        [(completion.id, completion.person_id, None) for completion in going],
    )
    # Minutes that somebody has agreed to stay, and the session that they are of with them.
    is_free = take_back(session, session_id, [completion.person_id for completion in going])
    if is_free and len(going) == len(batch.completions):
        session.delete(batch.session)
    return len(going)


def can_undo(actor: Actor, batch: TrainingSession) -> bool:
    return batch.entered_by_id == actor.person_id and batch.entered_at.astimezone(LONDON).date() == actor.today


def change_completion(session: Session, actor: Actor, completion_id: uuid.UUID, facts: Facts, version: int) -> None:
    """Put a completion right. Raises ``StaleRecord`` where somebody else did so meanwhile."""
    completion = records.get_completion(session, actor, completion_id)
    if completion.version != version:
        raise StaleRecord
    facts.check(actor.today)
    twin = session.scalars(
        select(Completion.id).where(
            Completion.person_id == completion.person_id,
            Completion.course_id == completion.course_id,
            Completion.completed_on == facts.completed_on,
            Completion.id != completion.id,
        )
    ).first()
    if twin is not None:
        raise DomainError("There is a completion of this course on that day already.", "completed_on")
    changed = [name for name, value in vars(facts).items() if getattr(completion, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(completion, name, getattr(facts, name))
    record(
        session,
        actor,
        "training.completion_changed",
        completion.id,
        about_person_id=completion.person_id,
        detail={"changed": sorted(changed)},
    )


def remove_completion(session: Session, actor: Actor, completion_id: uuid.UUID) -> uuid.UUID:
    """Take out a completion that was entered by mistake; whose it was."""
    completion = records.get_completion(session, actor, completion_id)
    person_id, session_id = completion.person_id, completion.session_id
    detail = {"course_id": str(completion.course_id), "completed_on": completion.completed_on.isoformat()}
    record(session, actor, "training.completion_removed", completion.id, about_person_id=person_id, detail=detail)
    session.delete(completion)
    session.flush()
    if session_id is not None:
        take_back(session, session_id, [person_id])
    return person_id


def leader_by_code(session: Session, staff_code: str) -> uuid.UUID | None:
    """Who led a session, by staff code; nothing for an empty text. Raises ``DomainError``."""
    if not staff_code:
        return None
    leader = person_by_staff_code(session, staff_code)
    if leader is None:
        raise DomainError("Nobody here has this staff code. Leave it empty if somebody else led it.", "led_by")
    return leader.id
