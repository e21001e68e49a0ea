"""Coverage files that are made for somebody each week or month."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cpd.core.access import found, require
from cpd.core.audit import record
from cpd.core.errors import DomainError
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.training.models import Rhythm, ScheduledExport
from cpd.training.policy import exports as export_policy


def schedule_export(session: Session, actor: Actor, rhythm: Rhythm, file: str, at: dt.datetime) -> None:
    """Ask for a file regularly; ``file`` is level and format, ``people csv``. Asked twice, it comes once."""
    level, file_format = file.split()
    levels = export_policy.levels_open_to(actor)
    require(bool(levels) and (level != "people" or level in levels))
    person = session.get(Person, actor.person_id)
    if person is None or not person.email:
        raise DomainError("A mail says when the file is there, and we have no address of yours.", "file")
    try:
        with session.begin_nested():
            entry = ScheduledExport(
                person_id=person.id, rhythm=rhythm, level=level, file_format=file_format, entered_at=at
            )
            session.add(entry)
            session.flush()
    except IntegrityError:
        return
    record(session, actor, "training.export_scheduled", entry.id, detail={"rhythm": rhythm, "file": file})


def stop_export(session: Session, actor: Actor, schedule_id: uuid.UUID) -> None:
    """No longer make one of one's own files."""
    entry = found(
        session.scalars(
            select(ScheduledExport).where(
                ScheduledExport.id == schedule_id, ScheduledExport.person_id == actor.person_id
            )
        ).first()
    )
    record(session, actor, "training.export_unscheduled", entry.id)
    session.delete(entry)
