"""Signed statements: the files of each version for those who may read them, and whether one is ours for everybody."""

import uuid

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased, undefer

from cpd.appraisal.models import Review, SignedRecord
from cpd.appraisal.policy import visible
from cpd.appraisal.rules.signing import hash_start
from cpd.appraisal.rules.statements import Standing, standing
from cpd.core.access import found
from cpd.people.actor import Actor


def signed_pdf(session: Session, actor: Actor, review_id: uuid.UUID, number: int | None = None) -> bytes:
    """The PDF made when both had signed: of one version, or of the latest. Raises ``NotFound``."""
    query = _records(actor, review_id).options(undefer(SignedRecord.pdf))
    if number is not None:
        query = query.where(SignedRecord.number == number)
    return found(session.scalars(query).first()).pdf


def signed_archive(session: Session, actor: Actor, review_id: uuid.UUID, number: int) -> bytes:
    """The same pages as PDF/A. Raises ``NotFound``, also for a version signed before there was such a file."""
    query = _records(actor, review_id).where(SignedRecord.number == number).options(undefer(SignedRecord.archive))
    return found(found(session.scalars(query).first()).archive)


def _records(actor: Actor, review_id: uuid.UUID) -> Select[SignedRecord]:
    return (
        select(SignedRecord)
        .join(Review, Review.id == SignedRecord.review_id)
        .where(Review.id == review_id, visible(actor))
        .order_by(SignedRecord.number.desc())
    )


def standing_of_code(session: Session, typed: str) -> Standing:
    """For everybody: whether a code is that of a signed statement. What is no code is looked for all the same."""
    start = hash_start(typed) or "none"
    return _standing(session, SignedRecord.record_sha256.between(start.ljust(64, "0"), start.ljust(64, "f")))


def standing_of_file(session: Session, sha256: str) -> Standing:
    """For everybody: whether a file is a signed statement, byte for byte."""
    return _standing(session, or_(SignedRecord.pdf_sha256 == sha256, SignedRecord.archive_sha256 == sha256))


def _standing(session: Session, is_asked: ColumnElement[bool]) -> Standing:
    """One statement whatever the answer."""
    other = aliased(SignedRecord)
    latest = select(func.max(other.number)).where(other.review_id == SignedRecord.review_id).scalar_subquery()
    row = session.execute(select(SignedRecord.number, latest).where(is_asked).limit(1)).first()
    return standing(row[0], row[1]) if row else standing(None, None)
