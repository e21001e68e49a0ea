"""Visits with their tags, steps, replies and corrections; and each person's focus."""

import datetime as dt
import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.coaching.rules.visits import StepState, VisitKind, VisitState
from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person, School
from cpd.standards.models import LibraryStep, LookFor, Standard, Term


class Visit(Identified, Base):
    """One coaching visit by one visitor to one person. Its words are for these two alone (roles.md)."""

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("visitor_id <> person_id", name="not_oneself"),
        CheckConstraint("(state = 'draft') = (shared_at IS NULL)", name="shared_has_time"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_has_time"),
        Index("ix_visit_visitor_id_state", "visitor_id", "state"),
        Index("ix_visit_person_id_state", "person_id", "state"),
        Index("ix_visit_school_id_state_visited_on", "school_id", "state", "visited_on"),
    )

    visitor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    kind: Mapped[VisitKind] = mapped_column(enum_type(VisitKind))
    visited_on: Mapped[dt.date]
    visited_at: Mapped[dt.time | None]
    seen: Mapped[str] = mapped_column(Text, default="")
    worked: Mapped[str] = mapped_column(Text, default="")
    message: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[VisitState] = mapped_column(enum_type(VisitState), default=VisitState.DRAFT)
    begun_at: Mapped[dt.datetime]
    saved_at: Mapped[dt.datetime]
    shared_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]
    # Made by the form that began the visit, so that a form sent twice begins one.
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column()

    visitor: Mapped[Person] = relationship(lazy="raise", foreign_keys=[visitor_id])
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    school: Mapped[School] = relationship(lazy="raise")
    step: Mapped["ActionStep | None"] = relationship(lazy="raise", back_populates="visit")
    look_fors: Mapped[list["VisitLookFor"]] = relationship(lazy="raise", order_by="VisitLookFor.position")
    terms: Mapped[list["VisitTerm"]] = relationship(lazy="raise", order_by="VisitTerm.wording")
    replies: Mapped[list["Reply"]] = relationship(lazy="raise", order_by="Reply.at")
    corrections: Mapped[list["VisitCorrection"]] = relationship(lazy="raise", order_by="VisitCorrection.at")

    __mapper_args__ = {"version_id_col": version}


class VisitLookFor(Base):
    """A look-for seen in a visit, with its wording on the day it was tagged."""

    __tablename__ = "visit_look_for"
    __table_args__ = (Index("ix_visit_look_for_look_for_id", "look_for_id"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True)
    look_for_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("look_for.id"), primary_key=True)
    position: Mapped[int]
    wording: Mapped[str] = mapped_column(Text)

    look_for: Mapped[LookFor] = relationship(lazy="raise")


class VisitTerm(Base):
    """A word of the glossary used of a visit, with its wording on the day it was tagged."""

    __tablename__ = "visit_term"
    __table_args__ = (Index("ix_visit_term_term_id", "term_id"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True)
    term_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("term.id"), primary_key=True)
    wording: Mapped[str] = mapped_column(String(100))

    term: Mapped[Term] = relationship(lazy="raise")


class ActionStep(Identified, Base):
    """The one small change agreed in a visit. Of a draft it is no more than a thought of the visitor's."""

    __tablename__ = "action_step"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (closed_on IS NULL)", name="closed_has_day"),
        Index("ix_action_step_person_id_state", "person_id", "state"),
    )

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    # Where the words came from; they may have been changed since.
    library_step_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("library_step.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    check_back_on: Mapped[dt.date | None]
    state: Mapped[StepState] = mapped_column(enum_type(StepState), default=StepState.OPEN)
    closed_on: Mapped[dt.date | None]
    closed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    how_it_went: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column()

    visit: Mapped[Visit] = relationship(lazy="raise", back_populates="step")
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    library_step: Mapped[LibraryStep | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class VisitCorrection(Identified, Base):
    """One correction of a shared visit: who, when, and the words that stood there before, by field."""

    __tablename__ = "visit_correction"
    __table_args__ = (Index("ix_visit_correction_visit_id", "visit_id"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    at: Mapped[dt.datetime]
    earlier: Mapped[dict[str, str]] = mapped_column(JSON)


class Reply(Identified, Base):
    """What one of the two wrote back."""

    __tablename__ = "visit_reply"
    __table_args__ = (Index("ix_visit_reply_visit_id", "visit_id"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime]
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)

    author: Mapped[Person] = relationship(lazy="raise")


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
