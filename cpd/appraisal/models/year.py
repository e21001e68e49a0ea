"""The year of appraisal: the cycle with its policy and dates, trust priorities, and what moved a review on."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.appraisal.rules.stages import Capacity, CyclePolicy, Stage
from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person


class AppraisalCycle(Identified, Base):
    """One yearly round of appraisal, by default from 1 September to 31 August."""

    __tablename__ = "appraisal_cycle"
    __table_args__ = (CheckConstraint("ends_on > starts_on", name="ends_after_start"),)

    starts_on: Mapped[dt.date] = mapped_column(unique=True)
    ends_on: Mapped[dt.date]
    policy: Mapped[CyclePolicy] = mapped_column(enum_type(CyclePolicy), default=CyclePolicy.OWN)
    # Where people read the trust's own policy.
    policy_address: Mapped[str] = mapped_column(String(300), default="")
    # Whether a review has a field for a recommendation on pay; nothing is ever worked out for it.
    has_pay_field: Mapped[bool] = mapped_column(default=False)
    # Whether the policy names moderators, who read a review whose person has agreed.
    has_moderation: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}

    stage_dates: Mapped[list["StageDate"]] = relationship(lazy="raise", cascade="all, delete-orphan")


class StageDate(Base):
    """By when reviews of a cycle are through a stage."""

    __tablename__ = "appraisal_stage_date"

    cycle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appraisal_cycle.id", ondelete="CASCADE"), primary_key=True)
    stage: Mapped[Stage] = mapped_column(enum_type(Stage), primary_key=True)
    due_on: Mapped[dt.date]


class TrustPriority(Identified, Base):
    """What the trust works on together; an objective may serve it. At most three are live at once."""

    __tablename__ = "trust_priority"
    __table_args__ = (CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),)

    title: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(Text, default="")
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}


class ReviewMove(Identified, Base):
    """That a review went from a stage to another: by whom, when, and why where it went back."""

    __tablename__ = "review_move"
    __table_args__ = (Index("ix_review_move_review_id", "review_id"),)

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    from_stage: Mapped[Stage] = mapped_column(enum_type(Stage))
    to_stage: Mapped[Stage] = mapped_column(enum_type(Stage))
    reason: Mapped[str] = mapped_column(String(300), default="")
    moved_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    moved_at: Mapped[dt.datetime]

    moved_by: Mapped[Person | None] = relationship(lazy="raise")


class Adviser(Identified, Base):
    """Somebody outside who advises on the review of a head: named on it, reading nothing by that."""

    __tablename__ = "review_adviser"
    __table_args__ = (Index("ix_review_adviser_review_id", "review_id"),)

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    capacity: Mapped[Capacity] = mapped_column(enum_type(Capacity))
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)


class Induction(Identified, Base):
    """The statutory induction of an early career teacher: who looks after it and where its records are.

    Its first and last day stand with the person. The assessments are made in the appropriate body's own system.
    """

    __tablename__ = "induction"
    __table_args__ = (
        CheckConstraint("percent_of_full_time BETWEEN 1 AND 100", name="percent_of_full_time"),
        CheckConstraint("terms_served BETWEEN 0 AND 5", name="terms_served"),
        CheckConstraint("days_absent_first >= 0 AND days_absent_second >= 0", name="days_absent"),
        Index("ix_induction_mentor_id", "mentor_id"),
        Index("ix_induction_tutor_id", "tutor_id"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    mentor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    tutor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    percent_of_full_time: Mapped[int] = mapped_column(default=100)
    # Terms served before, in another school.
    terms_served: Mapped[int] = mapped_column(default=0)
    # Whole school days away in each of its two years, as far as they count (rules/induction.py); never the reason.
    days_absent_first: Mapped[int] = mapped_column(default=0)
    days_absent_second: Mapped[int] = mapped_column(default=0)
    appropriate_body: Mapped[str] = mapped_column(String(200), default="")
    appropriate_body_address: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    mentor: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[mentor_id])
    tutor: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[tutor_id])
