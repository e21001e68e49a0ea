"""Signatures, the statement as both signed it, and batches of statements."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.appraisal.models.year import AppraisalCycle
from cpd.appraisal.rules.states import Signer
from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import School


class Signature(Identified, Base):
    """A typed name, the account that typed it, and when."""

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("review_id", "signer"),)

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    signer: Mapped[Signer] = mapped_column(enum_type(Signer))
    typed_name: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    signed_at: Mapped[dt.datetime]


class SignedRecord(Identified, Base):
    """The review as both signed it: canonical JSON and the rendered files, each with its SHA-256. Never made again.

    A correction is a new record with the next number, signed by both again; the old one stays.
    """

    __tablename__ = "signed_record"
    __table_args__ = (
        UniqueConstraint("review_id", "number"),
        Index("ix_signed_record_record_sha256", "record_sha256"),
        Index("ix_signed_record_pdf_sha256", "pdf_sha256"),
        Index("ix_signed_record_archive_sha256", "archive_sha256"),
    )

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    record_json: Mapped[str] = mapped_column(Text)
    record_sha256: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    # The same pages as PDF/A for the file; records signed before it was made have none.
    archive: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    archive_sha256: Mapped[str | None] = mapped_column(String(64))
    frozen_at: Mapped[dt.datetime]


class StatementBatch(Identified, Base):
    """The statements of a school in a cycle, made one by one by a job, for the one who asked."""

    __tablename__ = "statement_batch"
    __table_args__ = (Index("ix_statement_batch_asked_by_id", "asked_by_id"),)

    cycle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appraisal_cycle.id"))
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    asked_at: Mapped[dt.datetime]
    stopped_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)

    cycle: Mapped[AppraisalCycle] = relationship(lazy="raise")
    school: Mapped[School] = relationship(lazy="raise")


class BatchFile(Base):
    """One statement of a batch: waiting until it is made, then whole; or tried and without a file."""

    __tablename__ = "statement_batch_file"
    __table_args__ = (UniqueConstraint("batch_id", "position"),)

    batch_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("statement_batch.id", ondelete="CASCADE"), primary_key=True)
    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    # When it was made or, where there is no hash, found to be one that cannot be printed.
    made_at: Mapped[dt.datetime | None]
    # Printed while it was not signed by both; what both have signed is taken as it was frozen.
    is_draft: Mapped[bool] = mapped_column(default=False)
    sha256: Mapped[str | None] = mapped_column(String(64))
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
