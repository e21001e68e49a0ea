"""``cpd worker --once``: what is waiting, and what is done once a day if its time has come."""

import datetime as dt

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.cli import main
from cpd.coaching.mails import SEND_REMINDERS
from cpd.core import clock
from cpd.core.jobs import Job, JobState
from tests.world import NOW


def work(app: Flask, at: dt.datetime = NOW) -> str:
    with clock.pinned(at):
        result = CliRunner().invoke(main, ["worker", "--once"], obj=app)
    assert result.exit_code == 0, result.output
    return result.stdout


def reminders(session: Session) -> list[JobState]:
    session.rollback()
    return list(session.scalars(select(Job.state).where(Job.kind == SEND_REMINDERS).order_by(Job.run_after)))


def test_the_job_of_the_day_is_done_once_however_often_it_is_asked(app: Flask, session: Session) -> None:
    assert work(app) != "0 jobs run.\n"
    assert reminders(session) == [JobState.DONE]
    assert work(app) == "0 jobs run.\n"
    work(app, NOW + dt.timedelta(days=1))
    assert reminders(session) == [JobState.DONE, JobState.DONE]


@pytest.mark.parametrize(("hour", "state"), [(5, JobState.QUEUED), (7, JobState.DONE)])
def test_before_its_time_it_waits(app: Flask, session: Session, hour: int, state: JobState) -> None:
    work(app, NOW.replace(hour=hour))
    assert reminders(session) == [state]
