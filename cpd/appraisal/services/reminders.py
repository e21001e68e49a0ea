"""Reminders that a head sends: that there is something to do, never a word of a review."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal import policy
from cpd.appraisal.models import AppraisalCycle, AppraisalReminder, AppraisalWish
from cpd.appraisal.queries.reminders import Late, list_late
from cpd.appraisal.rules.stages import Stage
from cpd.core import audit, mail
from cpd.core.access import require
from cpd.core.errors import DomainError
from cpd.people.actor import Actor
from cpd.people.models import School
from cpd.training.rules.reminders import week_of


def send_reminders(
    session: Session,
    actor: Actor,
    school_id: uuid.UUID,
    cycle: AppraisalCycle,
    stages: Collection[Stage],
    at: dt.datetime,
) -> int:
    """Queue a mail to everybody whose move at one of these stages is late and whom one may reach; how many. Nobody is
    told twice."""
    require(policy.can_look_after(actor, school_id))
    if not stages:
        raise DomainError("Tick at least one stage.", "stages")
    # Two who press at once come one after the other.
    session.execute(select(School.id).where(School.id == school_id).with_for_update())
    late = list_late(session, actor, school_id, cycle, at)
    told = [one for one in late if one.why_not is None and one.waits_at(stages)]
    for one in told:
        mail.queue(session, _letter(one, stages))
    reminders = [
        AppraisalReminder(
            person_id=one.person.id,
            school_id=school_id,
            cycle_id=cycle.id,
            week_of=week_of(actor.today),
            sent_at=at,
            sent_by_id=actor.person_id,
            reviews=one.waits_at(stages),
        )
        for one in told
    ]
    session.add_all(reminders)
    session.flush()
    audit.record_many(
        session, actor, "appraisal.reminded", [(reminder.id, reminder.person_id, None) for reminder in reminders]
    )
    return len(told)


def _letter(one: Late, stages: Collection[Stage]) -> mail.Mail:
    assert one.person.email is not None
    own, written = (sum(waits[stage] for stage in stages) for waits in (one.own, one.written))
    return mail.written(
        one.person.email,
        "There is something to do in your appraisal" if own else "There is something to do in a review that you write",
        "appraisal/mail/reminder",
        known_as=one.person.known_as,
        own=own,
        written=written,
        link=mail.address("appraisal.review_index"),
        turn_off=mail.address("appraisal.reminder_mails"),
    )


def choose_reminders(session: Session, actor: Actor, *, wanted: bool) -> None:
    """Whether the actor wants to be reminded of reviews by mail."""
    require(actor.person_id is not None)
    wish = session.get(AppraisalWish, actor.person_id)
    if wish is None:
        session.add(AppraisalWish(person_id=actor.person_id, reminders_off=not wanted))
    else:
        wish.reminders_off = not wanted
    audit.record(session, actor, "appraisal.mails_chosen", actor.person_id, about_person_id=actor.person_id)
