"""Who did what, when, to which record: one append-only table.

Services call :func:`record` in their own transaction. A reading of a sensitive record by somebody else is entered by
:func:`record_reading`, the only write a GET makes. Reading one's own record is not logged. ``detail`` holds names of
fields and counts, never the words of a visit, a review or a password.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import JSON, Index, String, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from cpd.core import clock
from cpd.core.database import transaction
from cpd.core.models import Base, Identified, new_id


class Doer(Protocol):
    """Whoever acts: a signed-in person, or the operator of a command."""

    @property
    def person_id(self) -> uuid.UUID | None: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class ByItself:
    """What is done in nobody's name, such as a job of each morning: ``name`` says what acts."""

    name: str
    person_id: None = None


class AuditEntry(Identified, Base):
    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_about_person_id_at", "about_person_id", "at"),
        Index("ix_audit_entry_subject_id", "subject_id"),
    )

    at: Mapped[dt.datetime]
    # No foreign keys: the entry outlives the record and the person.
    by_person_id: Mapped[uuid.UUID | None]
    by_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(80))
    subject_id: Mapped[uuid.UUID | None]
    about_person_id: Mapped[uuid.UUID | None]
    is_reading: Mapped[bool] = mapped_column(default=False)
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSON)


def record(
    session: Session,
    actor: Doer,
    action: str,
    subject_id: uuid.UUID | None,
    *,
    about_person_id: uuid.UUID | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Enter a change made by ``actor``, in the transaction of the change itself."""
    session.add(_entry(actor, action, subject_id, about_person_id, detail, is_reading=False))


def record_many(
    session: Session,
    actor: Doer,
    action: str,
    entries: Sequence[tuple[uuid.UUID | None, uuid.UUID | None, dict[str, Any] | None]],
    *,
    is_reading: bool = False,
) -> None:
    """Enter many changes of one kind in one statement: subject, whom it is about, detail."""
    if not entries:
        return
    at = clock.now()
    session.execute(
        insert(AuditEntry),
        [
            {
                "id": new_id(),
                "at": at,
                "by_person_id": actor.person_id,
                "by_name": actor.name,
                "action": action,
                "subject_id": subject_id,
                "about_person_id": about_person_id,
                "is_reading": is_reading,
                "detail": detail,
            }
            for subject_id, about_person_id, detail in entries
        ],
    )


def record_reading(actor: Doer, action: str, subject_id: uuid.UUID | None, about_person_id: uuid.UUID | None) -> None:
    """Enter that ``actor`` read or downloaded a sensitive record about somebody else, in a transaction of its own.

    A list of many people, taken as a file, is one entry about nobody alone. Call it when the page is built: it ends the
    reading transaction.
    """
    if about_person_id is not None and actor.person_id == about_person_id:
        return
    with transaction() as session:
        session.add(_entry(actor, action, subject_id, about_person_id, None, is_reading=True))


def record_readings(actor: Doer, action: str, read: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> None:
    """The same for many records at once, each with the person it is about: one entry on the list of each."""
    entries = [(subject_id, about, None) for subject_id, about in read if about != actor.person_id]
    if not entries:
        return
    with transaction() as session:
        record_many(session, actor, action, entries, is_reading=True)


def _entry(
    actor: Doer,
    action: str,
    subject_id: uuid.UUID | None,
    about_person_id: uuid.UUID | None,
    detail: dict[str, Any] | None,
    *,
    is_reading: bool,
) -> AuditEntry:
    return AuditEntry(
        at=clock.now(),
        by_person_id=actor.person_id,
        by_name=actor.name,
        action=action,
        subject_id=subject_id,
        about_person_id=about_person_id,
        is_reading=is_reading,
        detail=detail,
    )
