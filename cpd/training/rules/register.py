"""Rules of a register on plain values: what a mark may replace, minutes and credit, and when a code is good."""

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cpd.core.errors import DomainError
from cpd.core.names import fold
from cpd.training.rules.sessions import minutes_between

# Whoever checks in this soon after the start was there from the start; the same at the end. A full hall needs as long.
ON_TIME = dt.timedelta(minutes=5)
_DOORS = dt.timedelta(minutes=60)
# No letter or figure that another can be mistaken for, and no vowel that could make a word.
_LETTERS = "CDFHJKMNPQRTVWXY234679"
_CHECK_IN_LETTERS = 8
# 22 letters to the power of 24 are more than 2 to the power of 106.
_CERTIFICATE_LETTERS = 24


@dataclass(frozen=True)
class SessionHours:
    """When a session is, and how long it counts where there is a break in it."""

    starts_at: dt.time | None
    ends_at: dt.time | None
    minutes: int | None

    @property
    def whole(self) -> int | None:
        """The minutes of somebody who was there all the time."""
        if self.minutes is not None or self.starts_at is None or self.ends_at is None:
            return self.minutes
        return minutes_between(self.starts_at, self.ends_at)


def minutes_attended(hours: SessionHours, arrived_at: dt.time | None, left_at: dt.time | None) -> int | None:
    """The minutes of the session less those that were missed; nothing where nobody said how long it was."""
    if hours.whole is None:
        return None
    late = minutes_between(hours.starts_at, arrived_at) if hours.starts_at and arrived_at else 0
    early = minutes_between(left_at, hours.ends_at) if left_at and hours.ends_at else 0
    return max(0, hours.whole - max(0, late) - max(0, early))


def earns(minutes: int | None, credit_from_minutes: int | None) -> bool:
    """Whether somebody who was there has completed the course."""
    return minutes is None or minutes >= max(1, credit_from_minutes or 1)


@dataclass(frozen=True)
class Stay:
    """There or not, and from when until when. No time: from the start, until the end."""

    is_present: bool
    arrived_at: dt.time | None = None
    left_at: dt.time | None = None

    def check(self) -> None:
        if self.arrived_at and self.left_at and self.left_at < self.arrived_at:
            raise DomainError("The time of leaving lies before the time of coming.")


@dataclass(frozen=True)
class Marking:
    """What somebody says of one person, knowing the change ``seen`` of the register (0: no mark was there)."""

    person_id: uuid.UUID
    stay: Stay
    seen: int


class Verdict(StrEnum):
    SAME = "same"
    REPLACES = "replaces"
    # Somebody else has said something newer: both are shown, and a person decides.
    DIFFERS = "differs"


def verdict(marking: Marking, there: Stay | None, change: int) -> Verdict:
    """What becomes of a marking where ``there`` stands, made by the register's ``change``."""
    if there == marking.stay:
        return Verdict.SAME
    return Verdict.REPLACES if there is None or change <= marking.seen else Verdict.DIFFERS


class Way(StrEnum):
    """Which of a session's two codes."""

    IN = "in"
    OUT = "out"


def is_good(way: Way, held_on: dt.date, hours: SessionHours, at: dt.datetime) -> bool:
    """Whether a code is good at an instant by the clock on the wall (``at`` without a zone).

    In: from an hour before the start until the end. Out: from the start until an hour after the end.
    """
    opens = dt.datetime.combine(held_on, hours.starts_at or dt.time.min)
    closes = dt.datetime.combine(held_on, hours.ends_at or dt.time.max)
    if way is Way.IN:
        opens -= _DOORS if hours.starts_at else dt.timedelta()
    else:
        closes += _DOORS if hours.ends_at else dt.timedelta()
    return opens <= at <= closes


def came_at(hours: SessionHours, at: dt.datetime) -> dt.time | None:
    """The time of arriving that a check-in is worth."""
    if hours.starts_at is None or at <= dt.datetime.combine(at.date(), hours.starts_at) + ON_TIME:
        return None
    return at.time().replace(second=0, microsecond=0)


def went_at(hours: SessionHours, at: dt.datetime) -> dt.time | None:
    """The time of leaving that a check-out is worth."""
    if hours.ends_at is not None and at >= dt.datetime.combine(at.date(), hours.ends_at) - ON_TIME:
        return None
    return at.time().replace(second=0, microsecond=0)


def new_check_in_code() -> str:
    return _drawn(_CHECK_IN_LETTERS)


def new_certificate_code() -> str:
    return _drawn(_CERTIFICATE_LETTERS)


def _drawn(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def in_groups(code: str, size: int = 4) -> str:
    """``KFRT 7WQM``: as a person reads a code out."""
    return " ".join(code[start : start + size] for start in range(0, len(code), size))


def typed_code(text: str) -> str:
    """A code as somebody typed it, with spaces or dashes and in small letters."""
    return "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())[:40]


def begins_with(last_name: str, letters: str) -> bool:
    """Whether somebody has typed the first letters of a last name: three, or two and an apostrophe."""
    name, begins = (fold(text).replace(" ", "") for text in (last_name, letters))
    return len(begins) >= min(2, len(name)) > 0 and name.startswith(begins)


def initials(names: Sequence[str]) -> str:
    """``S. O.``"""
    return " ".join(f"{name[0]}." for name in names if name)
