"""Takes those who have left off the lists of sessions to come, each morning, before anything is mailed."""

import datetime as dt
import uuid

from cpd.core import clock, jobs
from cpd.core.database import db, transaction
from cpd.people.actor import Actor
from cpd.training.queries.session_people import sessions_with_leavers
from cpd.training.services.invitations import withdraw_leavers

FIND_LEAVERS, WITHDRAW_LEAVERS = "training.leavers", "training.leavers_of_session"


@jobs.every_day(FIND_LEAVERS, at=dt.time(5, 0))
def find_leavers(job: jobs.RunningJob) -> None:
    """Each session is a job of its own, so that one that fails keeps no other waiting."""
    found = sessions_with_leavers(db.session(), clock.today())
    with transaction() as session:
        for session_id in found:
            jobs.enqueue(session, WITHDRAW_LEAVERS, {"session_id": str(session_id)})


@jobs.handles(WITHDRAW_LEAVERS)
def withdraw_from_session(job: jobs.RunningJob) -> None:
    """Their calendar entries are withdrawn and whoever moves up is told by the job of invitations."""
    actor = Actor(None, "the end of a post", clock.today())
    with transaction() as session:
        withdraw_leavers(session, actor, uuid.UUID(job.payload["session_id"]), clock.now())
