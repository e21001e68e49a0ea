"""What a visitor writes down in a visit of a kind beside coaching."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass

from cpd.coaching.rules.phrases import Hint
from cpd.core.errors import DomainError

# The themes of a walk are nobody's. Its rooms stand in the ledger beside its day, so one room alone would be told.
FEWEST_ROOMS = 3
# Three names or more in a row: "Ava, Ben B. and Zoë", or one on each line.
_NAME = r"[A-Z][^\W\d_]+(?: [A-Z](?:[^\W\d_]+|\.)?)?"
_LIST_OF_NAMES = re.compile(rf"\b{_NAME}(?:(?:, and |, | and |; |\n){_NAME}){{2,}}(?![^\W\d_])")


@dataclass(frozen=True)
class OtherWords:
    """What the form of such a visit holds."""

    visited_on: dt.date
    answers: tuple[str, ...]
    second_visitor_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Beginning:
    """Of which kind, where, and to whom where the kind is about a person."""

    kind_id: uuid.UUID
    school_id: uuid.UUID
    person_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Agreed:
    """An action: what, who, until when."""

    text: str
    who: str = ""
    due_on: dt.date | None = None


def check_words(words: OtherWords, today: dt.date) -> None:
    if words.visited_on > today:
        raise DomainError("A visit is recorded once it has happened: the date is in the future.", "visited_on")


def check_before_sharing(answers: tuple[str, ...]) -> None:
    if not any(answers):
        raise DomainError("Answer at least one question before you share.")


def check_rooms(rooms: int) -> None:
    if rooms < FEWEST_ROOMS:
        raise DomainError("A walk names at least three rooms: of fewer, its themes would be somebody's.", "rooms")


def lists_of_names(*texts: str) -> list[Hint]:
    """Where a text looks like a list of names. A soft hint: it may well be a list of subjects."""
    return [
        Hint(match[0].replace("\n", ", "), "if these are pupils, leave the names out and say how many.")
        for text in texts
        for match in _LIST_OF_NAMES.finditer(text)
    ]
