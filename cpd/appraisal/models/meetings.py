"""What each side writes before a meeting, private until sent, and what is written down in it."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.appraisal.rules.stages import MeetingKind
from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person
from cpd.standards.models import Standard


class ReviewPart(Identified, Base):
    """What one side writes before a meeting. Until it is sent nobody else reads it, whatever their role."""

    __tablename__ = "review_part"
    __table_args__ = (
        UniqueConstraint("review_id", "meeting", "writer_id"),
        Index("ix_review_part_writer_id", "writer_id"),
    )

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    meeting: Mapped[MeetingKind] = mapped_column(enum_type(MeetingKind))
    # The person, or who was the appraiser then: somebody appointed later does not read what was never sent.
    writer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}

    writer: Mapped[Person] = relationship(lazy="raise")
    sentences: Mapped[list["PartSentence"]] = relationship(lazy="raise", cascade="all, delete-orphan")


class PartSentence(Identified, Base):
    """What one side writes under one standard before a meeting."""

    __tablename__ = "review_part_sentence"
    __table_args__ = (UniqueConstraint("part_id", "standard_id"),)

    part_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review_part.id", ondelete="CASCADE"))
    standard_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("standard.id"))
    text: Mapped[str] = mapped_column(Text)

    standard: Mapped[Standard] = relationship(lazy="raise")


class Meeting(Identified, Base):
    """One of the three meetings of a review: when it is, and what is written down in it, for both to read."""

    __tablename__ = "review_meeting"
    __table_args__ = (UniqueConstraint("review_id", "kind"),)

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    kind: Mapped[MeetingKind] = mapped_column(enum_type(MeetingKind))
    planned_at: Mapped[dt.datetime | None]
    held_on: Mapped[dt.date | None]
    minutes: Mapped[str] = mapped_column(Text, default="")
    # Workload, wellbeing and flexible working: what was agreed, never details of health.
    workload: Mapped[str] = mapped_column(Text, default="")
    next_steps: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}


class BroughtFile(Base):
    """The file of something that the person brings in."""

    __tablename__ = "brought_file"

    brought_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("brought.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
