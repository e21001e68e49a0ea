"""Entries in the ledger: added by the person where nobody logged them, disputed by the person, settled by the head."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.coaching import queries
from cpd.coaching.models import LedgerEntry
from cpd.coaching.policy import kinds as kind_policy
from cpd.coaching.rules.kinds import EntrySource
from cpd.coaching.rules.ledger import Entered
from cpd.coaching.services.writing import add_once
from cpd.core import audit
from cpd.core.access import NotFound, require
from cpd.core.errors import DomainError
from cpd.people.actor import Actor


def add_entry(session: Session, actor: Actor, entered: Entered, request_key: uuid.UUID) -> None:
    """Somebody came into the actor's own room, and nobody logged it."""
    require(actor.person_id is not None and entered.school_id in actor.school_ids)
    if entered.entered_on > actor.today:
        raise DomainError("Say when somebody came: the date is in the future.", "entered_on")
    called = entered.called
    if entered.kind_id is not None:
        called = queries.get_kind(session, entered.kind_id).name
    if not called:
        raise DomainError("Say in a few words what it was.", "called")
    new = LedgerEntry(
        person_id=actor.person_id,
        school_id=entered.school_id,
        kind_id=entered.kind_id,
        called=called,
        visitor=entered.visitor,
        entered_on=entered.entered_on,
        source=EntrySource.ADDED,
        request_key=request_key,
    )
    entry = add_once(session, new, select(LedgerEntry).where(LedgerEntry.request_key == request_key))
    require(entry.person_id == actor.person_id)
    if entry is new:
        audit.record(session, actor, "ledger_entry.added", entry.id, about_person_id=entry.person_id)


def remove_entry(session: Session, actor: Actor, entry_id: uuid.UUID) -> None:
    """Take out again what one added oneself by mistake."""
    entry = queries.get_own_entry(session, actor, entry_id)
    require(kind_policy.can_remove(actor, entry))
    audit.record(session, actor, "ledger_entry.removed", entry.id, about_person_id=entry.person_id)
    session.delete(entry)


def dispute_entry(session: Session, actor: Actor, entry_id: uuid.UUID, words: str, at: dt.datetime) -> None:
    """Say that an entry about oneself is not right. Once: the head answers."""
    entry = _locked(session, actor, entry_id)
    if entry.person_id != actor.person_id:
        raise NotFound
    if entry.disputed_at is not None:
        if entry.dispute == words:
            return
        raise DomainError("You have disputed this entry already; the head of the school answers.")
    entry.disputed_at, entry.dispute = at, words
    audit.record(session, actor, "ledger_entry.disputed", entry.id, about_person_id=entry.person_id)


def settle_entry(
    session: Session, actor: Actor, entry_id: uuid.UUID, words: str, at: dt.datetime, *, is_struck: bool
) -> None:
    """Answer a dispute as head of the school: the entry is struck or kept, with words that both read."""
    entry = _locked(session, actor, entry_id)
    require(kind_policy.can_settle(actor, entry))
    if entry.disputed_at is None:
        raise NotFound
    if entry.settled_at is not None:
        if (entry.settled, entry.is_struck) == (words, is_struck):
            return
        raise DomainError("This was settled meanwhile. The answer that was given stands.")
    entry.settled_at, entry.settled, entry.is_struck = at, words, is_struck
    detail = {"is_struck": is_struck}
    audit.record(session, actor, "ledger_entry.settled", entry.id, about_person_id=entry.person_id, detail=detail)


def _locked(session: Session, actor: Actor, entry_id: uuid.UUID) -> LedgerEntry:
    """An entry about the actor or at their school, held until the transaction ends."""
    session.execute(select(LedgerEntry.id).where(LedgerEntry.id == entry_id).with_for_update())
    return queries.get_entry(session, actor, entry_id)
