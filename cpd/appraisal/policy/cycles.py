"""Who opens cycles, looks after a school's reviews, and reads how many stand where."""

import uuid

from cpd.people.actor import Actor


def can_open_cycle(actor: Actor) -> bool:
    return actor.is_development_lead


def can_read_counts(actor: Actor) -> bool:
    """How many reviews of each school stand where, without names."""
    return actor.is_development_lead or actor.is_trustee


def can_look_after(actor: Actor, school_id: uuid.UUID) -> bool:
    """See a school's board, and begin its reviews: its head. For one review there is ``looks_after``."""
    return school_id in actor.head_school_ids
