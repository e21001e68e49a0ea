"""How long classes of records are kept, holds on reviews, and the proof that one was erased."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.appraisal.models.year import AppraisalCycle
from cpd.appraisal.rules.keeping import KeptClass
from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person, School

_OPEN = text("lifted_at IS NULL")


class KeepingSpan(Base):
    """For how many years after the end of their cycle records of a class are kept, where the trust has set it."""

    __tablename__ = "keeping_span"
    __table_args__ = (CheckConstraint("years BETWEEN 1 AND 40", name="years"),)

    kept_class: Mapped[KeptClass] = mapped_column(enum_type(KeptClass), primary_key=True)
    years: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}


class ReviewHold(Identified, Base):
    """That a review is not erased while something is in dispute. At most one is open; it goes with the review."""

    __tablename__ = "review_hold"
    __table_args__ = (
        Index("ix_review_hold_review_id", "review_id"),
        Index("uq_review_hold_open", "review_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(300))
    held_at: Mapped[dt.datetime]
    held_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    lifted_at: Mapped[dt.datetime | None]
    lifted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    held_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[held_by_id])
    lifted_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[lifted_by_id])


class ErasedReview(Identified, Base):
    """The proof that a review was erased: whose and when, on which rule, by whom. Not a word of it."""

    __tablename__ = "erased_review"
    __table_args__ = (
        Index("ix_erased_review_person_id", "person_id"),
        Index("ix_erased_review_school_id", "school_id"),
    )

    # No foreign key: the review is gone.
    review_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    kept_class: Mapped[KeptClass] = mapped_column(enum_type(KeptClass))
    # The rule: so many years after the last day of the cycle, and which day that was.
    years: Mapped[int]
    kept_until: Mapped[dt.date]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    cycle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appraisal_cycle.id"))
    # That there was a confidential review its head learns afterwards as little as before.
    was_confidential: Mapped[bool]
    # Of each signed version its number and the SHA-256 of the record and of its files. Nothing looks them up.
    signed: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    erased_at: Mapped[dt.datetime]
    erased_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    erased_by_name: Mapped[str] = mapped_column(String(200))

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    school: Mapped[School] = relationship(lazy="raise")
    cycle: Mapped[AppraisalCycle] = relationship(lazy="raise")
