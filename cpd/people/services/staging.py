"""Imports through a page: a file waits for its confirmation, is carried out once, and is then forgotten."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.importing import Importer, ImportOptions, ImportPlan
from cpd.people.actor import Actor
from cpd.people.models import StagedImport

# A file that nobody confirms is forgotten after a day.
WAITS = dt.timedelta(days=1)


@dataclass(frozen=True)
class Upload:
    """A file that has been read."""

    file_name: str
    content: str
    options: ImportOptions


def stage_import(session: Session, actor: Actor, importer: Importer, upload: Upload, now: dt.datetime) -> StagedImport:
    """Keep an upload until it is confirmed; uploads that have waited too long go."""
    require(importer.may(actor))
    session.execute(
        delete(StagedImport).where(StagedImport.carried_out_at.is_(None), StagedImport.uploaded_at < now - WAITS)
    )
    staged = StagedImport(
        kind=importer.kind,
        file_name=upload.file_name[:200],
        uploaded_by_id=actor.person_id,
        uploaded_at=now,
        content=upload.content,
        options=kept_options(upload.options),
    )
    session.add(staged)
    session.flush()
    return staged


def finish_import(
    session: Session, actor: Actor, importer: Importer, staged: StagedImport, plan: ImportPlan, now: dt.datetime
) -> None:
    """Carry out a confirmed import; its rows are not kept, only what it did."""
    require(importer.may(actor))
    importer.carry_out(session, actor, plan)
    staged.carried_out_at = now
    staged.content = ""
    staged.report = plan.report.as_json()


def read_by_mapping(session: Session, actor: Actor, importer: Importer, staged: StagedImport, name: str) -> None:
    """Let a waiting file be read by the mapping of this name."""
    require(importer.may(actor) and staged.carried_out_at is None)
    staged.options = {**staged.options, "mapping": name}


def discard_import(session: Session, actor: Actor, importer: Importer, staged: StagedImport) -> None:
    """Forget a file that is not to be imported after all."""
    require(importer.may(actor) and staged.carried_out_at is None)
    session.delete(staged)


def kept_options(options: ImportOptions) -> dict[str, Any]:
    kept = asdict(options)
    end = options.end_missing_on
    return kept | {"end_missing_on": end.isoformat() if end else None}


def restored_options(kept: dict[str, Any]) -> ImportOptions:
    """Options as they were kept. A preview leaves bad rows out, so that it can show what the good ones do."""
    end = kept.get("end_missing_on")
    return ImportOptions(
        sheet=kept.get("sheet"),
        trust_uid=kept.get("trust_uid"),
        end_missing_on=dt.date.fromisoformat(end) if end else None,
        skip_bad_rows=True,
        mapping=kept.get("mapping"),
    )
