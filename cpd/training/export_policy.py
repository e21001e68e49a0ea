"""Who opens a kept export again, and who lets a program read figures (docs/roles.md)."""

from sqlalchemy import ColumnElement, false, true

from cpd.people.actor import Actor
from cpd.training import policy
from cpd.training.models import KeptExport

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
