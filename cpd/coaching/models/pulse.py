"""How being coached feels, and what coaches bring to supervision."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.core.models import Base, Identified
from cpd.people.models import Person


class PulseRequest(Identified, Base):
    """That a person was asked three questions about being coached. It does not know what was answered."""

    __tablename__ = "pulse_request"
    __table_args__ = (Index("ix_pulse_request_person_id", "person_id"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    asked_on: Mapped[dt.date]
    answered_on: Mapped[dt.date | None]


class PulseAnswer(Identified, Base):
    """One answer to the three questions, about a coach in a school year. Nothing says whose it is, nor the day."""

    __tablename__ = "pulse_answer"
    __table_args__ = (Index("ix_pulse_answer_coach_id_year", "coach_id", "year"),)

    coach_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    # As in files: 2026/27.
    year: Mapped[str]
    listened: Mapped[str]
    step_helped: Mapped[str]
    felt_safe: Mapped[str]


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
