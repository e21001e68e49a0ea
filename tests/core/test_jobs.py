"""Jobs: done when the change is saved, tried again when they fail, never lost with their worker."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core import clock, jobs
from cpd.core.database import transaction
from cpd.core.jobs import Job, JobState, RunningJob
from cpd.core.worker import HEARTBEAT, MOST_ATTEMPTS, STALE_AFTER, Worker, pause_after, start_embedded_worker
from tests.world import NOW


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Callable[[jobs.Handler], None]:
    """Handle jobs of the kind "test" for one test."""

    def use(handle: jobs.Handler) -> None:
        monkeypatch.setitem(jobs.HANDLERS, "test", handle)

    return use


def enqueue(**payload: object) -> None:
    with transaction() as session:
        jobs.enqueue(session, "test", payload)


def only_job(session: Session) -> Job:
    session.rollback()
    return session.scalars(select(Job)).one()


def test_a_job_runs_once_and_keeps_nothing_of_what_it_was_given(
    app: Flask, session: Session, handler: Callable[[jobs.Handler], None]
) -> None:
    seen: list[RunningJob] = []
    handler(seen.append)
    enqueue(colour="teal")
    assert Worker(app).run_until_empty() == 1
    assert Worker(app).run_until_empty() == 0
    assert [job.payload for job in seen] == [{"colour": "teal"}]
    job = only_job(session)
    assert (job.state, job.attempts, job.payload) == (JobState.DONE, 1, {})


def test_a_job_of_a_change_that_was_rolled_back_does_not_exist(app: Flask, session: Session) -> None:
    def fail() -> None:
        with transaction() as writing:
            jobs.enqueue(writing, "test", {})
            raise ValueError("the change failed")

    with pytest.raises(ValueError, match="the change failed"):
        fail()
    assert session.scalars(select(Job)).all() == []


def test_a_handler_that_fails_is_tried_again_later_and_at_last_given_up(
    app: Flask, session: Session, handler: Callable[[jobs.Handler], None], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(job: RunningJob) -> None:
        raise OSError("rosa.quill@saltmarsh.example is not at home")

    handler(fail)
    enqueue()
    at = NOW
    for attempt in range(1, MOST_ATTEMPTS + 1):
        with clock.pinned(at):
            assert Worker(app).run_until_empty() == 1
            assert Worker(app).run_until_empty() == 0, "it waits before the next try"
        job = only_job(session)
        assert job.attempts == attempt
        assert job.failure == "OSError", "no message, which may hold an address"
        at += pause_after(attempt)
    assert job.state is JobState.FAILED
    with clock.pinned(at + dt.timedelta(days=1)):
        assert Worker(app).run_until_empty() == 0


def test_a_job_whose_worker_dies_each_time_is_given_up_as_well(
    app: Flask, session: Session, handler: Callable[[jobs.Handler], None]
) -> None:
    """Else one job that no memory is enough for would end every worker for ever, and the pages beside it."""
    ran: list[RunningJob] = []
    handler(ran.append)
    enqueue(colour="teal")
    enqueue(colour="rust")
    with transaction() as writing:
        deadly = writing.scalars(select(Job).order_by(Job.id)).first()
        assert deadly is not None
        deadly.state, deadly.attempts = JobState.RUNNING, MOST_ATTEMPTS
        deadly.heartbeat_at = NOW - STALE_AFTER * 2
    assert Worker(app).run_until_empty() == 1
    assert [job.payload for job in ran] == [{"colour": "rust"}]
    session.rollback()
    states = [(job.state, job.failure) for job in session.scalars(select(Job).order_by(Job.id))]
    assert states == [(JobState.FAILED, "WorkerLost"), (JobState.DONE, None)]


def test_a_kind_that_nobody_handles_is_kept_for_a_newer_worker(app: Flask, session: Session) -> None:
    with transaction() as writing:
        jobs.enqueue(writing, "from the future", {})
    assert Worker(app).run_until_empty() == 1
    assert only_job(session).state is JobState.QUEUED


def test_progress_is_seen_while_the_work_goes_on(
    app: Flask, session: Session, handler: Callable[[jobs.Handler], None]
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def count(job: RunningJob) -> None:
        job.report(3, 10)
        reached.set()
        assert go_on.wait(20)

    handler(count)
    enqueue()
    working = threading.Thread(target=Worker(app).run_until_empty)
    working.start()
    assert reached.wait(20)
    job = only_job(session)
    assert (job.state, job.progress_done, job.progress_whole) == (JobState.RUNNING, 3, 10)
    session.rollback()
    go_on.set()
    working.join(20)
    assert only_job(session).state is JobState.DONE


def test_two_workers_never_share_a_job(app: Flask, session: Session, handler: Callable[[jobs.Handler], None]) -> None:
    ran: list[int] = []
    handler(lambda job: ran.append(job.payload["number"]))
    with transaction() as writing:
        for number in range(20):
            jobs.enqueue(writing, "test", {"number": number})
    session.rollback()
    workers = [threading.Thread(target=Worker(app).run_until_empty) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(ran) == list(range(20))


def test_a_worker_taken_for_dead_leaves_the_job_to_its_successor(
    app: Flask, session: Session, handler: Callable[[jobs.Handler], None]
) -> None:
    def be_overtaken(job: RunningJob) -> None:
        with transaction() as writing:
            writing.get_one(Job, job.id).claimed_by = "the successor"

    handler(be_overtaken)
    enqueue()
    Worker(app).run_until_empty()
    assert only_job(session).state is JobState.RUNNING


@pytest.fixture
def killed_worker(app: Flask, session: Session, database_url: str, tmp_path: Path) -> None:
    """A job whose worker, a process of its own, was killed in the middle of it."""
    enqueue()
    session.rollback()
    program = f"""
