"""Tells whoever leads a session, and the office of the school that hosts it, of what happens to it.

They are few, so the job says in one transaction what it was told to say; each mail has a key that follows from the job,
so a job that runs twice tells once. The calendar entry is that of docs/adr/0014, under the same key as for everybody.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from cpd.core import clock, jobs, mail
from cpd.core.calendar_entry import Attendee, Entry, Method, calendar_of
from cpd.core.database import transaction
from cpd.core.templating import long_day
from cpd.people.models import Person
from cpd.people.queries import get_trust
from cpd.training.mails.invitations import entry_of, to_come
from cpd.training.models import Invitation, TrainingSession
from cpd.training.queries.session_roles import office_of, own_invitations, reached_by_mail
from cpd.training.queries.sessions import HOLDING
from cpd.training.services.session_roles import TELL_NAMED, Told
from cpd.training.session_wording import hours

_SUBJECTS = {
    (Told.NAMED, True): "You lead",
    (Told.CHANGED, True): "Changed, and you lead it",
    (Told.RELEASED, True): "You no longer lead",
    (Told.CANCELLED, True): "Cancelled, and you were to lead it",
    (Told.NAMED, False): "Your school hosts",
    (Told.CHANGED, False): "Changed at your school",
    (Told.RELEASED, False): "No longer at your school",
    (Told.CANCELLED, False): "Cancelled at your school",
}


@jobs.handles(TELL_NAMED)
def tell_those_named(job: jobs.RunningJob) -> None:
    with transaction() as session:
        one = to_come(session, uuid.UUID(job.payload["session_id"]), clock.today())
        if one is None:
            return
        told = _who(session, job.payload, clock.today())
        invitations = own_invitations(session, one, told)
        trust = get_trust(session)
        entry = entry_of(one, trust.name if trust else "", clock.now())
        for person in reached_by_mail(session, told):
            what, leads = told[person.id]
            letter = _letter(one, entry, person, what, leads, invitations.get(person.id))
            mail.queue(session, letter, uuid.uuid5(job.id, str(person.id)))


def _who(session: Session, payload: Mapping[str, Any], today: dt.date) -> dict[uuid.UUID, tuple[Told, bool]]:
    """Who is told what, and whether as leader; the leader of one's own school hears of it as its leader.

    The office that made the change knows of it; a leader is told all the same, for the entry in their calendar.
    """
    told = {
        person_id: (Told(what), False)
        for school_id, what in payload["hosts"].items()
        for person_id in office_of(session, uuid.UUID(school_id), today)
        if str(person_id) != payload["by"]
    }
    return told | {uuid.UUID(person_id): (Told(what), True) for person_id, what in payload["leaders"].items()}


def _letter(
    one: TrainingSession, entry: Entry, person: Person, what: Told, leads: bool, invitation: Invitation | None
) -> mail.Mail:
    assert person.email is not None
    letter = mail.written(
        person.email,
        f"{_SUBJECTS[what, leads]}: {one.course.title}, {long_day(one.held_on)}",
        "training/mail/session_role",
        what=what.value,
        leads=leads,
        known_as=person.known_as,
        title=entry.title,
        when=f"{long_day(one.held_on)}, {hours(one.starts_at, one.ends_at)}",
        where=entry.where,
        about=entry.about,
        reason=one.cancelled_because,
        link=entry.link,
        turn_off=mail.address("training.reminder_mails"),
    )
    if what is Told.RELEASED and invitation is not None and invitation.state in HOLDING:
        # They still come, so it stays in their calendar.
        return letter
    method = Method.REQUEST if what in (Told.NAMED, Told.CHANGED) else Method.CANCEL
    had = invitation.calendar_sequence if invitation is not None else None
    own_entry = replace(entry, sequence=max(entry.sequence, had or 0))
    attendee = Attendee(person.name, person.email, has_joined=leads)
    return replace(letter, calendar=calendar_of(own_entry, method, attendee), calendar_method=method.value)
