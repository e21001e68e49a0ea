"""How steps end, and a person's focus."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cpd.coaching import queries
from cpd.coaching.models import ActionStep, Focus
from cpd.coaching.policy import visits as policy
from cpd.coaching.rules.steps import STEP_MOVES, StepState
from cpd.core import audit
from cpd.core.access import found, require
from cpd.core.errors import DomainError, StaleRecord
from cpd.people.actor import Actor
from cpd.standards.queries import offered_standards


def end_step(session: Session, actor: Actor, step_id: uuid.UUID, state: StepState, how_it_went: str) -> ActionStep:
    """Close a step as embedded, replaced or let go, with a sentence. Closed the same way again, nothing changes."""
    session.execute(select(ActionStep.id).where(ActionStep.id == step_id).with_for_update())
    step = queries.get_step(session, actor, step_id)
    if (step.state, step.how_it_went) == (state, how_it_went):
        return step
    require(policy.can_reply(actor, step.visit))
    if state not in STEP_MOVES[step.state]:
        raise DomainError(f"This step was closed already: {step.state.label.lower()}. “{step.how_it_went}”")
    if not how_it_went:
        raise DomainError("Say in a sentence how it went: what do you or pupils do now?", "how_it_went")
    close_step(session, actor, step, state, how_it_went)
    return step


def close_step(session: Session, actor: Actor, step: ActionStep, state: StepState, sentence: str) -> None:
    """The end of a step, as whoever was checked to be allowed to says."""
    step.state = state
    step.closed_on = actor.today
    step.closed_by_id = actor.person_id
    step.how_it_went = sentence
    audit.record(session, actor, f"step.{state.value}", step.id, about_person_id=step.person_id)


def change_focus(
    session: Session,
    actor: Actor,
    text: str,
    standard_id: uuid.UUID | None,
    *,
    of: uuid.UUID | None,
    version: int | None,
) -> Focus:
    """Write one's own focus. One that is live ends and stays in the history; one begun today is put right in place.

    ``of`` and ``version`` name the live focus as the form showed it, so that nothing is closed unseen.
    """
    require(policy.can_have_focus(actor))
    if standard_id is not None and standard_id not in {
        standard.id for standard in offered_standards(session, actor.staff_groups, for_visit=True)
    }:
        raise DomainError("Choose a standard from your own framework, or none.", "standard_id")
    live = _live(session, actor)
    if live is not None and (live.text, live.standard_id) == (text, standard_id):
        return live
    if (live.id if live else None, live.version if live else None) != (of, version):
        raise StaleRecord
    if live is not None and live.started_on == actor.today:
        live.text, live.standard_id = text, standard_id
        audit.record(session, actor, "focus.reworded", live.id, about_person_id=actor.person_id)
        return live
    if live is not None:
        live.ended_on = max(live.started_on, actor.today - dt.timedelta(days=1))
        session.flush()
    focus = Focus(person_id=actor.person_id, text=text, standard_id=standard_id, started_on=actor.today)
    try:
        with session.begin_nested():
            session.add(focus)
            session.flush()
    except IntegrityError:
        raise StaleRecord from None
    audit.record(session, actor, "focus.begun", focus.id, about_person_id=actor.person_id)
    return focus


def end_focus(session: Session, actor: Actor, focus_id: uuid.UUID) -> None:
    """Close one's own focus without beginning another. Closed already, nothing changes."""
    require(policy.can_have_focus(actor))
    focus = found(
        session.scalars(
            select(Focus).where(Focus.id == focus_id, Focus.person_id == actor.person_id).with_for_update()
        ).first()
    )
    if focus.ended_on is None:
        focus.ended_on = actor.today
        audit.record(session, actor, "focus.ended", focus.id, about_person_id=actor.person_id)


def _live(session: Session, actor: Actor) -> Focus | None:
    return session.scalars(
        select(Focus).where(Focus.person_id == actor.person_id, Focus.ended_on.is_(None)).with_for_update()
    ).first()
