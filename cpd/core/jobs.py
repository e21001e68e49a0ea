"""Work that a request does not wait for: a table of jobs, which a worker empties (worker.py, docs/adr/0004).

A job is enqueued in the caller's own transaction, so it exists exactly when the change it belongs to does. A handler
may run twice and must bear it. Handlers run in an application context and open their own transactions::

    @handles("accounts.link")
    def send_link(job: RunningJob) -> None: ...

    jobs.enqueue(session, "accounts.link", {"secret_id": str(secret.id)})

What is done once a day is registered with :func:`every_day`; workers queue it, whichever is there first that day.
"""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from cpd.core import clock
from cpd.core.database import db, transaction
from cpd.core.models import Base, Identified, enum_type


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Identified, Base):
    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_run_after", "state", "run_after"),)

    kind: Mapped[str] = mapped_column(String(80))
    # Emptied when the job is done: what it was given is then in the records, or sent.
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[JobState] = mapped_column(enum_type(JobState), default=JobState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[dt.datetime]
    run_after: Mapped[dt.datetime]
    heartbeat_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
    # Who runs it now; a worker that was thought dead finds another name here and keeps its hands off.
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    failure: Mapped[str | None] = mapped_column(String(300))
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_whole: Mapped[int] = mapped_column(default=0)
    # No foreign key: the machinery knows no people.
    wanted_by_id: Mapped[uuid.UUID | None]


@dataclass(frozen=True)
class RunningJob:
    """What a handler is given."""

    id: uuid.UUID
    kind: str
    payload: dict[str, Any]
    attempt: int
    claimed_by: str

    def report(self, done: int, whole: int) -> None:
        """Say how far the work is, for the page that waits for it. Call it between transactions."""
        update_claimed(self, progress_done=done, progress_whole=whole)


Handler = Callable[[RunningJob], None]


HANDLERS: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of job."""

    def register(handler: Handler) -> Handler:
        if kind in HANDLERS:
            raise ValueError(f"two handlers for {kind}")
        HANDLERS[kind] = handler
        return handler

    return register


# Kinds of job that workers queue by themselves, and from what time of the day in London each is run.
DAILY: dict[str, dt.time] = {}
_DAILY_KEYS = uuid.UUID("5b1f6a0e-6f0c-4d55-9f0d-2f6f0f6d3c11")


def every_day(kind: str, at: dt.time) -> Callable[[Handler], Handler]:
    """Register the handler of a job that is run once each day."""

    def register(handler: Handler) -> Handler:
        DAILY[kind] = at
        return handles(kind)(handler)

    return register


def queue_daily(today: dt.date) -> None:
    """Queue what is done once a day, once however many workers do so: the key of a job follows from kind and day."""
    for kind, at in DAILY.items():
        key = uuid.uuid5(_DAILY_KEYS, f"{kind} {today.isoformat()}")
        if db.session.scalar(select(Job.id).where(Job.id == key)) is not None:
            continue
        try:
            with transaction() as session:
                enqueue(session, kind, {}, run_after=dt.datetime.combine(today, at, clock.LONDON)).id = key
        except IntegrityError:
            # Another worker was first.
            continue


def enqueue(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    *,
    wanted_by_id: uuid.UUID | None = None,
    run_after: dt.datetime | None = None,
) -> Job:
    """Queue a job in the caller's transaction."""
    now = clock.now()
    job = Job(kind=kind, payload=payload, queued_at=now, run_after=run_after or now, wanted_by_id=wanted_by_id)
    session.add(job)
    return job


def forget(session: Session, words: Collection[str]) -> None:
    """Throw away what is not done yet and was given any of these words, such as the key of a record that goes."""
    waiting = session.execute(select(Job.id, Job.payload).where(Job.state != JobState.DONE)).all()
    about = [row.id for row in waiting if any(word in json.dumps(row.payload) for word in words)]
    session.execute(delete(Job).where(Job.id.in_(about)), execution_options={"synchronize_session": False})


def update_claimed(job: RunningJob, **values: Any) -> None:
    """Change a job's row, as long as it is still ours."""
    with transaction() as session:
        session.execute(
            update(Job)
            .where(Job.id == job.id, Job.claimed_by == job.claimed_by)
            .values(heartbeat_at=clock.now(), **values)
        )
