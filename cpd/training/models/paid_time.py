"""Minutes at training outside paid time, and the files that payroll is given. Minutes only, never money."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person, Post
from cpd.training.models.sessions import TrainingSession


class ClaimState(StrEnum):
    CLAIMED = "claimed"
    APPROVED = "approved"
    REFUSED = "refused"


class AttendedTime(Base):
    """How many minutes of an attendance lay outside paid time: reckoned when the register is closed, and again when the
    minutes are claimed. Coverage in paid time is counted from it."""

    __tablename__ = "attended_time"
    __table_args__ = (
        CheckConstraint("outside BETWEEN 0 AND minutes", name="outside"),
        Index("ix_attended_time_person_id", "person_id"),
    )

    session_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("training_session.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    minutes: Mapped[int]
    outside: Mapped[int]


class PaidTimeClaim(Identified, Base):
    """Minutes of one attendance that lay outside somebody's paid time, and who agreed that they are paid."""

    __tablename__ = "paid_time_claim"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id"),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("(state = 'claimed') = (answered_at IS NULL)", name="answered_at"),
        Index("ix_paid_time_claim_person_id", "person_id"),
        Index("ix_paid_time_claim_post_id", "post_id"),
        Index("ix_paid_time_claim_state", "state"),
    )

    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_session.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    # The post they are paid under.
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post.id"))
    minutes: Mapped[int]
    state: Mapped[ClaimState] = mapped_column(enum_type(ClaimState))
    claimed_at: Mapped[dt.datetime]
    claimed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    answered_at: Mapped[dt.datetime | None]
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    # A sentence where minutes were changed or refused.
    remark: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    post: Mapped[Post] = relationship(lazy="raise")
    session: Mapped[TrainingSession] = relationship(lazy="raise")


class PayrollFile(Identified, Base):
    """What payroll was given for a month; never made anew, so that the file of that day can be opened again."""

    __tablename__ = "payroll_file"
    __table_args__ = (UniqueConstraint("month", "number"),)

    # The first day of the month.
    month: Mapped[dt.date]
    # 1 for the month's first file, then on.
    number: Mapped[int]
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    sha256: Mapped[str] = mapped_column(String(64))
    csv: Mapped[bytes] = mapped_column(LargeBinary)

    lines: Mapped[list["PayrollLine"]] = relationship(lazy="raise", order_by="PayrollLine.position")


class PayrollLine(Identified, Base):
    """One line of a payroll file. The lines of a claim together are what payroll has been told of it."""

    __tablename__ = "payroll_line"
    __table_args__ = (
        UniqueConstraint("payroll_file_id", "position"),
        UniqueConstraint("payroll_file_id", "claim_id"),
        CheckConstraint("minutes <> 0", name="minutes"),
        CheckConstraint("minutes > 0 OR is_correction", name="less_is_a_correction"),
        Index("ix_payroll_line_claim_id", "claim_id"),
    )

    payroll_file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("payroll_file.id"))
    claim_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("paid_time_claim.id"))
    position: Mapped[int]
    # More or, as a correction, fewer minutes than payroll was told before.
    minutes: Mapped[int]
    is_correction: Mapped[bool] = mapped_column(default=False)

    claim: Mapped[PaidTimeClaim] = relationship(lazy="raise")
