"""Who opens rounds over invented reviews, takes part in them, and sees where the others agree."""

import datetime as dt
import uuid

from cpd.people.actor import Actor


def can_open_round(actor: Actor) -> bool:
    return actor.is_development_lead and actor.person_id is not None


def can_change_round(actor: Actor, *, opened_by_id: uuid.UUID | None, closes_on: dt.date) -> bool:
    """Give a round another last day: who opened it, as long as it is open. One that is over stays over, since then
    everybody may have read the others."""
    return can_open_round(actor) and actor.person_id == opened_by_id and actor.today <= closes_on


def can_take_part(actor: Actor) -> bool:
    """Whoever appraises somebody today, and heads."""
    return actor.person_id is not None and (actor.is_appraiser or actor.is_head)


def can_see_rounds(actor: Actor) -> bool:
    return can_open_round(actor) or can_take_part(actor)


def can_see_counts(actor: Actor, *, closes_on: dt.date, has_finished: bool) -> bool:
    """Where the others agree: after the last day, or once one has answered every case oneself."""
    return can_see_rounds(actor) and (actor.today > closes_on or (can_take_part(actor) and has_finished))
