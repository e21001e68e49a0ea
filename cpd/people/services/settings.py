"""The trust's own settings: its name, its named person, its schools with their contacts, its job-title table."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cpd.core import theme
from cpd.core.access import require
from cpd.core.audit import record
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.names import fold
from cpd.people import policy
from cpd.people.actor import Actor
from cpd.people.models import ContactKind, JobTitleRule, Phase, School, SchoolContact, StaffGroup, Trust
from cpd.people.queries.schools import contacts_of
from cpd.people.queries.staff_list import job_title_table
from cpd.people.rules.staff import job_title_words, mark_of


@dataclass(frozen=True)
class ContactEntry:
    kind: ContactKind
    name: str
    reached_by: str


@dataclass(frozen=True)
class TrustEntry:
    name: str
    named_person: str
    named_person_reached_by: str
    colour_header: str = ""
    colour_action: str = ""


@dataclass(frozen=True)
class SchoolEntry:
    name: str
    phase: Phase
    postcode: str | None
    joined_on: dt.date | None
    closed_on: dt.date | None


def change_trust(session: Session, actor: Actor, trust: Trust, entry: TrustEntry, version: int) -> None:
    """Change the trust's name and whom to turn to with a worry about a head."""
    require(policy.can_change_settings(actor))
    if trust.version != version:
        raise StaleRecord
    trust.name = entry.name
    trust.named_person, trust.named_person_reached_by = entry.named_person, entry.named_person_reached_by
    trust.colour_header = theme.checked(entry.colour_header, "colour_header") if entry.colour_header else None
    trust.colour_action = theme.checked(entry.colour_action, "colour_action") if entry.colour_action else None
    record(session, actor, "people.trust_changed", trust.id)


def change_school(session: Session, actor: Actor, school: School, entry: SchoolEntry, version: int) -> None:
    """Change what is known of a school, its day of joining the trust above all."""
    require(policy.can_change_school(actor))
    if school.version != version:
        raise StaleRecord
    if entry.joined_on and entry.closed_on and entry.closed_on < entry.joined_on:
        raise DomainError("The school cannot have closed before it joined.", "closed_on")
    school.name, school.sort_name, school.phase = entry.name, fold(entry.name)[:200], entry.phase
    school.postcode, school.joined_on, school.closed_on = entry.postcode, entry.joined_on, entry.closed_on
    record(session, actor, "people.school_changed", school.id)


def contacts_mark(contacts: Sequence[SchoolContact]) -> str:
    """Marks a school's contacts as they stand."""
    return mark_of([(contact.kind.value, contact.name, contact.reached_by) for contact in contacts])


def change_contacts(
    session: Session, actor: Actor, school_id: uuid.UUID, contacts: Sequence[ContactEntry], opened: str
) -> None:
    """Put these contacts in place of the school's for worries about safety. ``opened`` marks them as they were."""
    require(policy.can_change_contacts(actor, school_id))
    if opened != contacts_mark(contacts_of(session, school_id)):
        raise StaleRecord
    session.execute(delete(SchoolContact).where(SchoolContact.school_id == school_id))
    session.add_all(
        SchoolContact(school_id=school_id, kind=entry.kind, name=entry.name, reached_by=entry.reached_by)
        for entry in contacts
    )
    record(session, actor, "people.contacts_changed", school_id)


def change_job_titles(session: Session, actor: Actor, table: Sequence[tuple[str, StaffGroup]], opened: str) -> None:
    """Put this table in place of the trust's. ``opened`` marks the table as it was when the page was opened."""
    require(policy.can_change_settings(actor))
    if opened != mark_of(job_title_table(session)):
        raise StaleRecord
    for words, _ in table:
        if not job_title_words(words).strip():
            raise DomainError(f"A line needs at least one letter or figure: {words}.", "table")
    session.execute(delete(JobTitleRule))
    session.add_all(
        JobTitleRule(position=position, words=words, staff_group=group)
        for position, (words, group) in enumerate(table, 1)
    )
    record(session, actor, "people.job_titles_changed", None, detail={"lines": len(table)})