import threading
from cpd.app import create_app
from cpd.core import jobs
from cpd.core.settings import Settings
from cpd.core.worker import Worker
from pathlib import Path

@jobs.handles("test")
def hang(job):
    print("begun", flush=True)
    threading.Event().wait()

app = create_app(Settings(database_url={database_url!r}, instance_dir=Path({str(tmp_path)!r}), secret_key="x"))
from cpd.core import clock
import datetime as dt
with clock.pinned(dt.datetime.fromisoformat({NOW.isoformat()!r})):
    Worker(app).run_until_empty()
"""
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.mark.usefixtures("killed_worker")
def test_the_job_of_a_killed_worker_is_done_by_the_next_one(
    app: Flask, session: Session, handler: Callable[[jobs.Handler], None]
) -> None:
    seen: list[int] = []
    handler(lambda job: seen.append(job.attempt))
    assert only_job(session).state is JobState.RUNNING
    assert Worker(app).run_until_empty() == 0, "its heart may still beat"
    with clock.pinned(NOW + STALE_AFTER + HEARTBEAT * 2):
        assert Worker(app).run_until_empty() == 1
    assert seen == [2]
    assert only_job(session).state is JobState.DONE


def test_the_embedded_worker_can_be_turned_off(app: Flask) -> None:
    class Elsewhere:
        extensions = {"cpd_settings": type("Off", (), {"embedded_worker": False})()}
        app_context = app.app_context

    assert start_embedded_worker(Elsewhere()) is None


def test_the_embedded_worker_does_what_is_waiting(
    app: Flask, session: Session, handler: Callable[[jobs.Handler], None]
) -> None:
    done = threading.Event()
    handler(lambda job: done.set())
    enqueue()
    session.rollback()
    # Its thread knows the real time alone, so the job must be due by it.
    with transaction() as writing:
        writing.scalars(select(Job)).one().run_after = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    worker = start_embedded_worker(app)
    assert worker is not None
    assert done.wait(20)
    worker.stop()
