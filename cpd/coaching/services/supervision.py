"""Writing, sharing and throwing away notes for supervision."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.coaching.models import SupervisionNote
from cpd.coaching.policy import visits as policy
from cpd.coaching.queries.supervision import get_note
from cpd.coaching.services.writing import add_once
from cpd.core import audit
from cpd.core.access import require
from cpd.core.errors import DomainError
from cpd.people.actor import Actor


def write_note(session: Session, actor: Actor, text: str, request_key: uuid.UUID) -> SupervisionNote:
    """Keep a note for the actor alone. The same form sent again is the same note."""
    require(policy.can_begin(actor))
    same_key = select(SupervisionNote).where(SupervisionNote.request_key == request_key)
    new = SupervisionNote(ambassador_id=actor.person_id, text=text, written_on=actor.today, request_key=request_key)
    note = add_once(session, new, same_key)
    require(note.ambassador_id == actor.person_id)
    return note


def reword_note(session: Session, actor: Actor, note_id: uuid.UUID, text: str) -> None:
    """Put a note right while nobody else has read it."""
    note = _own(session, actor, note_id)
    if note.text == text:
        return
    if note.shared_at is not None:
        raise DomainError("This note is shared, so its words stay. Write a new one for what has changed.", "text")
    note.text = text


def share_note(session: Session, actor: Actor, note_id: uuid.UUID, at: dt.datetime) -> None:
    """Let the development lead read a note, from now on. Shared already, nothing changes."""
    note = _own(session, actor, note_id)
    if note.shared_at is None:
        note.shared_at = at
        audit.record(session, actor, "supervision.shared", note.id, about_person_id=note.ambassador_id)


def discard_note(session: Session, actor: Actor, note_id: uuid.UUID) -> None:
    """Throw a note away for good, as long as nobody else has been given it to read."""
    note = _own(session, actor, note_id)
    if note.shared_at is not None:
        raise DomainError("This note is shared with the development lead, so it stays.")
    session.delete(note)


def _own(session: Session, actor: Actor, note_id: uuid.UUID) -> SupervisionNote:
    session.execute(select(SupervisionNote.id).where(SupervisionNote.id == note_id).with_for_update())
    note = get_note(session, actor, note_id)
    require(note.ambassador_id == actor.person_id)
    return note
