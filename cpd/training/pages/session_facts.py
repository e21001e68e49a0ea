"""What a session is, when and where, as every page about it says it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from cpd.core.templating import long_day, plural
from cpd.training.models import SessionState, TrainingSession
from cpd.training.session_wording import FORM_NAMES, STATE_WORDS, hours


@dataclass(frozen=True)
class SessionFacts:
    """The facts of a session, in the words of pages."""

    id: uuid.UUID
    course_code: str
    course_title: str
    course_why: str
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
        course_why=one.course.why,
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


def saved_facts(one: SessionFacts) -> list[tuple[str, str]]:
    """What somebody else saved while a form was open."""
    known = [
        ("Course", one.course_title),
        ("When", f"{long_day(one.held_on)}, {one.hours}"),
        ("Form", one.form),
        ("Host school", one.host_school),
        ("Place", one.place),
        ("Led by", one.led_by),
        ("Online at", one.online_address),
        ("Places", str(one.places or "")),
        ("Counts as completed from", plural(one.credit_from_minutes, "minute") if one.credit_from_minutes else ""),
        ("Good to know", one.note),
    ]
    return [(name, text) for name, text in known if text]
