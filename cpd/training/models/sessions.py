"""Sessions, who is invited to them, and their registers."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person, School
from cpd.training.models.courses import Course


class SessionState(StrEnum):
    # Known from its completions only: nobody was invited here and no register was kept.
    RECORDED = "recorded"
    # Being planned; those who plan see it.
    DRAFT = "draft"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"
    # Its register is closed and the completions are given.
    HELD = "held"


class SessionForm(StrEnum):
    INSET = "inset"
    TWILIGHT = "twilight"
    ONLINE = "online"
    OTHER = "other"


class InvitationState(StrEnum):
    INVITED = "invited"
    JOINED = "joined"
    WAITING = "waiting"
    DECLINED = "declined"
    # Taken off by somebody who invited; the calendar entry is withdrawn.
    WITHDRAWN = "withdrawn"


class Presence(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"


class MarkedBy(StrEnum):
    """How a mark came into the register."""

    REGISTER = "register"
    CHECK_IN = "check_in"
    PAPER = "paper"


class TrainingSession(Identified, Base):
    """One occasion on which a course is taught: planned with a register, or recorded afterwards."""

    __tablename__ = "training_session"
    __table_args__ = (
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes"),
        Index("ix_training_session_course_id_held_on", "course_id", "held_on"),
        CheckConstraint("places IS NULL OR places > 0", name="places"),
        CheckConstraint("credit_from_minutes IS NULL OR credit_from_minutes > 0", name="credit_from_minutes"),
        CheckConstraint("starts_at IS NULL OR ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("(state = 'recorded') = (register IS NULL)", name="register_of_planned"),
        Index("ix_training_session_held_on_state", "held_on", "state"),
        Index("ix_training_session_host_school_id", "host_school_id"),
        Index("ix_training_session_leader_person_id", "leader_person_id"),
    )

    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("course.id"))
    held_on: Mapped[dt.date]
    # What the clock on the wall says.
    starts_at: Mapped[dt.time | None]
    ends_at: Mapped[dt.time | None]
    minutes: Mapped[int | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    host_school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id"))
    leader_person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    state: Mapped[SessionState] = mapped_column(enum_type(SessionState), default=SessionState.RECORDED)
    form: Mapped[SessionForm] = mapped_column(enum_type(SessionForm), default=SessionForm.OTHER)
    # The address of an online session; shown to those who have a place.
    online_address: Mapped[str] = mapped_column(String(500), default="")
    # What to bring, where to park: a sentence or two on the invitation.
    note: Mapped[str] = mapped_column(Text, default="")
    # Others who lead it beside the leader, in words ("with Foxglove's speech therapist").
    led_with: Mapped[str] = mapped_column(String(200), default="")
    # None: room for everybody.
    places: Mapped[int | None]
    # The fewest minutes that earn the completion. None: whoever was there has it.
    credit_from_minutes: Mapped[int | None]
    # The revision of the calendar entry (RFC 5545, SEQUENCE): one more with each change that people must know of.
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    cancelled_because: Mapped[str] = mapped_column(String(300), default="")
    # What the screen at the door shows as words and QR code; made when the register is opened.
    check_in_code: Mapped[str | None] = mapped_column(String(16), unique=True)
    check_out_code: Mapped[str | None] = mapped_column(String(16), unique=True)
    # The newest change of the register that its last closing reckoned with; 0: never closed. None: none is kept.
    register: Mapped[int | None]
    register_closed_at: Mapped[dt.datetime | None]
    register_closed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)
    entered_at: Mapped[dt.datetime]
    entered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    # Made by the form, so that a form posted twice makes one session.
    request_key: Mapped[uuid.UUID | None] = mapped_column(unique=True)

    __mapper_args__ = {"version_id_col": version}

    course: Mapped[Course] = relationship(lazy="raise")
    leader: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[leader_person_id])
    host_school: Mapped[School | None] = relationship(lazy="raise")


class Invitation(Identified, Base):
    """That a person is asked to a session or has a place in it. One for person and session, whoever asked."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id"),
        CheckConstraint("(state = 'waiting') = (waiting_since IS NOT NULL)", name="waiting_since"),
        Index("ix_invitation_person_id_state", "person_id", "state"),
    )

    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    state: Mapped[InvitationState] = mapped_column(enum_type(InvitationState))
    # Who put the person down; empty where they joined by themselves.
    invited_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    entered_at: Mapped[dt.datetime]
    answered_at: Mapped[dt.datetime | None]
    waiting_since: Mapped[dt.datetime | None]
    # The revision of the calendar entry that this person should have; one more with each change that they must know of.
    # Empty: they never had a place.
    calendar_sequence: Mapped[int | None]
    # The revision that they were last sent; empty where none was.
    sent_sequence: Mapped[int | None]

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    session: Mapped[TrainingSession] = relationship(lazy="raise")


class RegisterMark(Identified, Base):
    """One person in one register: there or not, from when until when by the clock on the wall."""

    __tablename__ = "register_mark"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id"),
        CheckConstraint("arrived_at IS NULL OR left_at IS NULL OR left_at >= arrived_at", name="left_after"),
        Index("ix_register_mark_session_id_change", "session_id", "change"),
        Index("ix_register_mark_person_id", "person_id"),
    )

    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    presence: Mapped[Presence] = mapped_column(enum_type(Presence))
    # Empty: from the start, until the end.
    arrived_at: Mapped[dt.time | None]
    left_at: Mapped[dt.time | None]
    came_unannounced: Mapped[bool] = mapped_column(default=False)
    marked_by: Mapped[MarkedBy] = mapped_column(enum_type(MarkedBy))
    marked_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    marked_at: Mapped[dt.datetime]
    # Counts the changes of one register, so that two tablets know what they have not seen.
    change: Mapped[int]

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])


class RegisterSending(Base):
    """A batch of marks that a tablet has sent, by the key that it gave it: the same batch again changes nothing."""

    __tablename__ = "register_sending"

    key: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"), index=True)
    received_at: Mapped[dt.datetime]


class SessionReflection(Identified, Base):
    """What somebody will try after a session: theirs alone."""

    __tablename__ = "session_reflection"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id"),
        Index("ix_session_reflection_person_id", "person_id"),
    )

    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class SessionEvaluation(Base):
    """Three answers about a session, without a name; read from five on, and never in the order of their coming."""

    __tablename__ = "session_evaluation"
    __table_args__ = (Index("ix_session_evaluation_session_id", "session_id"), {"sqlite_with_rowid": False})

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"))
    understood_why: Mapped[str] = mapped_column(String(40))
    can_use_it: Mapped[str] = mapped_column(String(40))
    worth_the_time: Mapped[str] = mapped_column(String(40))
    # Answers enter what is shown five at a time, so that none can be read off.
    is_shown: Mapped[bool] = mapped_column(default=False)


class EvaluationGiven(Base):
    """That somebody has answered about a session, so that they are asked once; not what."""

    __tablename__ = "evaluation_given"

    session_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("training_session.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
