"""Planned sessions as pages show them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from cpd.people.actor import Actor
from cpd.training import session_policy as policy
from cpd.training.models import SessionState, TrainingSession
from cpd.training.session_wording import FORM_NAMES, STATE_WORDS, hours


@dataclass(frozen=True)
class SessionFacts:
    """What a session is, when and where: for its own page, and for every page that is about it."""

    id: uuid.UUID
    course_code: str
    course_title: str
    held_on: dt.date
    hours: str
    minutes: int | None
    form: str
    place: str
    host_school: str
    led_by: str
    note: str
    # Empty for those who have no place.
    online_address: str
    credit_from_minutes: int | None
    places: int | None
    state: SessionState
    state_word: str
    state_tone: str
    cancelled_because: str


def session_facts(training_session: TrainingSession, *, shows_address: bool) -> SessionFacts:
    """The facts of a session that was read with its course, leader and host school."""
    one = training_session
    word, tone = STATE_WORDS[one.state]
    led_by = " ".join(part for part in (one.leader.name if one.leader else "", one.led_with) if part)
    return SessionFacts(
        id=one.id,
        course_code=one.course.code,
        course_title=one.course.title,
        held_on=one.held_on,
        hours=hours(one.starts_at, one.ends_at),
        minutes=one.minutes,
        form=FORM_NAMES[one.form],
        place=one.place,
        host_school=one.host_school.name if one.host_school else "",
        led_by=led_by,
        note=one.note,
        online_address=one.online_address if shows_address else "",
        credit_from_minutes=one.credit_from_minutes,
        places=one.places,
        state=one.state,
        state_word=word,
        state_tone=tone,
        cancelled_because=one.cancelled_because,
    )


@dataclass(frozen=True)
class SessionPage:
    facts: SessionFacts
    can_change: bool
    can_keep_register: bool


def session_page(actor: Actor, training_session: TrainingSession) -> SessionPage:
    can_change = policy.can_change(actor, training_session)
    return SessionPage(
        facts=session_facts(training_session, shows_address=can_change),
        can_change=can_change,
        can_keep_register=policy.can_keep_register(actor, training_session),
    )
