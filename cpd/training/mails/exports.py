"""The files of the morning: coverage as somebody asked for it each week or month, kept, and a mail that says so."""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from cpd.core import clock, jobs, mail
from cpd.core.database import db, transaction
from cpd.people.actor import Actor, load_actor
from cpd.people.models import Person
from cpd.people.queries import get_trust
from cpd.training.exports.files import BOTH, FileInTheMaking, WantedFile, make_file
from cpd.training.models import ScheduledExport
from cpd.training.policy import exports as export_policy
from cpd.training.queries.scheduled_exports import due_exports
from cpd.training.services.kept_exports import keep_export

MAKE_EXPORTS, MAKE_EXPORT = "training.scheduled_exports", "training.scheduled_export"


@jobs.every_day(MAKE_EXPORTS, at=dt.time(5, 30))
def make_scheduled_exports(job: jobs.RunningJob) -> None:
    """Each file is a job of its own, so that one that fails keeps nobody else waiting."""
    with transaction() as session:
        trust = get_trust(session)
        if trust is None or trust.is_demonstration:
            return
        for schedule_id in due_exports(session, clock.today()):
            jobs.enqueue(session, MAKE_EXPORT, {"schedule_id": str(schedule_id)})


@jobs.handles(MAKE_EXPORT)
def make_scheduled_export(job: jobs.RunningJob) -> None:
    """A file, its mail and the note that it was made are one transaction: run twice, nobody gets two."""
    today, session = clock.today(), db.session()
    entry = session.get(ScheduledExport, uuid.UUID(job.payload["schedule_id"]))
    if entry is None or entry.id not in due_exports(session, today):
        return
    actor = load_actor(session, entry.person_id, today)
    level = "summary" if entry.level == BOTH else entry.level
    if level not in export_policy.levels_open_to(actor):
        # Whoever asked has lost the right to it; the wish rests until they have it again or stop it.
        return
    schedule_id, wanted = entry.id, WantedFile(today, level, entry.file_format)
    with make_file(session, actor, wanted, clock.now()) as made, transaction() as writing:
        _keep(writing, actor, made, schedule_id)


def _keep(session: Session, actor: Actor, made: FileInTheMaking, schedule_id: uuid.UUID) -> None:
    entry = session.get(ScheduledExport, schedule_id)
    if entry is None or entry.id not in due_exports(session, actor.today):
        return
    export = keep_export(session, actor, made.facts, made.packed.parts(), clock.now())
    entry.last_made_on = actor.today
    person = session.get_one(Person, entry.person_id)
    if person.email:
        mail.queue(
            session,
            mail.written(
                person.email,
                "The training figures you asked for are there",
                "training/mail/export_ready",
                known_as=person.known_as,
                as_at=actor.today,
                link=mail.address("training.kept_export_show", export_id=export.id),
                turn_off=mail.address("training.scheduled_export_index"),
            ),
        )
