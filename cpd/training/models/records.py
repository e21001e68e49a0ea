"""What people completed, what exempts them, and what they say they did elsewhere."""

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person
from cpd.training.models.courses import Course


class Source(StrEnum):
    """How we know of a completion."""

    REGISTER = "register"
    IMPORT = "import"
    HAND = "hand"
    CERTIFICATE = "certificate"


class CertificateAnswer(StrEnum):
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Completion(Identified, Base):
    """That a person completed a course on a day."""

    __tablename__ = "completion"
    __table_args__ = (
        # Course first for lists of a course; the index below holds all that coverage reads, in the order of people.
        UniqueConstraint("course_id", "person_id", "completed_on"),
        Index("ix_completion_coverage", "person_id", "course_id", "completed_on", "expires_on"),
        Index("ix_completion_session_id", "session_id"),
        CheckConstraint("expires_on IS NULL OR expires_on >= completed_on", name="expires_after"),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("course.id"))
    completed_on: Mapped[dt.date]
    # Only where the record says so itself; otherwise it follows from the required course's renewal rule.
    expires_on: Mapped[dt.date | None]
    minutes: Mapped[int | None]
    provider: Mapped[str] = mapped_column(String(200), default="")
    certificate_ref: Mapped[str] = mapped_column(String(100), default="")
    session_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("training_session.id", ondelete="SET NULL"))
    source: Mapped[Source] = mapped_column(enum_type(Source))
    entered_at: Mapped[dt.datetime]
    entered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    course: Mapped[Course] = relationship(lazy="raise")


class Exemption(Identified, Base):
    """Why a person need not hold a course for a while. No health details."""

    __tablename__ = "exemption"
    __table_args__ = (
        UniqueConstraint("person_id", "course_id", "started_on"),
        Index("ix_exemption_course_id", "course_id"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
        CheckConstraint("reason <> ''", name="reason_given"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("course.id"))
    reason: Mapped[str] = mapped_column(String(500))
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    entered_at: Mapped[dt.datetime]
    entered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    course: Mapped[Course] = relationship(lazy="raise")


class OwnCertificate(Identified, Base):
    """What a person says they completed, until somebody has looked at it; accepted, it becomes a completion."""

    __tablename__ = "own_certificate"
    __table_args__ = (
        Index("ix_own_certificate_person_id", "person_id"),
        Index("ix_own_certificate_course_id", "course_id"),
        CheckConstraint("expires_on IS NULL OR expires_on >= completed_on", name="expires_after"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_at"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("course.id"))
    completed_on: Mapped[dt.date]
    expires_on: Mapped[dt.date | None]
    minutes: Mapped[int | None]
    provider: Mapped[str] = mapped_column(String(200), default="")
    certificate_ref: Mapped[str] = mapped_column(String(100), default="")
    entered_at: Mapped[dt.datetime]
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    answer: Mapped[CertificateAnswer | None] = mapped_column(enum_type(CertificateAnswer))
    answered_at: Mapped[dt.datetime | None]
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    # A sentence for the person, where it was not accepted.
    remark: Mapped[str] = mapped_column(String(300), default="")

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    course: Mapped[Course] = relationship(lazy="raise")


class CertificateCode(Base):
    """The code on our own certificate of a completion, by which anybody who holds it can ask whether it is ours.

    Beside the completions and not among them: few are ever printed, and millions are counted.
    """

    __tablename__ = "certificate_code"

    completion_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("completion.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    made_at: Mapped[dt.datetime]


class CertificateFile(Base):
    """The picture or PDF that came with an own certificate. It is kept in the database, so that a backup holds it."""

    __tablename__ = "certificate_file"
    __table_args__ = (Index("ix_certificate_file_sha256", "sha256"),)

    own_certificate_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("own_certificate.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class TrustedProvider(Identified, Base):
    """A provider whose certificates count at once, and for which courses (none: every course)."""

    __tablename__ = "trusted_provider"
    __table_args__ = (
        UniqueConstraint("sort_name", "course_id"),
        # NULLs are all different to a unique constraint.
        Index(
            "uq_trusted_provider_every_course",
            "sort_name",
            unique=True,
            sqlite_where=Column("course_id").is_(None),
            postgresql_where=Column("course_id").is_(None),
        ),
        Index("ix_trusted_provider_course_id", "course_id"),
    )

    name: Mapped[str] = mapped_column(String(200))
    # The name folded, by which what a person types is matched.
    sort_name: Mapped[str] = mapped_column(String(200))
    course_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    since: Mapped[dt.date]
    entered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class ImportMapping(Identified, Base):
    """How the columns and course names of another system's file become ours, kept under a name for the next file."""

    __tablename__ = "import_mapping"

    name: Mapped[str] = mapped_column(String(100), unique=True)
    # Our column: the header in their file.
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)
    # The course as their file names it: our course code; an empty code leaves the row out.
    courses: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
