"""Kinds of visit beside coaching: their shape, and where an entry in the ledger comes from."""

from enum import StrEnum


class KindShape(StrEnum):
    """What a visit of a kind is about."""

    PERSON = "person"
    # Themes of a school; rooms are ticked for the ledger and for nothing else.
    WALK = "walk"
    # How something is organised, with actions that are followed up until done.
    SYSTEM = "system"


class EntrySource(StrEnum):
    VISIT = "visit"
    WALK = "walk"
    # Nobody logged it; the person did.
    ADDED = "added"
