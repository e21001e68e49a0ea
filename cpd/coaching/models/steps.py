"""The one open step of a person, what became of it; and each person's focus."""

import datetime as dt
import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.coaching.models.visits import Visit
from cpd.coaching.rules.steps import StepMove, StepState, TrialOutcome
from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person
from cpd.standards.models import LibraryStep, Standard


class ActionStep(Identified, Base):
    """The one small change agreed in a visit. Of a draft it is no more than a thought of the visitor's."""

    __tablename__ = "action_step"
    __table_args__ = (
        CheckConstraint("(state IN ('open', 'parked')) = (closed_on IS NULL)", name="closed_has_day"),
        Index("ix_action_step_person_id_state", "person_id", "state"),
    )

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    # Where the words came from; they may have been changed since.
    library_step_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("library_step.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    # The person's own prompt ("when I pick up the register, I …"), and where and when they will try it.
    cue: Mapped[str] = mapped_column(Text, default="")
    tried_where: Mapped[str] = mapped_column(Text, default="")
    check_back_on: Mapped[dt.date | None]
    check_back_at: Mapped[dt.time | None]
    # When the person said yes to it: a step is agreed by both.
    agreed_at: Mapped[dt.datetime | None]
    state: Mapped[StepState] = mapped_column(enum_type(StepState), default=StepState.OPEN)
    closed_on: Mapped[dt.date | None]
    closed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    # A sentence at the end: how it went, or why it was declined.
    how_it_went: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column()

    visit: Mapped[Visit] = relationship(lazy="raise", back_populates="step")
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    library_step: Mapped[LibraryStep | None] = relationship(lazy="raise")
    changes: Mapped[list["StepChange"]] = relationship(lazy="raise", order_by="StepChange.at")
    trials: Mapped[list["StepTrial"]] = relationship(lazy="raise", order_by="StepTrial.at")

    __mapper_args__ = {"version_id_col": version}


class StepChange(Identified, Base):
    """What somebody did with a step between its beginning and its end, why, and the words that stood there before."""

    __tablename__ = "step_change"
    __table_args__ = (Index("ix_step_change_step_id", "step_id"),)

    step_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("action_step.id", ondelete="CASCADE"))
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    at: Mapped[dt.datetime]
    move: Mapped[StepMove] = mapped_column(enum_type(StepMove))
    reason: Mapped[str] = mapped_column(Text, default="")
    earlier: Mapped[dict[str, str]] = mapped_column(JSON)

    by: Mapped[Person] = relationship(lazy="raise")


class StepTrial(Identified, Base):
    """How trying a step went, in one tap. The person's alone until they share it."""

    __tablename__ = "step_trial"
    __table_args__ = (Index("ix_step_trial_step_id", "step_id"),)

    step_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("action_step.id", ondelete="CASCADE"))
    outcome: Mapped[TrialOutcome] = mapped_column(enum_type(TrialOutcome))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[dt.datetime]
    shared_at: Mapped[dt.datetime | None]
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)


_LIVE = text("ended_on IS NULL")


class Focus(Identified, Base):
    """What one person works on, in their own words, from a day to a day. One at a time; earlier ones stay."""

    __tablename__ = "focus"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
        Index("uq_focus_live", "person_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_focus_person_id", "person_id"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    standard_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("standard.id"))
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column()

    standard: Mapped[Standard | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
