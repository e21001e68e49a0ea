"""Agreed support: the standards that it concerns, what went before it, and the plan."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.appraisal.rules.conclusion import EarlierKind
from cpd.core.models import Base, Identified, enum_type
from cpd.standards.models import Standard


class Concern(Base):
    """A standard that an agreed support concerns."""

    __tablename__ = "review_concern"

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), primary_key=True)
    standard_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("standard.id"), primary_key=True)

    standard: Mapped[Standard] = relationship(lazy="raise")


class Earlier(Identified, Base):
    """A conversation held, or support really offered, before a review could end with agreed support."""

    __tablename__ = "review_earlier"
    __table_args__ = (Index("ix_review_earlier_review_id", "review_id"),)

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    kind: Mapped[EarlierKind] = mapped_column(enum_type(EarlierKind))
    happened_on: Mapped[dt.date]
    text: Mapped[str] = mapped_column(Text)
    # So that nobody puts an earlier day on record afterwards unseen.
    entered_at: Mapped[dt.datetime]
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)


class SupportPlan(Identified, Base):
    """Support agreed in a review: before and outside capability, which nothing here starts, suggests or counts."""

    __tablename__ = "support_plan"
    __table_args__ = (CheckConstraint("ended_on IS NULL OR ended_on >= opened_on", name="ends_after_start"),)

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), unique=True)
    opened_on: Mapped[dt.date]
    # That health and circumstances were talked about; no details, anywhere.
    circumstances_talked_about: Mapped[bool] = mapped_column(default=False)
    ended_on: Mapped[dt.date | None]
    what_came_of_it: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}

    steps: Mapped[list["SupportStep"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="SupportStep.position"
    )
    reviews: Mapped[list["SupportReview"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="SupportReview.due_on"
    )


class SupportStep(Identified, Base):
    """One clear step of a support plan, what the school does for it, and by when."""

    __tablename__ = "support_step"
    __table_args__ = (UniqueConstraint("plan_id", "position"),)

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("support_plan.id", ondelete="CASCADE"))
    position: Mapped[int]
    step: Mapped[str] = mapped_column(Text)
    school_does: Mapped[str] = mapped_column(Text)
    by_on: Mapped[dt.date]
    done_on: Mapped[dt.date | None]
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}


class SupportReview(Identified, Base):
    """A day on which the two look at a support plan together, and what they found."""

    __tablename__ = "support_review"
    __table_args__ = (Index("ix_support_review_plan_id", "plan_id"),)

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("support_plan.id", ondelete="CASCADE"))
    due_on: Mapped[dt.date]
    held_on: Mapped[dt.date | None]
    text: Mapped[str] = mapped_column(Text, default="")
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}
