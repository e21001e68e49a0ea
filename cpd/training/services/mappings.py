"""Remembering what another system calls our columns and courses."""

import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.names import fold
from cpd.people.actor import Actor
from cpd.training.models import Course, ImportMapping
from cpd.training.policy import records as policy
from cpd.training.queries.mappings import get_mapping, list_mappings

_NEEDED = {
    "course_code": "Say which column names the course.",
    "completed_on": "Say which column has the day.",
}


def keep_columns(
    session: Session, actor: Actor, mapping_id: uuid.UUID | None, name: str, columns: Mapping[str, str], version: int
) -> ImportMapping:
    """Make a mapping, or change the name and columns of one. ``columns``: our column, their heading."""
    require(policy.can_import(actor))
    if len(set(columns.values())) < len(columns):
        raise DomainError("One of their columns is chosen twice. Each can be one of ours.")
    if not {"staff_code", "email"} & set(columns):
        raise DomainError("Say which column tells who it was: the staff code or the work address.", "staff_code")
    for needed, message in _NEEDED.items():
        if needed not in columns:
            raise DomainError(message, needed)
    if any(fold(one.name) == fold(name) and one.id != mapping_id for one in list_mappings(session)):
        raise DomainError("Another mapping has this name.", "name")
    if mapping_id is None:
        mapping = ImportMapping(name=name, columns=dict(columns), courses={})
        session.add(mapping)
        session.flush()
        record(session, actor, "training.mapping_added", mapping.id, detail={"name": name})
        return mapping
    mapping = get_mapping(session, mapping_id)
    if mapping.version != version:
        raise StaleRecord
    if (mapping.name, mapping.columns) != (name, dict(columns)):
        mapping.name, mapping.columns = name, dict(columns)
        record(session, actor, "training.mapping_changed", mapping.id, detail={"name": name})
    return mapping


def keep_courses(
    session: Session, actor: Actor, mapping_id: uuid.UUID, courses: Mapping[str, str], version: int
) -> None:
    """Remember which of our courses each name is; an empty code leaves its rows out."""
    require(policy.can_import(actor))
    mapping = get_mapping(session, mapping_id)
    if mapping.version != version:
        raise StaleRecord
    known = set(session.scalars(select(Course.code)))
    unknown = next((code for code in courses.values() if code and code not in known), None)
    if unknown is not None:
        raise DomainError(f"No course has the code {unknown}.")
    if courses and not courses.items() <= mapping.courses.items():
        mapping.courses = {**mapping.courses, **courses}
        record(session, actor, "training.mapping_changed", mapping.id, detail={"courses": len(courses)})


def forget_mapping(session: Session, actor: Actor, mapping_id: uuid.UUID) -> None:
    """What was imported by it stays."""
    require(policy.can_import(actor))
    mapping = get_mapping(session, mapping_id)
    session.delete(mapping)
    record(session, actor, "training.mapping_forgotten", mapping_id, detail={"name": mapping.name})
