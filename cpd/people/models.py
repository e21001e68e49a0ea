"""The trust, its schools, people, their posts, being away, and the roles they hold. All periods end inclusively."""

import datetime as dt
import uuid
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.core.models import Base, Identified, enum_type
from cpd.core.names import fold
from cpd.people.rules.calendar import CalendarKind as CalendarKind
from cpd.people.rules.staff import Phase as Phase, StaffGroup as StaffGroup


class Role(StrEnum):
    AMBASSADOR = "ambassador"
    APPRAISER = "appraiser"
    HEAD = "head"
    TRAINER = "trainer"
    OFFICE = "office"
    DEVELOPMENT_LEAD = "development_lead"
    TRUSTEE = "trustee"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """How a page names the role, with where it is held."""
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    Role.AMBASSADOR: "Ambassador at a school",
    Role.APPRAISER: "Appraiser of one person",
    Role.HEAD: "Head of a school",
    Role.TRAINER: "Trainer",
    Role.OFFICE: "Office of a school",
    Role.DEVELOPMENT_LEAD: "Development lead of the trust",
    Role.TRUSTEE: "Trustee",
    Role.ADMINISTRATOR: "Administrator",
}


class ContactKind(StrEnum):
    """Whom to turn to with a worry about safety at a school (roles.md, rules)."""

    SAFEGUARDING_LEAD = "safeguarding_lead"
    DEPUTY_SAFEGUARDING_LEAD = "deputy_safeguarding_lead"
    HEAD = "head"


class Trust(Identified, Base):
    """The one multi-academy trust of this installation."""

    __tablename__ = "trust"

    name: Mapped[str] = mapped_column(String(200))
    # The person to turn to with a worry about a head.
    named_person: Mapped[str] = mapped_column(String(200), default="")
    named_person_reached_by: Mapped[str] = mapped_column(String(200), default="")
    # The trust's own two colours, such as "#4a1f45" (core.theme); empty: ours.
    colour_header: Mapped[str | None] = mapped_column(String(7))
    colour_action: Mapped[str | None] = mapped_column(String(7))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class School(Identified, Base):
    __tablename__ = "school"
    __table_args__ = (CheckConstraint("urn BETWEEN 100000 AND 999999", name="urn_six_digits"),)

    urn: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(200))
    sort_name: Mapped[str] = mapped_column(String(200), index=True)
    phase: Mapped[Phase] = mapped_column(enum_type(Phase))
    postcode: Mapped[str | None] = mapped_column(String(10))
    joined_on: Mapped[dt.date | None]
    closed_on: Mapped[dt.date | None]
    # The hours a working day has here where a post says no others, by the clock on the wall.
    day_starts_at: Mapped[dt.time] = mapped_column(default=dt.time(8, 30))
    day_ends_at: Mapped[dt.time] = mapped_column(default=dt.time(15, 30))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    contacts: Mapped[list["SchoolContact"]] = relationship(lazy="raise", order_by="SchoolContact.kind")


class SchoolContact(Identified, Base):
    __tablename__ = "school_contact"
    __table_args__ = (Index("ix_school_contact_school_id", "school_id"),)

    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"))
    kind: Mapped[ContactKind] = mapped_column(enum_type(ContactKind))
    name: Mapped[str] = mapped_column(String(200))
    reached_by: Mapped[str] = mapped_column(String(200))


class Person(Identified, Base):
    """Somebody who works for the trust; or a trustee, governor or adviser, who then has no staff code and no post."""

    __tablename__ = "person"

    staff_code: Mapped[str | None] = mapped_column(String(40), unique=True)
    first_name: Mapped[str] = mapped_column(String(100))
    last_name: Mapped[str] = mapped_column(String(100))
    preferred_name: Mapped[str | None] = mapped_column(String(100))
    # Last name and the name the person is known by, folded (core.models.fold): what lists sort by and searches match.
    sort_last_name: Mapped[str] = mapped_column(String(100))
    sort_first_name: Mapped[str] = mapped_column(String(100))
    # Lower-cased, so that one address belongs to one person however it is typed.
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    # Statutory induction of an early career teacher; the appraisal cycle leaves these dates alone.
    induction_started_on: Mapped[dt.date | None]
    induction_ended_on: Mapped[dt.date | None]

    __table_args__ = (Index("ix_person_sort_name", "sort_last_name", "sort_first_name", "staff_code"),)

    posts: Mapped[list["Post"]] = relationship(
        lazy="raise", back_populates="person", foreign_keys="Post.person_id", order_by="Post.started_on"
    )

    @property
    def known_as(self) -> str:
        return self.preferred_name or self.first_name

    @property
    def name(self) -> str:
        """The name on a page: preferred first name and last name."""
        return f"{self.known_as} {self.last_name}"


