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
    password_set_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    disabled_at: Mapped[dt.datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")


class SignIn(Identified, Base):
    """One browser signed in to one account. The cookie holds a secret, the row only its SHA-256.

    A row stays for a while after its end, so that words written under it go to nobody else (kept_words.py).
    """

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_account_id", "account_id"), Index("ix_sign_in_expires_at", "expires_at"))

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    # "Chrome on Android": enough to know one's own devices by.
    browser: Mapped[str] = mapped_column(String(60), default="")

    account: Mapped[Account] = relationship(lazy="raise")


class OneTimeSecret(Identified, Base):
    """An invitation, a reset link or a letter's code: used once, and only before it expires.

    A link's secret is made when its mail is sent, so that no queue holds one; until then ``sent_at`` is empty.
    """

    __tablename__ = "one_time_secret"
    __table_args__ = (Index("ix_one_time_secret_account_id", "account_id"),)

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    purpose: Mapped[Purpose] = mapped_column(enum_type(Purpose))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]

    account: Mapped[Account] = relationship(lazy="raise")


class SignInAttempt(Identified, Base):
    """One try to get in, kept for a day. ``name_hash`` is of what was typed, known here or not."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_name_hash_at", "name_hash", "at"),
        Index("ix_sign_in_attempt_address_hash_at", "address_hash", "at"),
        Index("ix_sign_in_attempt_at", "at"),
    )

    name_hash: Mapped[str] = mapped_column(String(64))
    address_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
    succeeded: Mapped[bool] = mapped_column(default=False)
