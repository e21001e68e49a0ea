"""Batches of statements, for the one who asked for them and nobody else."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, undefer

from cpd.appraisal.models import BatchFile, Review, StatementBatch
from cpd.appraisal.policy import can_look_after, visible
from cpd.core.access import found, require
from cpd.people.actor import Actor
from cpd.people.models import Person


@dataclass(frozen=True)
class BatchCount:
    """How far a batch is, and when something last came of it."""

    made: int
    drafts: int
    unprinted: int
    whole: int
    last_made_at: dt.datetime | None


@dataclass(frozen=True)
class MadeFile:
    """A file of a batch that may be given out now."""

    review_id: uuid.UUID
    person_id: uuid.UUID
    person: str
    name: str
    is_draft: bool
    sha256: str
    pdf: bytes

    @property
    def bookmark(self) -> str:
        return f"{self.person} (draft)" if self.is_draft else self.person


def reviews_for_batch(session: Session, actor: Actor, school_id: uuid.UUID, cycle_id: uuid.UUID) -> list[Review]:
    """The reviews of a school in a cycle that its head may read and that end with a statement, by name."""
    require(can_look_after(actor, school_id))
    return list(
        session.scalars(
            select(Review)
            .join(Review.person)
            .where(
                Review.school_id == school_id,
                Review.cycle_id == cycle_id,
                Review.laid_down_on.is_(None),
                visible(actor),
            )
            .options(joinedload(Review.person))
            .order_by(Person.sort_last_name, Person.sort_first_name, Person.staff_code, Review.id)
        )
    )


def _own(actor: Actor) -> Select[StatementBatch]:
    return (
        select(StatementBatch)
        .where(StatementBatch.asked_by_id == actor.person_id)
        .options(joinedload(StatementBatch.cycle), joinedload(StatementBatch.school))
    )


def get_batch(session: Session, actor: Actor, batch_id: uuid.UUID, *, for_writing: bool = False) -> StatementBatch:
    """A batch that the actor asked for, with its cycle and school. Raises ``NotFound``."""
    query = _own(actor).where(StatementBatch.id == batch_id)
    return found(session.scalars(query.with_for_update(of=StatementBatch) if for_writing else query).first())


def list_batches(session: Session, actor: Actor, school_id: uuid.UUID) -> list[StatementBatch]:
    """The batches of a school that the actor asked for, the latest first."""
    query = _own(actor).where(StatementBatch.school_id == school_id)
    return list(session.scalars(query.order_by(StatementBatch.asked_at.desc(), StatementBatch.id)))


def count_files(session: Session, batch: StatementBatch) -> BatchCount:
    row = session.execute(
        select(
            func.count(BatchFile.sha256),
            func.count(BatchFile.sha256).filter(BatchFile.is_draft),
            func.count(BatchFile.made_at).filter(BatchFile.sha256.is_(None)),
            func.count(),
            func.max(BatchFile.made_at),
        ).where(BatchFile.batch_id == batch.id)
    ).one()
    return BatchCount(*row)


def made_files(session: Session, actor: Actor, batch: StatementBatch) -> list[MadeFile]:
    """The files that were made, in order: those of reviews that the actor may still read today."""
    rows = session.execute(
        select(BatchFile, Person)
        .join(Review, Review.id == BatchFile.review_id)
        .join(Person, Person.id == Review.person_id)
        .where(BatchFile.batch_id == batch.id, BatchFile.sha256.is_not(None), visible(actor))
        .options(undefer(BatchFile.pdf))
        .order_by(BatchFile.position)
    )
    files = []
    for file, person in rows:
        assert file.pdf is not None
        assert file.sha256 is not None
        files.append(MadeFile(file.review_id, person.id, person.name, file.name, file.is_draft, file.sha256, file.pdf))
    return files


def unprinted_people(session: Session, actor: Actor, batch: StatementBatch) -> list[Person]:
    """Whose statement cannot be printed, in order: of reviews that the actor may still read today."""
    return list(
        session.scalars(
            select(Person)
            .join(Review, Review.person_id == Person.id)
            .join(BatchFile, BatchFile.review_id == Review.id)
            .where(
                BatchFile.batch_id == batch.id,
                BatchFile.made_at.is_not(None),
                BatchFile.sha256.is_(None),
                visible(actor),
            )
            .order_by(BatchFile.position)
        )
    )


def left_to_make(session: Session, batch_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The reviews that have not had their turn yet, in order."""
    return session.scalars(
        select(BatchFile.review_id)
        .where(BatchFile.batch_id == batch_id, BatchFile.made_at.is_(None))
        .order_by(BatchFile.position)
    ).all()


def is_wanted(session: Session, batch_id: uuid.UUID) -> bool:
    """Whether a batch is still there and nobody has stopped it."""
    wanted = select(StatementBatch.id).where(
        StatementBatch.id == batch_id, StatementBatch.stopped_at.is_(None), StatementBatch.ended_at.is_(None)
    )
    return session.scalar(wanted) is not None
