"""The worker that empties the table of jobs (jobs.py, docs/adr/0004).

It claims one job at a time and keeps its heart beating; a job whose worker was killed is taken up again when the heart
has been still for a while.
"""

import contextvars
import datetime as dt
import logging
import secrets
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.exc import DBAPIError

from cpd.core import clock
from cpd.core.database import db, transaction
from cpd.core.jobs import HANDLERS, Job, JobState, RunningJob, queue_daily, update_claimed

log = logging.getLogger(__name__)

HEARTBEAT = dt.timedelta(seconds=5)
STALE_AFTER = dt.timedelta(seconds=60)
MOST_ATTEMPTS = 6
_LOOK_EVERY = 1.0
_WAIT_FOR_DATABASE = 10.0


class Application(Protocol):
    """What a worker needs of the application."""

    @property
    def extensions(self) -> dict[str, Any]: ...

    def app_context(self) -> AbstractContextManager[Any]: ...


class UnknownKind(LookupError):
    """A job of a kind that nothing handles: a newer version queued it, or a module is not imported."""


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
                update_claimed(job)
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
        update_claimed(job, state=JobState.DONE, payload={}, finished_at=clock.now(), failure=None)
        return
    log.error("Job %s (%s), try %d of %d.", job.id, job.kind, job.attempt, MOST_ATTEMPTS, exc_info=fault)
    # The name of the fault alone: its message may hold an address or a name.
    failure = type(fault).__name__
    if job.attempt >= MOST_ATTEMPTS:
        update_claimed(job, state=JobState.FAILED, finished_at=clock.now(), failure=failure)
    else:
        update_claimed(job, state=JobState.QUEUED, run_after=clock.now() + pause_after(job.attempt), failure=failure)


def pause_after(attempt: int) -> dt.timedelta:
    """Half a minute after the first failure, then four times as long each time: two hours after the fifth."""
    return dt.timedelta(seconds=30 * 4 ** (attempt - 1))
