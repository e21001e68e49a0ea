"""Who was told that there is something to do in a review, and who wants no such mail."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.core.models import Base, Identified
from cpd.people.models import Person


class AppraisalReminder(Identified, Base):
    """That the head of a school had somebody reminded: once in a week at most, whatever waits for them."""

    __tablename__ = "appraisal_reminder"
    __table_args__ = (
        UniqueConstraint("person_id", "week_of"),
        Index("ix_appraisal_reminder_school_id_cycle_id", "school_id", "cycle_id"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    cycle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appraisal_cycle.id"))
    # The Monday of the week.
    week_of: Mapped[dt.date]
    sent_at: Mapped[dt.datetime]
    sent_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    # How many reviews waited for them.
    reviews: Mapped[int]

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    sent_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[sent_by_id])


class AppraisalWish(Base):
    """Whether somebody has turned off the mails that remind of a review."""

    __tablename__ = "appraisal_wish"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    reminders_off: Mapped[bool] = mapped_column(default=False)
