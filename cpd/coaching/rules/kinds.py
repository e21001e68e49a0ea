"""Kinds of visit beside coaching: their shape, who may make them, who reads them, within the limits of roles.md."""

import re
from dataclasses import dataclass
from enum import StrEnum

from cpd.core.errors import DomainError
from cpd.core.names import fold

MOST_QUESTIONS = 12


class KindShape(StrEnum):
    """What a visit of a kind is about."""

    PERSON = "person"
    # Themes of a school; rooms are ticked for the ledger and for nothing else.
    WALK = "walk"
    # How something is organised, with actions that are followed up until done.
    SYSTEM = "system"

    @property
    def label(self) -> str:
        return _SHAPES[self]


_SHAPES = {
    KindShape.PERSON: "A person: a visit to one colleague",
    KindShape.WALK: "Themes: a walk through several rooms, about nobody",
    KindShape.SYSTEM: "A system: how something is organised, with actions, in counts only",
}


class Maker(StrEnum):
    """Who may make a visit of a kind."""

    AMBASSADOR = "ambassador"
    HEAD = "head"
    DEVELOPMENT_LEAD = "development_lead"

    @property
    def label(self) -> str:
        return _MAKERS[self]


_MAKERS = {
    Maker.AMBASSADOR: "Ambassadors, at their schools",
    Maker.HEAD: "Heads, at their schools",
    Maker.DEVELOPMENT_LEAD: "The development lead",
}


class EntrySource(StrEnum):
    VISIT = "visit"
    WALK = "walk"
    # Nobody logged it; the person did.
    ADDED = "added"


@dataclass(frozen=True)
class KindWords:
    """What the development lead says about a kind."""

    name: str
    notice: str
    questions: tuple[str, ...]
    makers: tuple[Maker, ...]
    head_reads: bool
    lead_reads: bool


def check_kind(shape: KindShape, words: KindWords) -> None:
    """Refuse a kind without questions or makers, and readers beyond the limits of roles.md."""
    if not words.questions:
        raise DomainError("Ask at least one question: one on each line.", "questions")
    if len(words.questions) > MOST_QUESTIONS:
        raise DomainError(f"Ask at most {MOST_QUESTIONS} questions, so that a visit stays short.", "questions")
    if len(set(words.questions)) < len(words.questions):
        raise DomainError("Two of the questions are the same.", "questions")
    if not words.makers:
        raise DomainError("Say who may make such a visit.", "makers")
    if shape is KindShape.PERSON and words.lead_reads:
        raise DomainError(
            "The development lead never reads a visit to one person. Choose a kind about themes or a system, "
            "or leave the development lead out.",
            "lead_reads",
        )


def readers(shape: KindShape, *, head_reads: bool, lead_reads: bool) -> tuple[str, ...]:
    """Who reads a visit once it is shared, in words for the person before the visit."""
    named = ["the colleague who is visited"] if shape is KindShape.PERSON else []
    named.append("whoever made the visit")
    if head_reads:
        named.append("the head of the school")
    if lead_reads:
        named.append("the development lead")
    return tuple(named)


def code_of(name: str) -> str:
    """The short form of a name, which stays when the name is put better: ``Book look`` is ``book-look``."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:40].strip("-")
