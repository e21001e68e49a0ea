"""Which mails about training somebody wants."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record
from cpd.people.actor import Actor
from cpd.training.models import TrainingWish
from cpd.training.rules.reminders import TrainingMail


def set_mails(session: Session, actor: Actor, wanted: Collection[TrainingMail]) -> None:
    """Turn on the mails wanted, and off the others."""
    require(actor.person_id is not None)
    off = [one.value for one in TrainingMail if one not in wanted]
    wish = session.get(TrainingWish, actor.person_id)
    if wish is None:
        session.add(TrainingWish(person_id=actor.person_id, mails_off=off))
    else:
        wish.mails_off = off
    record(session, actor, "training.mails_chosen", actor.person_id, about_person_id=actor.person_id)