def sort_names(first_name: str, preferred_name: str | None, last_name: str) -> dict[str, str]:
    """The folded columns that go with a name, cut to their length (folding can lengthen a name)."""
    return {
        "sort_first_name": fold(preferred_name or first_name)[:100],
        "sort_last_name": fold(last_name)[:100],
    }


class Post(Identified, Base):
    """One person's job at one school, from a day to a day."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("person_id", "school_id", "job_title", "started_on"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
        CheckConstraint("fte > 0 AND fte <= 1", name="fte_range"),
        Index("ix_post_school_id_person_id", "school_id", "person_id"),
        Index("ix_post_line_manager_id", "line_manager_id"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    job_title: Mapped[str] = mapped_column(String(200))
    staff_group: Mapped[StaffGroup] = mapped_column(enum_type(StaffGroup))
    fte: Mapped[Decimal] = mapped_column(Numeric(5, 4), default=Decimal(1))
    weekly_hours: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    weeks_per_year: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))
    # Comma-separated English short days in week order, "Mon,Tue,Wed"; empty where the file did not say.
    working_days: Mapped[str | None] = mapped_column(String(27))
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    line_manager_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    person: Mapped[Person] = relationship(lazy="raise", back_populates="posts", foreign_keys=[person_id])
    school: Mapped[School] = relationship(lazy="raise")


class PostHours(Identified, Base):
    """The paid hours of a post on one day of the week, where they are not the school's own."""

    __tablename__ = "post_hours"
    __table_args__ = (
        UniqueConstraint("post_id", "weekday", "starts_at"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    # 0 is Monday, as Python counts.
    weekday: Mapped[int]
    starts_at: Mapped[dt.time]
    ends_at: Mapped[dt.time]


class CalendarPeriod(Identified, Base):
    """A term, half-term holiday, INSET day or bank holiday: of the trust, or of one school in its place."""

    __tablename__ = "calendar_period"
    __table_args__ = (
        UniqueConstraint("school_id", "kind", "started_on"),
        # NULLs are all different to a unique constraint.
        Index(
            "uq_calendar_period_of_the_trust",
            "kind",
            "started_on",
            unique=True,
            sqlite_where=Column("school_id").is_(None),
            postgresql_where=Column("school_id").is_(None),
        ),
        CheckConstraint("ended_on >= started_on", name="ends_after_start"),
        Index("ix_calendar_period_ended_on", "ended_on"),
    )

    school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"))
    kind: Mapped[CalendarKind] = mapped_column(enum_type(CalendarKind))
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Away(Identified, Base):
    """Long leave of any kind; the kind is not kept (contract.md section 1)."""

    __tablename__ = "away"
    __table_args__ = (
        UniqueConstraint("person_id", "started_on"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class RoleGrant(Identified, Base):
    """A role held from a date to a date; at a school, over one person (appraiser), or in the trust.

    A head delegates by a further ``head`` grant that names the head in ``delegated_by_id`` and always has an end.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
        CheckConstraint("delegated_by_id IS NULL OR ended_on IS NOT NULL", name="delegation_ends"),
        Index("ix_role_grant_person_id", "person_id"),
        Index("ix_role_grant_of_person_id", "of_person_id"),
        Index("ix_role_grant_role_school_id_person_id", "role", "school_id", "person_id"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(enum_type(Role))
    school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id"))
    of_person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    delegated_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    granted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class JobTitleRule(Identified, Base):
    """One line of the trust's table from words in a job title to a staff group, tried top down on whole words."""

    __tablename__ = "job_title_rule"

    position: Mapped[int]
    words: Mapped[str] = mapped_column(String(200))
    staff_group: Mapped[StaffGroup] = mapped_column(enum_type(StaffGroup))


class StagedImport(Identified, Base):
    """A file somebody uploaded: until it is confirmed its readable rows (private columns already gone), afterwards
    what it did."""

    __tablename__ = "staged_import"

    kind: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(200))
    uploaded_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    uploaded_at: Mapped[dt.datetime]
    # Emptied when the import is carried out.
    content: Mapped[str] = mapped_column(Text)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    carried_out_at: Mapped[dt.datetime | None]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON)
