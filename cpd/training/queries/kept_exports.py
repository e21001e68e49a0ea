"""Coverage files that were given out: the list of them, and their content in pieces."""

import uuid
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpd.core.access import found
from cpd.core.paging import PAGE_SIZE, Slice, start_of
from cpd.core.pieces import unpacked
from cpd.people.actor import Actor
from cpd.training.models import KeptExport, KeptExportPart
from cpd.training.policy import exports as export_policy


def list_kept_exports(session: Session, actor: Actor, page: int) -> Slice[KeptExport]:
    """Those that the actor may know of, the newest first."""
    mine = export_policy.visible_exports(actor)
    total = session.scalar(select(func.count()).select_from(KeptExport).where(mine)) or 0
    rows = session.scalars(
        select(KeptExport)
        .where(mine)
        .order_by(KeptExport.made_at.desc(), KeptExport.id.desc())
        .limit(PAGE_SIZE)
        .offset(start_of(page))
    )
    return Slice(tuple(rows), page, total)


def get_kept_export(session: Session, actor: Actor, export_id: uuid.UUID) -> KeptExport:
    """One of them. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(KeptExport).where(KeptExport.id == export_id, export_policy.visible_exports(actor))
        ).first()
    )


def read_kept_file(session: Session, export_id: uuid.UUID) -> Iterator[bytes]:
    """The bytes of the file, one piece after the other. Whoever calls has asked whether the reader may."""
    return unpacked(_parts(session, export_id))


def _parts(session: Session, export_id: uuid.UUID) -> Iterator[bytes]:
    position = 0
    while True:
        content = session.scalar(
            select(KeptExportPart.content).where(
                KeptExportPart.export_id == export_id, KeptExportPart.position == position
            )
        )
        if content is None:
            return
        yield content
        position += 1
