"""Write what a staff list changes: everybody and every post in a handful of statements."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from cpd.core import mail
from cpd.core.access import require
from cpd.core.audit import record, record_many
from cpd.people import policy
from cpd.people.actor import Actor
from cpd.people.models import Person, Post
from cpd.people.seeds import load_job_titles

Values = dict[str, Any]


@dataclass
class StaffChanges:
    """Rows to make, and rows to change: the latter hold ``id`` and the changed columns alone."""

    new_people: list[Values] = field(default_factory=list)
    changed_people: list[Values] = field(default_factory=list)
    new_posts: list[Values] = field(default_factory=list)
    changed_posts: list[Values] = field(default_factory=list)
    # The person of each changed post, and what was done to whom, for the audit record: names of columns, no values.
    about: dict[uuid.UUID, set[str]] = field(default_factory=dict)

    def note(self, person_id: uuid.UUID, done: Iterable[str]) -> None:
        self.about.setdefault(person_id, set()).update(done)


def write_staff_list(session: Session, actor: Actor, changes: StaffChanges, counts: Values) -> None:
    """Carry out a staff import. The job-title table it used is kept from now on, for the trust to edit."""
    require(policy.can_import(actor))
    load_job_titles(session)
    _tell_old_addresses(session, actor, changes.changed_people)
    _give_up_addresses(session, changes.changed_people)
    _insert(session, Person, changes.new_people)
    _update(session, Person, changes.changed_people)
    _insert(session, Post, changes.new_posts)
    _update(session, Post, changes.changed_posts)
    record(session, actor, "people.staff_imported", None, detail=counts)
    record_many(
        session,
        actor,
        "people.person_imported",
        [(person_id, person_id, {"changed": sorted(done)}) for person_id, done in changes.about.items()],
    )


def _insert(session: Session, model: type[Any], rows: Sequence[Values]) -> None:
    if rows:
        session.execute(insert(model), rows)


def _update(session: Session, model: type[Any], rows: Sequence[Values]) -> None:
    by_columns: dict[tuple[str, ...], list[Values]] = {}
    for row in rows:
        by_columns.setdefault(tuple(sorted(row)), []).append(row)
    for group in by_columns.values():
        session.execute(update(model), group)


def _tell_old_addresses(session: Session, actor: Actor, rows: Sequence[Values]) -> None:
    """Whoever has an address may have links to a new password sent there: its owner hears when it is another's.

    A first address opens an account as well. Nobody can be written to then, and it stands under who has looked.
    """
    new = {row["id"]: row["email"] for row in rows if "email" in row}
    people = (
        session.execute(select(Person.id, Person.email, Person.preferred_name, Person.first_name)).all() if new else []
    )
    changed = [row for row in people if row.id in new and row.email != new[row.id]]
    record_many(session, actor, "people.email_changed", [(row.id, row.id, None) for row in changed])
    for row in changed:
        if row.email is None:
            continue
        known_as = row.preferred_name or row.first_name
        mail.queue(
            session, mail.written(row.email, "Your address for signing in", "people/mail_address", known_as=known_as)
        )


def _give_up_addresses(session: Session, rows: Sequence[Values]) -> None:
    """Two people may swap their addresses, and one may take another's: the old ones go before the new ones come."""
    _update(session, Person, [{"id": row["id"], "email": None} for row in rows if "email" in row])
