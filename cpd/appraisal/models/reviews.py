"""A review: one person's appraisal in one cycle, with what each side writes.

There is no column for a rating or a pupil's result, and there will be none.
"""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.appraisal.models.consistency import Moderation
from cpd.appraisal.models.meetings import BroughtFile, Meeting
from cpd.appraisal.models.statements import Signature, SignedRecord
from cpd.appraisal.models.support import Concern, Earlier, SupportPlan
from cpd.appraisal.models.year import Adviser, AppraisalCycle, TrustPriority
from cpd.appraisal.rules.conclusion import Conclusion
from cpd.appraisal.rules.stages import Stage
from cpd.appraisal.rules.states import BroughtKind, ReviewState
from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person, School, StaffGroup
from cpd.standards.models import Standard
from cpd.training.models import Course


class Review(Identified, Base):
    """One person's appraisal in one cycle. It belongs to the school where it was made."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("cycle_id", "person_id", "school_id"),
        CheckConstraint("appraiser_id <> person_id", name="not_oneself"),
        CheckConstraint("(state = 'signing') = (resting_record IS NOT NULL)", name="rests_while_signing"),
        Index("ix_review_person_id", "person_id"),
        Index("ix_review_appraiser_id", "appraiser_id"),
        Index("ix_review_school_id", "school_id"),
        Index("ix_review_hr_contact_id", "hr_contact_id"),
        Index("ix_review_cycle_id_school_id_state", "cycle_id", "school_id", "state"),
    )

    cycle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appraisal_cycle.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    appraiser_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    # The post the review is about, as it was when the review began; it decides the framework.
    job_title: Mapped[str] = mapped_column(String(200))
    staff_group: Mapped[StaffGroup] = mapped_column(enum_type(StaffGroup))
    # A confidential review is read by the named HR contact, and by the head only as appraiser (roles.md).
    hr_contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[ReviewState] = mapped_column(enum_type(ReviewState), default=ReviewState.OPEN)
    stage: Mapped[Stage] = mapped_column(enum_type(Stage), default=Stage.PREPARATION)
    # The last day of a review that ends without a statement, when its person has left or is away for long.
    laid_down_on: Mapped[dt.date | None]
    # The focus in the words the person brings in; empty where they bring none.
    focus: Mapped[str] = mapped_column(Text, default="")
    person_comment: Mapped[str] = mapped_column(Text, default="")
    # What the person sees differently, in their own words.
    disagreement: Mapped[str] = mapped_column(Text, default="")
    conclusion: Mapped[Conclusion] = mapped_column(enum_type(Conclusion), default=Conclusion.MEETING)
    # Only where the cycle has the field; written by hand, never worked out.
    pay_recommendation: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[dt.datetime]
    # What the first of the two signed, word for word: while one signature stands, the page shows nothing newer.
    resting_record: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}

    # No column: whether the appraiser's appointment holds today, set by every query (queries.records.with_appointment).
    appraiser_is_appointed = False

    @property
    def signed_record(self) -> SignedRecord | None:
        """What both have signed, where nothing has been taken up again since. Needs ``signed_records``."""
        return self.signed_records[-1] if self.state is ReviewState.CLOSED and self.signed_records else None

    cycle: Mapped[AppraisalCycle] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    appraiser: Mapped[Person] = relationship(lazy="raise", foreign_keys=[appraiser_id])
    hr_contact: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[hr_contact_id])
    school: Mapped[School] = relationship(lazy="raise")
    sentences: Mapped[list["StandardSentence"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    objectives: Mapped[list["Objective"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Objective.position"
    )
    needs: Mapped[list["DevelopmentNeed"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="DevelopmentNeed.position"
    )
    brought: Mapped[list["Brought"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Brought.brought_at"
    )
    signatures: Mapped[list["Signature"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Signature.signed_at"
    )
    signed_records: Mapped[list["SignedRecord"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="SignedRecord.number"
    )
    meetings: Mapped[list["Meeting"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    concerns: Mapped[list["Concern"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    earlier: Mapped[list["Earlier"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Earlier.happened_on"
    )
    support_plan: Mapped["SupportPlan | None"] = relationship(lazy="raise", cascade="all, delete-orphan")
    advisers: Mapped[list["Adviser"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    moderations: Mapped[list[Moderation]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Moderation.asked_at"
    )


class StandardSentence(Identified, Base):
    """A sentence of the appraiser under one standard; welcome and never required."""

    __tablename__ = "review_sentence"
    __table_args__ = (UniqueConstraint("review_id", "standard_id"),)

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    standard_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("standard.id"))
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}

    standard: Mapped[Standard] = relationship(lazy="raise")


class Objective(Identified, Base):
    """One of up to three: a standard, what will be different, how both will know, and in the end what came of it."""

    __tablename__ = "objective"
    __table_args__ = (
        UniqueConstraint("review_id", "position"),
        CheckConstraint("position BETWEEN 1 AND 3", name="at_most_three"),
    )

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    position: Mapped[int]
    standard_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("standard.id"))
    text: Mapped[str] = mapped_column(Text)
    how_we_will_know: Mapped[str] = mapped_column(Text, default="")
    what_came_of_it: Mapped[str] = mapped_column(Text, default="")
    trust_priority_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("trust_priority.id"))
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}

    standard: Mapped[Standard] = relationship(lazy="raise")
    trust_priority: Mapped[TrustPriority | None] = relationship(lazy="raise")


class DevelopmentNeed(Identified, Base):
    """A development need and the action agreed for it (Appraisal Regulations 2012, regulation 7(6)(b))."""

    __tablename__ = "development_need"
    __table_args__ = (UniqueConstraint("review_id", "position"),)

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    position: Mapped[int]
    need: Mapped[str] = mapped_column(Text)
    agreed_action: Mapped[str] = mapped_column(Text, default="")
    # What it is about, so that needs several share can be counted, and a course that would help.
    standard_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("standard.id"))
    course_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("course.id"))
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}

    standard: Mapped[Standard | None] = relationship(lazy="raise")
    course: Mapped[Course | None] = relationship(lazy="raise")


class Brought(Identified, Base):
    """Something the person chose to bring: their own words, or a copied sentence of their own coaching."""

    __tablename__ = "brought"
    __table_args__ = (Index("ix_brought_review_id", "review_id"), Index("ix_brought_coach_id", "coach_id"))

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    kind: Mapped[BroughtKind] = mapped_column(enum_type(BroughtKind))
    text: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(String(500), default="")
    # The visit, step or reply it was copied from, for the person's own eye; no foreign key, since appraisal keeps its
    # copy when the words of the visit have gone.
    source_id: Mapped[uuid.UUID | None]
    source_on: Mapped[dt.date | None]
    # Who visited: they are told that something was carried in, never what.
    coach_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    brought_at: Mapped[dt.datetime]
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)

    file: Mapped[BroughtFile | None] = relationship(lazy="raise", cascade="all, delete-orphan", passive_deletes=True)
