"""How being coached feels, and what coaches bring to supervision."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person
from cpd.people.rules.answers import AnswerWord


class PulseRequest(Identified, Base):
    """That a person was asked three questions about being coached, and said something or not now. Never what."""

    __tablename__ = "pulse_request"
    __table_args__ = (Index("ix_pulse_request_person_id", "person_id"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    asked_on: Mapped[dt.date]
    # Empty where they said "not now".
    answered_on: Mapped[dt.date | None]


class PulseAnswer(Base):
    """One answer to the three questions, about a coach in a school year. Nothing says whose it is, nor the day.

    Keys are drawn by lot and rows lie in the order of their keys, so that the table does not tell who came after whom
    (docs/adr/0013-the-pulse.md).
    """

    __tablename__ = "pulse_answer"
    __table_args__ = (Index("ix_pulse_answer_coach_id_year", "coach_id", "year"), {"sqlite_with_rowid": False})

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    coach_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    # As on screen: 2026/27.
    year: Mapped[str] = mapped_column(String(7))
    listened: Mapped[AnswerWord] = mapped_column(enum_type(AnswerWord))
    step_helped: Mapped[AnswerWord] = mapped_column(enum_type(AnswerWord))
    felt_safe: Mapped[AnswerWord] = mapped_column(enum_type(AnswerWord))
    # Counted in what the coach sees: set for five at once.
    is_shown: Mapped[bool] = mapped_column(default=False)


class SupervisionNote(Identified, Base):
    """What an ambassador brings to supervision: about coaching, without names. Theirs, unless they share it."""

    __tablename__ = "supervision_note"
    __table_args__ = (Index("ix_supervision_note_ambassador_id", "ambassador_id"),)

    ambassador_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    written_on: Mapped[dt.date]
    # From then on the development lead reads it.
    shared_at: Mapped[dt.datetime | None]
    request_key: Mapped[uuid.UUID] = mapped_column(unique=True)

    ambassador: Mapped[Person] = relationship(lazy="raise")
