"""Write what a list of courses changes."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, delete, insert, update
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record, record_many
from cpd.people.actor import Actor
from cpd.training.models import (
    Course,
    CourseRule,
    Requirement,
    requirement_person,
    requirement_school,
    satisfied_by,
)
from cpd.training.policy import records as policy

Values = dict[str, Any]


@dataclass
class CourseChanges:
    """Rows to make, to change (``id`` and the changed columns alone) and to take away, with the links between them."""

    new: dict[type[Any], list[Values]] = field(default_factory=dict)
    changed: dict[type[Any], list[Values]] = field(default_factory=dict)
    dropped: dict[type[Any], list[uuid.UUID]] = field(default_factory=dict)
    links: dict[Table, list[Values]] = field(default_factory=dict)
    # What was done to which course, for the audit record: names of fields, no values.
    about: dict[uuid.UUID, list[str]] = field(default_factory=dict)

    def make(self, model: type[Any], values: Values) -> None:
        self.new.setdefault(model, []).append(values)

    def change(self, model: type[Any], values: Values) -> None:
        self.changed.setdefault(model, []).append(values)

    def drop(self, model: type[Any], row_id: uuid.UUID) -> None:
        self.dropped.setdefault(model, []).append(row_id)

    def link(self, table: Table, rows: Sequence[Values]) -> None:
        self.links.setdefault(table, []).extend(rows)


# Parents before children; the other way round for what goes.
_MODELS = (Course, CourseRule, Requirement)
_LINKS = (satisfied_by, requirement_school, requirement_person)


def write_course_list(session: Session, actor: Actor, changes: CourseChanges, counts: Values, at: dt.datetime) -> None:
    """Carry out an import of courses."""
    require(policy.can_import(actor))
    for model in reversed(_MODELS):
        if changes.dropped.get(model):
            session.execute(delete(model).where(model.id.in_(changes.dropped[model])))
    for model in _MODELS:
        # One statement a row: rows differ in the columns that change, and there are a few dozen.
        for values in changes.changed.get(model, ()):
            session.execute(update(model), [values])
        if changes.new.get(model):
            session.execute(insert(model), [values | {"entered_at": at} for values in changes.new[model]])
    for table in _LINKS:
        if changes.links.get(table):
            session.execute(insert(table), changes.links[table])
    record(session, actor, "training.courses_imported", None, detail=counts)
    record_many(
        session,
        actor,
        "training.course_changed",
        [(course_id, None, {"changed": done}) for course_id, done in changes.about.items()],
    )
