"""Notes for supervision."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cpd.coaching.models import SupervisionNote
from cpd.coaching.policy import visits as policy
from cpd.coaching.rules.supervision import names_in
from cpd.people.actor import Actor

OWN_READERS = "you alone, until you share a note: then also the development lead"


@dataclass(frozen=True)
class NoteLine:
    """A note as its writer has it; ``names`` are colleagues' names that stand in it."""

    id: uuid.UUID
    text: str
    written_on: dt.date
    shared_at: dt.datetime | None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class SharedNoteLine:
    id: uuid.UUID
    who: str
    shared_at: dt.datetime


@dataclass(frozen=True)
class SupervisionPage:
    can_write: bool
    is_lead: bool
    own: tuple[NoteLine, ...]
    shared: tuple[SharedNoteLine, ...]


def note_line(note: SupervisionNote, names: Collection[str]) -> NoteLine:
    is_private = note.shared_at is None
    return NoteLine(
        note.id, note.text, note.written_on, note.shared_at, names_in(note.text, names) if is_private else ()
    )


def supervision_page(
    actor: Actor, own: Sequence[SupervisionNote], shared: Sequence[SupervisionNote], names: Collection[str]
) -> SupervisionPage:
    return SupervisionPage(
        can_write=policy.can_begin(actor),
        is_lead=actor.is_development_lead,
        own=tuple(note_line(note, names) for note in own),
        shared=tuple(
            SharedNoteLine(note.id, note.ambassador.name, note.shared_at) for note in shared if note.shared_at
        ),
    )


@dataclass(frozen=True)
class NotePage:
    """One note that was shared, as the development lead reads it."""

    who: str
    text: str
    written_on: dt.date
    is_mine: bool
    shared_at: dt.datetime | None


def note_page(actor: Actor, note: SupervisionNote) -> NotePage:
    return NotePage(
        note.ambassador.name, note.text, note.written_on, note.ambassador_id == actor.person_id, note.shared_at
    )
