"""Accounts, where they are signed in, one-time links and codes, and attempts to sign in."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.core.models import Base, Identified, enum_type
from cpd.people.models import Person


class Purpose(StrEnum):
    """What a one-time secret is for. A letter's code is typed from paper; the others are links in a mail."""

    INVITATION = "invitation"
    RESET = "reset"
    LETTER = "letter"


class Account(Identified, Base):
    """The way in for one person. Without a password it waits for its invitation to be used."""

    __tablename__ = "account"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[dt.datetime]
    disabled_at: Mapped[dt.datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")


class SignIn(Identified, Base):
    """One browser signed in to one account. The cookie holds a secret, the row only its SHA-256."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_account_id", "account_id"),)

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]

    account: Mapped[Account] = relationship(lazy="raise")


class OneTimeSecret(Identified, Base):
    """An invitation, a reset link or a letter's code: used once, and only before it expires."""

    __tablename__ = "one_time_secret"
    __table_args__ = (Index("ix_one_time_secret_account_id", "account_id"),)

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    purpose: Mapped[Purpose] = mapped_column(enum_type(Purpose))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]

    account: Mapped[Account] = relationship(lazy="raise")


class SignInAttempt(Identified, Base):
    """One try to sign in. ``name_hash`` is of the folded email or staff code, known or not."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_name_hash_at", "name_hash", "at"),)

    name_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
    succeeded: Mapped[bool]
