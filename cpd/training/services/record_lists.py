"""Write what lists of completions and exemptions change, in a handful of statements."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record, record_many
from cpd.people.actor import Actor
from cpd.training.models import Completion, Exemption
from cpd.training.policy import records as policy

Values = dict[str, Any]


@dataclass
class RecordChanges:
    """Rows to make, and rows to change: the latter hold ``id`` and the changed columns alone."""

    new: list[Values] = field(default_factory=list)
    changed: list[Values] = field(default_factory=list)
    # Which record of whom was changed, with the names of its columns, for the audit record.
    about: list[tuple[uuid.UUID | None, uuid.UUID | None, Values | None]] = field(default_factory=list)


def write_completion_list(
    session: Session, actor: Actor, changes: RecordChanges, counts: Values, at: dt.datetime
) -> None:
    """Carry out an import of completions."""
    require(policy.can_import(actor))
    _write(session, actor, Completion, changes, at)
    record(session, actor, "training.completions_imported", None, detail=counts)
    record_many(session, actor, "training.completion_imported", _entries(changes))


def write_exemption_list(
    session: Session, actor: Actor, changes: RecordChanges, counts: Values, at: dt.datetime
) -> None:
    """Carry out an import of exemptions."""
    require(policy.can_import_exemptions(actor))
    _write(session, actor, Exemption, changes, at)
    record(session, actor, "training.exemptions_imported", None, detail=counts)
    record_many(session, actor, "training.exemption_imported", _entries(changes))


def _write(session: Session, actor: Actor, model: type[Any], changes: RecordChanges, at: dt.datetime) -> None:
    entered = {"entered_at": at, "entered_by_id": actor.person_id}
    if changes.new:
        session.execute(insert(model), [values | entered for values in changes.new])
    by_columns: dict[tuple[str, ...], list[Values]] = {}
    for values in changes.changed:
        by_columns.setdefault(tuple(sorted(values)), []).append(values)
    table = model.__table__
    for columns, group in by_columns.items():
        set_to: Values = {name: bindparam(f"new_{name}") for name in columns if name != "id"}
        session.connection().execute(
            update(table).where(table.c.id == bindparam("new_id")).values(set_to | {"version": table.c.version + 1}),
            [{f"new_{name}": value for name, value in values.items()} for values in group],
        )


def _entries(changes: RecordChanges) -> list[tuple[uuid.UUID | None, uuid.UUID | None, Values | None]]:
    made: list[tuple[uuid.UUID | None, uuid.UUID | None, Values | None]] = [
        (values["id"], values["person_id"], None) for values in changes.new
    ]
    return made + changes.about
