"""Work that a request does not wait for: a table of jobs, and the worker that empties it (docs/adr/0004).

A job is enqueued in the caller's own transaction, so it exists exactly when the change it belongs to does. A worker
claims one job at a time and keeps its heart beating; a job whose worker was killed is taken up again when the heart has
been still for a while. A handler may therefore run twice and must bear it. Handlers run in an application context and
open their own transactions::

    @handles("accounts.link")
    def send_link(job: RunningJob) -> None: ...

    jobs.enqueue(session, "accounts.link", {"secret_id": str(secret.id)})

What is done once a day is registered with :func:`every_day`; workers queue it, whichever is there first that day.
"""

import contextvars
import datetime as dt
import json
import logging
import secrets
import threading
import uuid
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import JSON, ColumnElement, Index, String, and_, delete, or_, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from cpd.core import clock
from cpd.core.database import db, transaction
from cpd.core.models import Base, Identified, enum_type

log = logging.getLogger(__name__)

HEARTBEAT = dt.timedelta(seconds=5)
STALE_AFTER = dt.timedelta(seconds=60)
MOST_ATTEMPTS = 6
_LOOK_EVERY = 1.0
_WAIT_FOR_DATABASE = 10.0


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
        _update_claimed(self, progress_done=done, progress_whole=whole)


Handler = Callable[[RunningJob], None]


class Application(Protocol):
    """What a worker needs of the application."""

    @property
    def extensions(self) -> dict[str, Any]: ...

    def app_context(self) -> AbstractContextManager[Any]: ...


class UnknownKind(LookupError):
    """A job of a kind that nothing handles: a newer version queued it, or a module is not imported."""


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


class Worker:
    """Claims jobs one after the other and runs each beside a beating heart."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self.name = f"worker-{secrets.token_hex(8)}"
        self.stopping = threading.Event()
        self._queued_for: dt.date | None = None

    def run_until_empty(self) -> int:
        """Do what is due now; the number of jobs run."""
        count = 0
        while not self.stopping.is_set() and self._run_next():
            count += 1
        return count

    def run_once(self) -> int:
        """Do what is due now, and with it what is done once a day, if its time has come and no worker was first."""
        self._queue_daily()
        return self.run_until_empty()

    def run_for_ever(self) -> None:
        """Work until :meth:`stop`; a job begun is finished first."""
        pause = 0.0
        while not self.stopping.wait(pause):
            try:
                self._queue_daily()
                pause = 0.0 if self._run_next() else _LOOK_EVERY
            except DBAPIError:
                log.exception("The job queue cannot be reached; trying again in %d seconds.", _WAIT_FOR_DATABASE)
                pause = _WAIT_FOR_DATABASE

    def stop(self) -> None:
        self.stopping.set()

    def _queue_daily(self) -> None:
        today = clock.today()
        if self._queued_for != today:
            with self.app.app_context():
                queue_daily(today)
            self._queued_for = today

    def _run_next(self) -> bool:
        with self.app.app_context():
            job = _claim(self.name)
        if job is None:
            return False
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix=job.kind) as thread:
            running = thread.submit(contextvars.copy_context().run, self._handle, job)
            while not wait([running], timeout=HEARTBEAT.total_seconds()).done:
                self._beat(job)
        with self.app.app_context():
            _finish(job, running)
        return True

    def _handle(self, job: RunningJob) -> None:
        handler = HANDLERS.get(job.kind)
        if handler is None:
            raise UnknownKind(job.kind)
        with self.app.app_context():
            handler(job)

    def _beat(self, job: RunningJob) -> None:
        try:
            with self.app.app_context():
                _update_claimed(job)
        except DBAPIError:
            # SQLite's one writer may be the handler itself; the next beat will do.
            log.warning("A heartbeat of job %s was lost.", job.id)


def start_embedded_worker(app: Application) -> Worker | None:
    """Run a worker in a thread of this process, so that a small trust needs no second one.

    Call it after a server has forked. ``CPD_EMBEDDED_WORKER=0`` leaves the work to ``cpd worker``.
    """
    if not app.extensions["cpd_settings"].embedded_worker:
        return None
    worker = Worker(app)
    threading.Thread(target=worker.run_for_ever, name=worker.name, daemon=True).start()
    return worker


def _due(now: dt.datetime) -> ColumnElement[bool]:
    return or_(
        and_(Job.state == JobState.QUEUED, Job.run_after <= now),
        and_(Job.state == JobState.RUNNING, Job.heartbeat_at < now - STALE_AFTER),
    )


def _claim(worker: str) -> RunningJob | None:
    """Take the job that has waited longest. Looking costs no lock; taking is one short transaction.

    One that took its worker with it each time is given up, as if it had failed as often.
    """
    now = clock.now()
    if db.session.scalar(select(Job.id).where(_due(now)).limit(1)) is None:
        return None
    with transaction() as session:
        next_due = select(Job).where(_due(now)).order_by(Job.run_after, Job.id).limit(1)
        job = session.scalars(next_due.with_for_update(skip_locked=True)).first()
        while job is not None and job.attempts >= MOST_ATTEMPTS:
            log.error("Job %s (%s) has lost its worker %d times.", job.id, job.kind, job.attempts)
            job.state, job.finished_at, job.failure = JobState.FAILED, now, "WorkerLost"
            session.flush()
            job = session.scalars(next_due.with_for_update(skip_locked=True)).first()
        if job is None:
            return None
        job.attempts += 1
        job.state = JobState.RUNNING
        job.claimed_by = worker
        job.heartbeat_at = now
        return RunningJob(job.id, job.kind, job.payload, job.attempts, worker)


def _finish(job: RunningJob, ended: Future[None]) -> None:
    fault = ended.exception()
    if fault is None:
        _update_claimed(job, state=JobState.DONE, payload={}, finished_at=clock.now(), failure=None)
        return
    log.error("Job %s (%s), try %d of %d.", job.id, job.kind, job.attempt, MOST_ATTEMPTS, exc_info=fault)
    # The name of the fault alone: its message may hold an address or a name.
    failure = type(fault).__name__
    if job.attempt >= MOST_ATTEMPTS:
        _update_claimed(job, state=JobState.FAILED, finished_at=clock.now(), failure=failure)
    else:
        _update_claimed(job, state=JobState.QUEUED, run_after=clock.now() + pause_after(job.attempt), failure=failure)


def pause_after(attempt: int) -> dt.timedelta:
    """Half a minute after the first failure, then four times as long each time: two hours after the fifth."""
    return dt.timedelta(seconds=30 * 4 ** (attempt - 1))


def _update_claimed(job: RunningJob, **values: Any) -> None:
    """Change a job's row, as long as it is still ours."""
    with transaction() as session:
        session.execute(
            update(Job)
            .where(Job.id == job.id, Job.claimed_by == job.claimed_by)
            .values(heartbeat_at=clock.now(), **values)
        )
