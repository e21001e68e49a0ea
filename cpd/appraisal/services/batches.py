"""A batch of statements: asked for, stopped, gone on with; each file kept whole, and all of them deleted in time."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.orm import Session

from cpd.appraisal.models import AppraisalCycle, BatchFile, StatementBatch
from cpd.appraisal.queries.batches import left_to_make, reviews_for_batch
from cpd.appraisal.rules.batches import KEPT_FOR, file_name
from cpd.core import audit, jobs
from cpd.core.errors import DomainError
from cpd.people.actor import Actor

MAKE_STATEMENTS = "appraisal.statements"


def ask_for_batch(
    session: Session,
    actor: Actor,
    school_id: uuid.UUID,
    cycle: AppraisalCycle,
    *,
    request_key: uuid.UUID,
    at: dt.datetime,
) -> uuid.UUID:
    """Have the statements of a school made, for its head. A form posted twice asks once."""
    already = session.scalar(
        select(StatementBatch.id).where(
            StatementBatch.request_key == request_key, StatementBatch.asked_by_id == actor.person_id
        )
    )
    if already is not None:
        return already
    reviews = reviews_for_batch(session, actor, school_id, cycle.id)
    if not reviews:
        raise DomainError("This school has no review in this cycle that you may read.")
    batch = StatementBatch(
        cycle_id=cycle.id, school_id=school_id, asked_by_id=actor.person_id, asked_at=at, request_key=request_key
    )
    session.add(batch)
    session.flush()
    session.add_all(
        BatchFile(
            batch_id=batch.id,
            review_id=review.id,
            position=position,
            name=file_name(position, review.person.name, is_draft=False),
        )
        for position, review in enumerate(reviews, 1)
    )
    audit.record(session, actor, "statements.asked_for", batch.id, detail={"files": len(reviews)})
    _enqueue(session, batch)
    return batch.id


def _enqueue(session: Session, batch: StatementBatch) -> None:
    jobs.enqueue(session, MAKE_STATEMENTS, {"batch_id": str(batch.id)}, wanted_by_id=batch.asked_by_id)


def stop_batch(session: Session, actor: Actor, batch: StatementBatch, at: dt.datetime) -> None:
    """No further file is made; what is made stays."""
    if batch.ended_at is None and batch.stopped_at is None:
        batch.stopped_at = at
        audit.record(session, actor, "statements.stopped", batch.id)


def go_on(session: Session, actor: Actor, batch: StatementBatch) -> None:
    """Make what is left. Where a job is still at it, two make the same files, and each is kept once."""
    if batch.ended_at is None:
        batch.stopped_at = None
        audit.record(session, actor, "statements.gone_on", batch.id)
        _enqueue(session, batch)


def keep_file(
    session: Session,
    batch_id: uuid.UUID,
    review_id: uuid.UUID,
    pdf: bytes,
    *,
    is_draft: bool,
    person: str,
    at: dt.datetime,
) -> None:
    """Keep a file that was made, unless it has been kept meanwhile or the batch has gone."""
    waiting = _waiting(batch_id, review_id)
    position = session.scalar(select(BatchFile.position).where(waiting).with_for_update())
    if position is None:
        return
    session.execute(
        update(BatchFile)
        .where(waiting)
        .values(
            made_at=at,
            is_draft=is_draft,
            name=file_name(position, person, is_draft=is_draft),
            sha256=hashlib.sha256(pdf).hexdigest(),
            pdf=pdf,
        )
    )


def mark_unprinted(session: Session, batch_id: uuid.UUID, review_id: uuid.UUID, at: dt.datetime) -> None:
    """A review that cannot be printed comes into no file of this batch; the next batch tries it again."""
    session.execute(update(BatchFile).where(_waiting(batch_id, review_id)).values(made_at=at))


def _waiting(batch_id: uuid.UUID, review_id: uuid.UUID) -> ColumnElement[bool]:
    return and_(BatchFile.batch_id == batch_id, BatchFile.review_id == review_id, BatchFile.made_at.is_(None))


def leave_out(session: Session, batch_id: uuid.UUID, review_id: uuid.UUID) -> None:
    """A review that the one who asked may not read any more comes into no file."""
    session.execute(delete(BatchFile).where(BatchFile.batch_id == batch_id, BatchFile.review_id == review_id))


def forget_drafts(session: Session, review_id: uuid.UUID) -> None:
    """What was printed of a review while it was written goes from every batch, when its person takes something back."""
    session.execute(delete(BatchFile).where(BatchFile.review_id == review_id, BatchFile.is_draft.is_(True)))


def end_batch(session: Session, batch_id: uuid.UUID, at: dt.datetime) -> None:
    """Note that it is over, once there is nothing left to make."""
    batch = session.get(StatementBatch, batch_id, with_for_update=True)
    if batch is None or batch.stopped_at is not None or batch.ended_at is not None:
        return
    if not left_to_make(session, batch_id):
        batch.ended_at = at


def delete_old_batches(session: Session, at: dt.datetime) -> Sequence[uuid.UUID]:
    """Batches asked for more than seven days ago go, with every file; which went."""
    old = session.scalars(select(StatementBatch.id).where(StatementBatch.asked_at <= at - KEPT_FOR)).all()
    session.execute(delete(BatchFile).where(BatchFile.batch_id.in_(old)))
    session.execute(delete(StatementBatch).where(StatementBatch.id.in_(old)))
    return old
