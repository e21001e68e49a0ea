"""Keeping a coverage file as it was given out."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.orm import Session

from cpd.core.audit import record
from cpd.people.actor import Actor
from cpd.training.models import KeptExport, KeptExportPart


@dataclass(frozen=True)
class ExportFacts:
    """What is said of a kept file, beside who made it and when."""

    as_at: dt.date
    level: str
    file_format: str
    narrowed_to: dict[str, str]
    rows: int
    size: int
    sha256: str


def keep_export(
    session: Session, actor: Actor, facts: ExportFacts, parts: Iterable[bytes], at: dt.datetime
) -> KeptExport:
    """Keep a file in packed pieces. What was in it, its maker was already shown."""
    export = KeptExport(made_at=at, made_by_id=actor.person_id, made_by=actor.name, **vars(facts))
    session.add(export)
    session.flush()
    for position, part in enumerate(parts):
        session.execute(insert(KeptExportPart).values(export_id=export.id, position=position, content=part))
    detail = {"as_at": facts.as_at.isoformat(), "format": facts.file_format}
    if facts.file_format == "csv":
        detail["level"] = facts.level
    record(session, actor, "training.coverage_exported", export.id, detail=detail)
    return export
