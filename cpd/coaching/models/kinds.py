"""Kinds of visit that the trust defines beside coaching, such visits, and the ledger of entries into a room."""

import datetime as dt
import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.coaching.rules.kinds import EntrySource, KindShape
from cpd.coaching.rules.visits import VisitState
from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person, School


class KindOfVisit(Identified, Base):
    """A kind that the development lead has defined. Coaching is none of them: its readers are fixed in code."""

    __tablename__ = "kind_of_visit"
    __table_args__ = (CheckConstraint("shape <> 'person' OR NOT lead_reads", name="lead_reads_of_nobody"),)

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    shape: Mapped[KindShape] = mapped_column(enum_type(KindShape))
    questions: Mapped[list[str]] = mapped_column(JSON)
    # What people are told before, and how long before.
    notice: Mapped[str] = mapped_column(Text, default="")
    # Roles that may make such a visit.
    makers: Mapped[list[str]] = mapped_column(JSON)
    # Who reads it beside the visitors and the person: the head of the school, the development lead.
    head_reads: Mapped[bool]
    lead_reads: Mapped[bool]
    ended_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class OtherVisit(Identified, Base):
    """A visit of a kind beside coaching, with the questions and the readers that its kind had on the day."""

    __tablename__ = "other_visit"
    __table_args__ = (
        CheckConstraint("visitor_id <> person_id", name="not_oneself"),
        CheckConstraint("second_visitor_id <> person_id AND second_visitor_id <> visitor_id", name="second_is_another"),
        CheckConstraint("person_id IS NULL OR NOT lead_reads", name="lead_reads_of_nobody"),
        CheckConstraint("(state = 'draft') = (shared_at IS NULL)", name="shared_has_time"),
        Index("ix_other_visit_visitor_id", "visitor_id"),
        Index("ix_other_visit_second_visitor_id", "second_visitor_id"),
        Index("ix_other_visit_person_id", "person_id"),
        Index("ix_other_visit_school_id_visited_on", "school_id", "visited_on"),
        Index("ix_other_visit_kind_id", "kind_id"),
    )

    kind_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("kind_of_visit.id"))
    visitor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    second_visitor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    # Only where the kind is about a person.
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    visited_on: Mapped[dt.date]
    # As the kind said when the visit was begun; what it says later widens nothing.
    head_reads: Mapped[bool]
    lead_reads: Mapped[bool]
    questions: Mapped[list[str]] = mapped_column(JSON)
    answers: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[VisitState] = mapped_column(enum_type(VisitState), default=VisitState.DRAFT)
    begun_at: Mapped[dt.datetime]
    saved_at: Mapped[dt.datetime]
    shared_at: Mapped[dt.datetime | None]
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column()

    kind: Mapped[KindOfVisit] = relationship(lazy="raise")
    visitor: Mapped[Person] = relationship(lazy="raise", foreign_keys=[visitor_id])
    second_visitor: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[second_visitor_id])
    person: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[person_id])
    school: Mapped[School] = relationship(lazy="raise")
    actions: Mapped[list["OtherVisitAction"]] = relationship(
        lazy="raise", back_populates="visit", order_by="OtherVisitAction.id"
    )
    corrections: Mapped[list["OtherVisitCorrection"]] = relationship(lazy="raise", order_by="OtherVisitCorrection.at")

    __mapper_args__ = {"version_id_col": version}


class OtherVisitAction(Identified, Base):
    """What was agreed in such a visit, followed up until it is done."""

    __tablename__ = "other_visit_action"
    __table_args__ = (Index("ix_other_visit_action_visit_id", "visit_id"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("other_visit.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[dt.date | None]
    done_on: Mapped[dt.date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)

    visit: Mapped[OtherVisit] = relationship(lazy="raise", back_populates="actions")


class OtherVisitCorrection(Identified, Base):
    """One correction of a shared visit: who, when, and the answers that stood there before, by question."""

    __tablename__ = "other_visit_correction"
    __table_args__ = (Index("ix_other_visit_correction_visit_id", "visit_id"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("other_visit.id", ondelete="CASCADE"))
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    at: Mapped[dt.datetime]
    earlier: Mapped[dict[str, str]] = mapped_column(JSON)

    by: Mapped[Person] = relationship(lazy="raise")


class LedgerEntry(Identified, Base):
    """Somebody came into a person's room, for a visit that is not coaching. Of a learning walk it knows no more."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("(disputed_at IS NULL) = (dispute = '')", name="dispute_has_words"),
        Index("ix_ledger_entry_person_id_entered_on", "person_id", "entered_on"),
        Index("ix_ledger_entry_school_id_entered_on", "school_id", "entered_on"),
        Index("ix_ledger_entry_other_visit_id", "other_visit_id"),
        # SQLite would number the rows in the order they came, and so show which came together.
        {"sqlite_with_rowid": False},
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    kind_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("kind_of_visit.id"))
    # In words where nobody logged it and no kind fits.
    called: Mapped[str] = mapped_column(String(100))
    visitor: Mapped[str] = mapped_column(String(200), default="")
    entered_on: Mapped[dt.date]
    source: Mapped[EntrySource] = mapped_column(enum_type(EntrySource))
    # Never set for a learning walk: its themes are not linked to rooms.
    other_visit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("other_visit.id", ondelete="CASCADE"))
    disputed_at: Mapped[dt.datetime | None]
    dispute: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[dt.datetime | None]
    settled: Mapped[str] = mapped_column(Text, default="")
    # Left out of every count once it is settled that nobody came.
    is_struck: Mapped[bool] = mapped_column(default=False)
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)

    person: Mapped[Person] = relationship(lazy="raise")
    kind: Mapped[KindOfVisit | None] = relationship(lazy="raise")


class VisitLimit(Identified, Base):
    """What was agreed with the unions: at most so many entries of these kinds a term. Coaching is not limited."""

    __tablename__ = "visit_limit"
    __table_args__ = (CheckConstraint("most_in_term >= 0", name="most"),)

    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind_codes: Mapped[list[str]] = mapped_column(JSON)
    most_in_term: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
