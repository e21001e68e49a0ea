"""Who opens a kept export again, and who lets a program read figures (docs/roles.md)."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import ColumnElement, false, or_, true

from cpd.people.actor import Actor
from cpd.training.models import KeptExport, ReadingToken
from cpd.training.policy import records as policy

# What ``narrowed_to`` says of the names, or the small figures, that a file holds: of everybody, of the people somebody
# managed when it was made, or of the schools whose keys follow.
NAMES, EVERYBODY, MANAGED = "names_of", "everybody", "managed"


def names_of(actor: Actor) -> str:
    """Whose names, and whose small figures, a file made by the actor holds."""
    schools = policy.schools_by_name(actor)
    return EVERYBODY if schools is None else " ".join(sorted(str(school_id) for school_id in schools))


def visible_exports(actor: Actor) -> ColumnElement[bool]:
    """One's own; the development lead knows of all."""
    if actor.is_development_lead:
        return true()
    return KeptExport.made_by_id == actor.person_id if actor.person_id else false()


def can_open_export(actor: Actor, export: KeptExport) -> bool:
    """Whoever may know of it, as long as they may still see every name that it holds.

    Whom somebody manages changes; a file of those people is opened again by the school's head and office, not by them.
    """
    schools = policy.schools_by_name(actor)
    if schools is None:
        return True
    held = export.narrowed_to.get(NAMES, EVERYBODY)
    if held == EVERYBODY:
        return False
    if held == MANAGED:
        return export.narrowed_to.get("school_id") in {str(school_id) for school_id in schools}
    return set(held.split()) <= {str(school_id) for school_id in schools}


class Scope(StrEnum):
    """What a token lets a program read."""

    COVERAGE = "coverage"
    PEOPLE = "people"


def scopes_open_to(actor: Actor) -> tuple[Scope, ...]:
    """What somebody may let a program read in their place: figures, and names where they see names by their part."""
    if actor.person_id is None:
        return ()
    if policy.schools_by_name(actor) != frozenset():
        return (Scope.COVERAGE, Scope.PEOPLE)
    return (Scope.COVERAGE,) if actor.is_trustee or actor.is_administrator else ()


def can_make_token(actor: Actor, scopes: Collection[str]) -> bool:
    return bool(scopes) and set(scopes) <= set(scopes_open_to(actor))


def visible_tokens(actor: Actor) -> ColumnElement[bool]:
    """One's own; the administrator and the development lead know of all and can withdraw them."""
    if actor.is_administrator or actor.is_development_lead:
        return true()
    return or_(false(), ReadingToken.made_by_id == actor.person_id) if actor.person_id else false()


def levels_open_to(actor: Actor) -> tuple[str, ...]:
    """Which files somebody may have made for them each week or month: whoever looks after training, and trustees."""
    if actor.person_id is None:
        return ()
    if policy.schools_by_name(actor) != frozenset():
        return ("summary", "people")
    return ("summary",) if actor.is_trustee else ()
