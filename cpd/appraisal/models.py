"""Appraisal: a yearly cycle, and in it one review for each person, with what each side writes and signs.

There is no column for a rating, a pupil's result or a pay decision, and there will be none.
"""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.appraisal.rules.states import (
    BroughtKind as BroughtKind,
    ReviewState as ReviewState,
    Signer as Signer,
)
from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person, School, StaffGroup
from cpd.standards.models import Standard


class AppraisalCycle(Identified, Base):
    """One yearly round of appraisal, by default from 1 September to 31 August."""

    __tablename__ = "appraisal_cycle"
    __table_args__ = (CheckConstraint("ends_on > starts_on", name="ends_after_start"),)

    starts_on: Mapped[dt.date] = mapped_column(unique=True)
    ends_on: Mapped[dt.date]


class Review(Identified, Base):
    """One person's appraisal in one cycle. It belongs to the school where it was made."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("cycle_id", "person_id"),
        CheckConstraint("appraiser_id <> person_id", name="not_oneself"),
        CheckConstraint("(state = 'signing') = (resting_record IS NOT NULL)", name="rests_while_signing"),
        Index("ix_review_person_id", "person_id"),
        Index("ix_review_appraiser_id", "appraiser_id"),
        Index("ix_review_school_id", "school_id"),
        Index("ix_review_hr_contact_id", "hr_contact_id"),
        Index("ix_review_cycle_id_school_id_state", "cycle_id", "school_id", "state"),
    )

    cycle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appraisal_cycle.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    appraiser_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    # The post the review is about, as it was when the review began; it decides the framework.
    job_title: Mapped[str] = mapped_column(String(200))
    staff_group: Mapped[StaffGroup] = mapped_column(enum_type(StaffGroup))
    # A confidential review is read by the named HR contact, and by the head only as appraiser (roles.md).
    hr_contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[ReviewState] = mapped_column(enum_type(ReviewState), default=ReviewState.OPEN)
    # The focus in the words the person brings in; empty where they bring none.
    focus: Mapped[str] = mapped_column(Text, default="")
    person_comment: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[dt.datetime]
    # What the first of the two signed, word for word: while one signature stands, the page shows nothing newer.
    resting_record: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}

    # No column: whether the appraiser's appointment holds today, set by every query (queries.records.with_appointment).
    appraiser_is_appointed = False

    cycle: Mapped[AppraisalCycle] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    appraiser: Mapped[Person] = relationship(lazy="raise", foreign_keys=[appraiser_id])
    hr_contact: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[hr_contact_id])
    school: Mapped[School] = relationship(lazy="raise")
    sentences: Mapped[list["StandardSentence"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    objectives: Mapped[list["Objective"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Objective.position"
    )
    needs: Mapped[list["DevelopmentNeed"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="DevelopmentNeed.position"
    )
    brought: Mapped[list["Brought"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Brought.brought_at"
    )
    signatures: Mapped[list["Signature"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Signature.signed_at"
    )
    signed_record: Mapped["SignedRecord | None"] = relationship(lazy="raise", cascade="all, delete-orphan")


class StandardSentence(Identified, Base):
    """A sentence of the appraiser under one standard; welcome and never required."""

    __tablename__ = "review_sentence"
    __table_args__ = (UniqueConstraint("review_id", "standard_id"),)

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    standard_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("standard.id"))
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}

    standard: Mapped[Standard] = relationship(lazy="raise")


class Objective(Identified, Base):
    """One of up to three: a standard, what will be different, how both will know, and in the end what came of it."""

    __tablename__ = "objective"
    __table_args__ = (
        UniqueConstraint("review_id", "position"),
        CheckConstraint("position BETWEEN 1 AND 3", name="at_most_three"),
    )

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    position: Mapped[int]
    standard_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("standard.id"))
    text: Mapped[str] = mapped_column(Text)
    how_we_will_know: Mapped[str] = mapped_column(Text, default="")
    what_came_of_it: Mapped[str] = mapped_column(Text, default="")
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}

    standard: Mapped[Standard] = relationship(lazy="raise")


class DevelopmentNeed(Identified, Base):
    """A development need and the action agreed for it (Appraisal Regulations 2012, regulation 7(6)(b))."""

    __tablename__ = "development_need"
    __table_args__ = (UniqueConstraint("review_id", "position"),)

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    position: Mapped[int]
    need: Mapped[str] = mapped_column(Text)
    agreed_action: Mapped[str] = mapped_column(Text, default="")
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}


class Brought(Identified, Base):
    """Something the person chose to bring: their own words, or a copied sentence of their own coaching."""

    __tablename__ = "brought"
    __table_args__ = (Index("ix_brought_review_id", "review_id"), Index("ix_brought_coach_id", "coach_id"))

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    kind: Mapped[BroughtKind] = mapped_column(enum_type(BroughtKind))
    text: Mapped[str] = mapped_column(Text)
    # The visit, step or reply it was copied from, for the person's own eye; no foreign key, since appraisal keeps its
    # copy when the words of the visit have gone.
    source_id: Mapped[uuid.UUID | None]
    source_on: Mapped[dt.date | None]
    # Who visited: they are told that something was carried in, never what.
    coach_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    brought_at: Mapped[dt.datetime]
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)


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
    """The review as both signed it: canonical JSON and the rendered PDF, each with its SHA-256. Never made again."""

    __tablename__ = "signed_record"

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), unique=True)
    record_json: Mapped[str] = mapped_column(Text)
    record_sha256: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    frozen_at: Mapped[dt.datetime]
