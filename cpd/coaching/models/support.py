"""Who supports whom, what each person wishes of coaching, and the rhythm that the trust sets."""

import datetime as dt
import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.coaching.rules.support import SupportEnd
from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person, School
from cpd.standards.models import LookFor

_LIVE = text("ended_on IS NULL")


class Support(Identified, Base):
    """An ambassador supports a colleague at a school, from a day to a day."""

    __tablename__ = "support"
    __table_args__ = (
        CheckConstraint("ambassador_id <> person_id", name="not_oneself"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
        CheckConstraint("(ended_on IS NULL) = (ended_because IS NULL)", name="ended_because"),
        Index("uq_support_live", "ambassador_id", "person_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_support_person_id", "person_id"),
        Index("ix_support_school_id", "school_id"),
    )

    ambassador_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    ended_because: Mapped[SupportEnd | None] = mapped_column(enum_type(SupportEnd))

    ambassador: Mapped[Person] = relationship(lazy="raise", foreign_keys=[ambassador_id])
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    school: Mapped[School] = relationship(lazy="raise")


class CoachingWish(Base):
    """What one person wishes of coaching. Nobody gives a reason, and no manager is told."""

    __tablename__ = "coaching_wish"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    # Shown to others on the same step, who have said the same.
    open_to_match: Mapped[bool] = mapped_column(default=False)
    # No coaching for now: ambassadors do not find them in a search.
    declined_on: Mapped[dt.date | None]
    look_for_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("look_for.id", ondelete="SET NULL"))
    look_for_chosen_on: Mapped[dt.date | None]
    # Kinds of reminder that are turned off.
    reminders_off: Mapped[list[str]] = mapped_column(JSON, default=list)

    look_for: Mapped[LookFor | None] = relationship(lazy="raise")


class CoachingRhythm(Identified, Base):
    """What the trust has agreed: how often, when silence is noticed, when a draft is nudged. One row, by its key."""

    __tablename__ = "coaching_rhythm"
    __table_args__ = (
        CheckConstraint("visit_every_weeks > 0 AND nobody_for_weeks > 0 AND share_within_days > 0", name="positive"),
    )

    visit_every_weeks: Mapped[int] = mapped_column(default=3)
    nobody_for_weeks: Mapped[int] = mapped_column(default=9)
    share_within_days: Mapped[int] = mapped_column(default=7)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
