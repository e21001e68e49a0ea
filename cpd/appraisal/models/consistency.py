"""How appraisers come to see alike: rounds over invented reviews, and moderation of real ones."""

import datetime as dt
import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.appraisal.rules.conclusion import Conclusion
from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person


class ConsistencyRound(Identified, Base):
    """A meeting of appraisers over written, invented reviews."""

    __tablename__ = "consistency_round"
    __table_args__ = (CheckConstraint("closes_on >= opened_on", name="closes_after_opening"),)

    title: Mapped[str] = mapped_column(String(200))
    opened_on: Mapped[dt.date]
    closes_on: Mapped[dt.date]
    case_codes: Mapped[list[str]] = mapped_column(JSON)
    opened_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)


class ConsistencyAnswer(Identified, Base):
    """How one appraiser reads one invented review."""

    __tablename__ = "consistency_answer"
    __table_args__ = (
        UniqueConstraint("round_id", "person_id", "case_code"),
        Index("ix_consistency_answer_person_id", "person_id"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consistency_round.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    case_code: Mapped[str] = mapped_column(String(40))
    conclusion: Mapped[Conclusion] = mapped_column(enum_type(Conclusion))
    # The standards that a support would concern, by code.
    standard_codes: Mapped[list[str]] = mapped_column(JSON)
    why: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[dt.datetime]


class Moderation(Identified, Base):
    """That a named moderator may read a review: asked for by the head, and only once its person has agreed."""

    __tablename__ = "moderation"
    __table_args__ = (
        UniqueConstraint("review_id", "moderator_id"),
        Index("ix_moderation_moderator_id", "moderator_id"),
    )

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    moderator_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    asked_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    asked_at: Mapped[dt.datetime]
    agreed_at: Mapped[dt.datetime | None]
    declined_at: Mapped[dt.datetime | None]
    ended_on: Mapped[dt.date | None]

    moderator: Mapped[Person] = relationship(lazy="raise", foreign_keys=[moderator_id])
    asked_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[asked_by_id])
