"""Courses, what makes up a programme, and who must hold a course.

What may change from a date (a course's renewal and what counts for it, a requirement's audience and grace) is kept in
versions: ``applies_from`` empty means always, and a change ends the version before it on the day before.
"""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person, School
from cpd.training.rules.coverage import Renewal, RenewalKind


class Category(StrEnum):
    SEND = "send"
    ATTENDANCE = "attendance"
    SAFEGUARDING = "safeguarding"
    HEALTH_SAFETY = "health_safety"
    DATA_CYBER = "data_cyber"
    PEDAGOGY = "pedagogy"
    OTHER = "other"


class Schools(StrEnum):
    """Which schools a requirement is for."""

    ALL = "all"
    PHASES = "phases"
    NAMED = "named"


class Course(Identified, Base):
    """Something people are trained in. Its code stays; title, standards and source are what they are today."""

    __tablename__ = "course"
    __table_args__ = (CheckConstraint("published_on IS NULL OR why <> ''", name="published_says_why"),)

    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    category: Mapped[Category] = mapped_column(enum_type(Category))
    # Codes of standards, in the order of the file: ["TS5", "TA3"].
    standards: Mapped[list[str]] = mapped_column(JSON, default=list)
    source: Mapped[str] = mapped_column(Text, default="")
    why: Mapped[str] = mapped_column(Text, default="")
    # What should look different afterwards, in a sentence.
    afterwards: Mapped[str] = mapped_column(Text, default="")
    # Which of the fourteen mechanisms of the EEF's guidance on professional development it holds, by their names.
    mechanisms: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Codes of the look-fors in which visits would show it: ["TS5-L2", "TA3-L1"].
    look_fors: Mapped[list[str]] = mapped_column(JSON, default=list)
    # A unit of SEND about one need names it ("Cognition and learning"); empty for every other course.
    need: Mapped[str] = mapped_column(String(100), default="")
    # Sessions of a published course can be announced. One without a reason is not published.
    published_on: Mapped[dt.date | None]
    entered_at: Mapped[dt.datetime]

    rules: Mapped[list["CourseRule"]] = relationship(
        lazy="raise", back_populates="course", foreign_keys="CourseRule.course_id"
    )
    requirements: Mapped[list["Requirement"]] = relationship(lazy="raise", back_populates="course")


satisfied_by = Table(
    "course_rule_satisfied_by",
    Base.metadata,
    Column("course_rule_id", ForeignKey("course_rule.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", ForeignKey("course.id"), primary_key=True, index=True),
)


class CourseRule(Identified, Base):
    """How long a completion of a course lasts and what counts for it, between two dates."""

    __tablename__ = "course_rule"
    __table_args__ = (
        UniqueConstraint("course_id", "applies_from"),
        # NULLs are all different to a unique constraint; a course has one first version.
        Index(
            "uq_course_rule_first",
            "course_id",
            unique=True,
            sqlite_where=Column("applies_from").is_(None),
            postgresql_where=Column("applies_from").is_(None),
        ),
        CheckConstraint("applies_to IS NULL OR applies_from IS NULL OR applies_to >= applies_from", name="ends_after"),
        CheckConstraint("(renewal_kind = 'months') = (renewal_months IS NOT NULL)", name="months"),
        CheckConstraint("(renewal_kind = 'academic_year') = (renew_by IS NOT NULL)", name="renew_by"),
        CheckConstraint("refresher_course_id <> course_id", name="refresher_is_another"),
        Index("ix_course_rule_refresher_course_id", "refresher_course_id"),
    )

    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    applies_from: Mapped[dt.date | None]
    applies_to: Mapped[dt.date | None]
    renewal_kind: Mapped[RenewalKind] = mapped_column(enum_type(RenewalKind))
    renewal_months: Mapped[int | None]
    renew_by: Mapped[str | None] = mapped_column(String(5))
    refresher_course_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("course.id"))
    entered_at: Mapped[dt.datetime]

    course: Mapped[Course] = relationship(lazy="raise", back_populates="rules", foreign_keys=[course_id])
    refresher_course: Mapped[Course | None] = relationship(lazy="raise", foreign_keys=[refresher_course_id])
    satisfied_by: Mapped[list[Course]] = relationship(lazy="raise", secondary=satisfied_by, order_by="Course.code")

    @property
    def renewal(self) -> Renewal:
        return Renewal(self.renewal_kind, self.renewal_months, self.renew_by)


requirement_school = Table(
    "requirement_school",
    Base.metadata,
    Column("requirement_id", ForeignKey("requirement.id", ondelete="CASCADE"), primary_key=True),
    Column("school_id", ForeignKey("school.id", ondelete="CASCADE"), primary_key=True, index=True),
)

requirement_person = Table(
    "requirement_person",
    Base.metadata,
    Column("requirement_id", ForeignKey("requirement.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Requirement(Identified, Base):
    """Who must hold a course, and by when: one version of it.

    Rows of one course with the same ``effective_from`` are versions of one requirement. A list that is empty (NULL)
    names nobody in particular and leaves everybody in; one that was given narrows.
    """

    __tablename__ = "requirement"
    __table_args__ = (
        Index("ix_requirement_course_id_effective_from", "course_id", "effective_from"),
        CheckConstraint("effective_to IS NULL OR effective_to >= effective_from", name="effective_period"),
        CheckConstraint("applies_to IS NULL OR applies_from IS NULL OR applies_to >= applies_from", name="ends_after"),
        CheckConstraint("grace_days >= 0", name="grace"),
        CheckConstraint("(schools = 'phases') = (phases IS NOT NULL)", name="phases"),
    )

    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    effective_from: Mapped[dt.date]
    effective_to: Mapped[dt.date | None]
    grace_days: Mapped[int] = mapped_column(default=0)
    staff_groups: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    schools: Mapped[Schools] = mapped_column(enum_type(Schools), default=Schools.ALL)
    phases: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    job_titles: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    roles: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    # Whether the requirement names people. It stays so when the last of them is erased: then it reaches nobody.
    names_people: Mapped[bool] = mapped_column(default=False)
    applies_from: Mapped[dt.date | None]
    applies_to: Mapped[dt.date | None]
    entered_at: Mapped[dt.datetime]

    course: Mapped[Course] = relationship(lazy="raise", back_populates="requirements")
    named_schools: Mapped[list[School]] = relationship(
        lazy="raise", secondary=requirement_school, order_by="School.urn"
    )
    named_people: Mapped[list[Person]] = relationship(
        lazy="raise", secondary=requirement_person, order_by="Person.staff_code"
    )


class Programme(Identified, Base):
    """Courses that belong together, for one reason and in an order."""

    __tablename__ = "programme"
    __table_args__ = (CheckConstraint("published_on IS NULL OR why <> ''", name="published_says_why"),)

    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(Text, default="")
    afterwards: Mapped[str] = mapped_column(Text, default="")
    standards: Mapped[list[str]] = mapped_column(JSON, default=list)
    source: Mapped[str] = mapped_column(Text, default="")
    mechanisms: Mapped[list[str]] = mapped_column(JSON, default=list)
    published_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    courses: Mapped[list["ProgrammeCourse"]] = relationship(
        lazy="raise", order_by="ProgrammeCourse.position", cascade="all, delete-orphan"
    )


class ProgrammeCourse(Base):
    """That a course is part of a programme, and its place in it."""

    __tablename__ = "programme_course"

    programme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), primary_key=True)
    course_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("course.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int]

    course: Mapped[Course] = relationship(lazy="raise")
