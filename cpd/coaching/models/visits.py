"""Visits with their tags, replies, reflections and corrections."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.coaching.rules.visits import VisitKind, VisitState
from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person, School
from cpd.standards.models import LookFor, Term

if TYPE_CHECKING:
    from cpd.coaching.models.steps import ActionStep


class Visit(Identified, Base):
    """One coaching visit to one person, by one visitor or by two. Its words are for these alone (roles.md)."""

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("visitor_id <> person_id", name="not_oneself"),
        CheckConstraint("second_visitor_id <> person_id AND second_visitor_id <> visitor_id", name="second_is_another"),
        CheckConstraint("(state = 'draft') = (shared_at IS NULL)", name="shared_has_time"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_has_time"),
        CheckConstraint("modelled_minutes >= 0 AND rehearsed_minutes >= 0", name="minutes"),
        Index("ix_visit_visitor_id_state", "visitor_id", "state"),
        Index("ix_visit_second_visitor_id", "second_visitor_id"),
        Index("ix_visit_person_id_state", "person_id", "state"),
        Index("ix_visit_school_id_state_visited_on", "school_id", "state", "visited_on"),
    )

    visitor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    # Of a visit by two: reads it once it is shared.
    second_visitor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    kind: Mapped[VisitKind] = mapped_column(enum_type(VisitKind))
    visited_on: Mapped[dt.date]
    visited_at: Mapped[dt.time | None]
    seen: Mapped[str] = mapped_column(Text, default="")
    worked: Mapped[str] = mapped_column(Text, default="")
    # A question that probes, for the conversation.
    question: Mapped[str] = mapped_column(Text, default="")
    # How the step was shown and practised before it is tried, and for how long.
    modelled: Mapped[str] = mapped_column(Text, default="")
    modelled_minutes: Mapped[int | None]
    rehearsed: Mapped[str] = mapped_column(Text, default="")
    rehearsed_minutes: Mapped[int | None]
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
    second_visitor: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[second_visitor_id])
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    school: Mapped[School] = relationship(lazy="raise")
    step: Mapped["ActionStep | None"] = relationship(lazy="raise", back_populates="visit")
    look_fors: Mapped[list["VisitLookFor"]] = relationship(lazy="raise", order_by="VisitLookFor.position")
    terms: Mapped[list["VisitTerm"]] = relationship(lazy="raise", order_by="VisitTerm.wording")
    replies: Mapped[list["Reply"]] = relationship(lazy="raise", order_by="Reply.at")
    reflections: Mapped[list["Reflection"]] = relationship(lazy="raise", order_by="Reflection.at")
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


class Reflection(Identified, Base):
    """What the person thinks about a visit, for themselves; the visitors read it from the moment it is shared."""

    __tablename__ = "visit_reflection"
    __table_args__ = (Index("ix_visit_reflection_visit_id", "visit_id"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime]
    shared_at: Mapped[dt.datetime | None]
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)
