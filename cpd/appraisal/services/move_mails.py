"""Tells whoever has something to do now: a review came to their stage, the other has sent or signed, reviews began.

The mail is queued in the transaction of the change. It holds no word of a review and no name, and keeps to what
reminders keep to: in the holidays and at the weekend it waits for the first working day of the school, and it goes to
nobody who is away or wants no such mail.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from cpd.appraisal import policy
from cpd.appraisal.models import AppraisalCycle, Review, Signer
from cpd.appraisal.queries.to_tell import days_to_tell, whom_to_tell
from cpd.appraisal.rules.stages import MeetingKind, whose_move
from cpd.core import mail
from cpd.core.clock import LONDON
from cpd.core.periods import AcademicYear
from cpd.core.templating import plural
from cpd.people.actor import Actor

_IN_THE_MORNING = dt.time(7)
_KEYS = uuid.UUID("0d4f1c52-8a0e-4c36-9b7e-6f3f1f1c8e75")


class _What(StrEnum):
    MOVE = "move"
    SENT = "sent"
    OPEN = "open"
    SIGNED = "signed"


_SUBJECTS = {
    _What.MOVE: "Your move",
    _What.SENT: "To write before you meet",
    _What.OPEN: "To read side by side",
    _What.SIGNED: "To sign",
}


def tell_of_move(session: Session, actor: Actor, review: Review) -> None:
    """Those whose move it is at the stage that a review has come to."""
    if review.laid_down_on is None:
        link = mail.address("appraisal.review_show", review_id=review.id)
        _tell(session, actor, review, _What.MOVE, whose_move(review.stage), link)


def tell_of_part(session: Session, actor: Actor, review: Review, kind: MeetingKind, *, is_open: bool) -> None:
    """The other side: it can be read now, or waits for theirs."""
    link = mail.address("appraisal.meeting_show", review_id=review.id, kind=kind)
    _tell(session, actor, review, _What.OPEN if is_open else _What.SENT, _other(actor, review), link)


def tell_of_signature(session: Session, actor: Actor, review: Review) -> None:
    """The other of the two, once the first has signed."""
    link = mail.address("appraisal.review_show", review_id=review.id)
    _tell(session, actor, review, _What.SIGNED, _other(actor, review), link)


def _other(actor: Actor, review: Review) -> set[Signer]:
    return {side for side in Signer if side is not policy.signer_of(actor, review)}


def _tell(session: Session, actor: Actor, review: Review, what: _What, sides: Collection[Signer], link: str) -> None:
    people = {Signer.PERSON: review.person_id}
    if review.appraiser_is_appointed:
        people[Signer.APPRAISER] = review.appraiser_id
    told = {people[side] for side in sides if side in people} - {actor.person_id}
    if not told:
        return
    year = AcademicYear.of(review.cycle.starts_on).on_screen
    day = days_to_tell(session, [review.school_id], actor.today)[review.school_id]
    for person in whom_to_tell(session, told, actor.today):
        assert person.email is not None
        own = person.id == review.person_id
        which = f"your appraisal {year}" if own else f"a review of {year} that you write"
        letter = mail.written(
            person.email,
            f"{_SUBJECTS[what]}: {which}",
            "appraisal/mail/move",
            what=what.value,
            own=own,
            known_as=person.known_as,
            which=which,
            link=link,
        )
        _queue(session, letter, day, actor.today, f"{review.id} {person.id} {what} {link}")


def _queue(session: Session, letter: mail.Mail, day: dt.date, today: dt.date, about: str = "") -> None:
    """Now, or on the morning of a later day; what happens again ``about`` the same until then is told once."""
    if day == today:
        mail.queue(session, letter)
    else:
        key = uuid.uuid5(_KEYS, f"{about} {day}") if about else None
        mail.queue(session, letter, key, not_before=dt.datetime.combine(day, _IN_THE_MORNING, LONDON))


@dataclass(frozen=True)
class Begun:
    """A review that has begun, or was handed on to an appraiser, in a step that may do so with many."""

    person_id: uuid.UUID
    appraiser_id: uuid.UUID
    school_id: uuid.UUID


def tell_of_beginning(
    session: Session,
    actor: Actor,
    cycle: AppraisalCycle,
    begun: Iterable[Begun],
    handed_on: Iterable[Begun] = (),
) -> None:
    """One mail a person, however many reviews a step has begun and handed on: their own, and how many they write."""
    own, schools = set[uuid.UUID](), dict[uuid.UUID, uuid.UUID]()
    written, taken_over = Counter[uuid.UUID](), Counter[uuid.UUID]()
    for one in begun:
        own.add(one.person_id)
        written[one.appraiser_id] += 1
        for person_id in (one.person_id, one.appraiser_id):
            schools.setdefault(person_id, one.school_id)
    for one in handed_on:
        taken_over[one.appraiser_id] += 1
        schools.setdefault(one.appraiser_id, one.school_id)
    days = days_to_tell(session, set(schools.values()), actor.today)
    year = AcademicYear.of(cycle.starts_on).on_screen
    link = mail.address("appraisal.review_index")
    for person in whom_to_tell(session, schools.keys() - {actor.person_id}, actor.today):
        assert person.email is not None
        writes = written[person.id] + taken_over[person.id]
        letter = mail.written(
            person.email,
            f"Your appraisal {year}" if person.id in own else f"{plural(writes, 'review')} of {year} to write",
            "appraisal/mail/begun",
            known_as=person.known_as,
            own=person.id in own,
            written=written[person.id],
            taken_over=taken_over[person.id],
            year=year,
            link=link,
        )
        _queue(session, letter, days[schools[person.id]], actor.today)
