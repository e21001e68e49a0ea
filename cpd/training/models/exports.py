"""Exports that were made, who may fetch figures by themselves, and mails about training that were sent."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cpd.core.models import Base, Identified, enum_type


class Rhythm(StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class KeptExport(Identified, Base):
    """A coverage file somebody was given, as it was."""

    __tablename__ = "kept_export"
    __table_args__ = (
        Index("ix_kept_export_made_at", "made_at"),
        Index("ix_kept_export_made_by_id", "made_by_id"),
    )

    as_at: Mapped[dt.date]
    # "summary" or "people" of a CSV; "all" of an XLSX.
    level: Mapped[str] = mapped_column(String(20))
    file_format: Mapped[str] = mapped_column(String(10))
    # The school, course and staff group it was narrowed to; empty: everything its maker may see.
    narrowed_to: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    made_at: Mapped[dt.datetime]
    # Empty for the command line, which names its operator in words.
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_by: Mapped[str] = mapped_column(String(200))
    rows: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


class KeptExportPart(Base):
    """A piece of a kept file, compressed, so that a long one is neither written nor read at once."""

    __tablename__ = "kept_export_part"

    export_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("kept_export.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ReadingToken(Identified, Base):
    """What a program shows to read figures. We keep its hash; the token itself is shown once."""

    __tablename__ = "reading_token"

    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # What it may read: ["coverage", "people"].
    scopes: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[dt.datetime]
    # The token reads what this person may read, and ends with their right to it.
    made_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    ends_on: Mapped[dt.date]
    withdrawn_at: Mapped[dt.datetime | None]
    last_used_on: Mapped[dt.date | None]


class ScheduledExport(Identified, Base):
    """A coverage file that is made for somebody each week or month; the mail says that it is there."""

    __tablename__ = "scheduled_export"
    __table_args__ = (UniqueConstraint("person_id", "rhythm", "level", "file_format"),)

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    rhythm: Mapped[Rhythm] = mapped_column(enum_type(Rhythm))
    level: Mapped[str] = mapped_column(String(20))
    file_format: Mapped[str] = mapped_column(String(10))
    entered_at: Mapped[dt.datetime]
    last_made_on: Mapped[dt.date | None]


class TrainingReminder(Identified, Base):
    """That somebody was sent the week's mail about training, or stands on the office's list because mail cannot
    reach them."""

    __tablename__ = "training_reminder"
    __table_args__ = (UniqueConstraint("person_id", "week_of"), Index("ix_training_reminder_week_of", "week_of"))

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    # The Monday of the week.
    week_of: Mapped[dt.date]
    was_mailed: Mapped[bool]
    # How many of their own courses it named, and of how many people they manage.
    courses: Mapped[int]
    managed_people: Mapped[int]


class TrainingWish(Base):
    """Which mails about training somebody has turned off."""

    __tablename__ = "training_wish"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    mails_off: Mapped[list[str]] = mapped_column(JSON, default=list)
