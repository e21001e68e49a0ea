"""The frameworks: standards with their statements, the trust's look-fors and action steps in groups, and the glossary.

Codes (``TS1``, ``G1A-L1``, ``cold-call``) are the ids that stay: an address sent
today must still lead here in ten years.
"""

import uuid
from collections.abc import Iterable

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.core.models import Base, Identified
from cpd.core.names import fold
from cpd.people.models import StaffGroup

_FLAGS = {
    StaffGroup.LEADER: "for_leader",
    StaffGroup.TEACHER: "for_teacher",
    StaffGroup.TEACHING_ASSISTANT: "for_teaching_assistant",
    StaffGroup.SUPPORT: "for_support",
}


class Offered:
    """To which staff groups a standard or a line is offered in a visit, a focus or a review. Everybody may read it."""

    for_leader: Mapped[bool] = mapped_column(default=False)
    for_teacher: Mapped[bool] = mapped_column(default=False)
    for_teaching_assistant: Mapped[bool] = mapped_column(default=False)
    for_support: Mapped[bool] = mapped_column(default=False)

    @property
    def staff_groups(self) -> tuple[StaffGroup, ...]:
        return tuple(group for group, flag in _FLAGS.items() if getattr(self, flag))

    @staticmethod
    def flags(staff_groups: Iterable[StaffGroup]) -> dict[str, bool]:
        """The columns to set for ``staff_groups``."""
        wanted = set(staff_groups)
        return {flag: group in wanted for group, flag in _FLAGS.items()}

    @staticmethod
    def flag(staff_group: StaffGroup) -> str:
        return _FLAGS[staff_group]


def searchable(*texts: str) -> str:
    """What search looks in: folded, so that it matches alike in every database."""
    return fold(" ".join(texts))


class Framework(Identified, Base):
    """One framework: the Teachers' Standards (TS), leaders (LD), teaching assistants and support staff (TA)."""

    __tablename__ = "framework"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    # Statutory wording comes from its seed file alone and is never edited.
    is_statutory: Mapped[bool] = mapped_column(default=False)
    edition: Mapped[str] = mapped_column(Text, default="")
    who_it_is_for: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    preamble: Mapped[str] = mapped_column(Text, default="")
    copyright_line: Mapped[str] = mapped_column(String(200), default="")
    credit: Mapped[str] = mapped_column(Text, default="")
    licence: Mapped[str] = mapped_column(String(100), default="")
    licence_url: Mapped[str] = mapped_column(String(300), default="")
    source_url: Mapped[str] = mapped_column(String(300), default="")

    standards: Mapped[list["Standard"]] = relationship(
        lazy="raise", back_populates="framework", order_by="Standard.position"
    )


class Standard(Identified, Offered, Base):
    """One standard, or one theme of a framework without standards. Part Two (conduct) is one standard, ``P2``."""

    __tablename__ = "standard"
    __table_args__ = (Index("ix_standard_framework_id", "framework_id"),)

    framework_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("framework.id"))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    position: Mapped[int]
    # As the framework prints it; Part Two has none.
    number: Mapped[int | None]
    heading: Mapped[str] = mapped_column(Text)
    # The few words people say for it.
    short: Mapped[str] = mapped_column(String(100))
    summary: Mapped[str] = mapped_column(Text, default="")
    # What the document prints above the statements.
    part_title: Mapped[str] = mapped_column(Text, default="")
    lead_in: Mapped[str] = mapped_column(Text, default="")
    # Where the trust's shared words touch this standard.
    themes: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Part Two: assumed of every teacher, never offered in a visit, a focus or a step.
    is_conduct: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(Text)

    framework: Mapped[Framework] = relationship(lazy="raise", back_populates="standards")
    statements: Mapped[list["Statement"]] = relationship(
        lazy="raise", back_populates="standard", order_by="Statement.position"
    )
    groups: Mapped[list["LookForGroup"]] = relationship(
        lazy="raise", back_populates="standard", order_by="LookForGroup.position"
    )


class Statement(Identified, Base):
    """A line below a standard. It helps to find one's way; nobody is assessed against a single line."""

    __tablename__ = "statement"
    __table_args__ = (UniqueConstraint("standard_id", "code"),)

    standard_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("standard.id"))
    code: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    # A line below another line, as in Part Two.
    is_nested: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(Text)

    standard: Mapped[Standard] = relationship(lazy="raise", back_populates="statements")


group_statement = Table(
    "look_for_group_statement",
    Base.metadata,
    Column("group_id", ForeignKey("look_for_group.id", ondelete="CASCADE"), primary_key=True),
    Column("statement_id", ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True),
)

group_term = Table(
    "look_for_group_term",
    Base.metadata,
    Column("group_id", ForeignKey("look_for_group.id", ondelete="CASCADE"), primary_key=True),
    Column("term_id", ForeignKey("term.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_look_for_group_term_term_id", "term_id"),
)


class LookForGroup(Identified, Base):
    """Look-fors and action steps that belong together: some statements of a standard, or a whole theme."""

    __tablename__ = "look_for_group"
    __table_args__ = (Index("ix_look_for_group_standard_id", "standard_id"),)

    standard_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("standard.id"))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")

    standard: Mapped[Standard] = relationship(lazy="raise", back_populates="groups")
    statements: Mapped[list[Statement]] = relationship(
        lazy="raise", secondary=group_statement, order_by=Statement.position
    )
    look_fors: Mapped[list["LookFor"]] = relationship(lazy="raise", back_populates="group", order_by="LookFor.position")
    steps: Mapped[list["LibraryStep"]] = relationship(
        lazy="raise", back_populates="group", order_by="LibraryStep.position"
    )
    terms: Mapped[list["Term"]] = relationship(
        lazy="raise", secondary=group_term, back_populates="groups", order_by="Term.sort_name"
    )


class LookFor(Identified, Offered, Base):
    """An observable description of practice, in the trust's common language."""

    __tablename__ = "look_for"
    __table_args__ = (Index("ix_look_for_group_id", "group_id"),)

    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("look_for_group.id"))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text)

    group: Mapped[LookForGroup] = relationship(lazy="raise", back_populates="look_fors")


class LibraryStep(Identified, Offered, Base):
    """An action step of the trust's library, to agree in a visit as it stands or in one's own words."""

    __tablename__ = "library_step"
    __table_args__ = (Index("ix_library_step_group_id", "group_id"),)

    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("look_for_group.id"))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text)

    group: Mapped[LookForGroup] = relationship(lazy="raise", back_populates="steps")


class Term(Identified, Base):
    """A word of the glossary. Its slug is its address and stays when the word is reworded."""

    __tablename__ = "term"

    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    sort_name: Mapped[str] = mapped_column(String(100), index=True)
    definition: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text)

    groups: Mapped[list[LookForGroup]] = relationship(
        lazy="raise", secondary=group_term, back_populates="terms", order_by=LookForGroup.code
    )
