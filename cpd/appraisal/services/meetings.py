"""A meeting of the two: when it is, that it was held, and what they write down in it, field by field."""

import datetime as dt
import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal import policy, queries
from cpd.appraisal.models import Meeting, Review, StandardSentence
from cpd.appraisal.queries import meetings
from cpd.appraisal.rules.stages import MeetingKind
from cpd.appraisal.rules.states import NotNow, check_words_may_change
from cpd.appraisal.rules.words import Settled, Typed, edition, settle
from cpd.appraisal.services.meeting_mails import tell_of_meeting, tell_of_new_appraiser
from cpd.core import audit
from cpd.core.access import require
from cpd.core.audit import AuditEntry
from cpd.core.clock import LONDON
from cpd.core.errors import DomainError, StaleRecord
from cpd.people.actor import Actor
from cpd.people.models import Person

NOTES = ("minutes", "workload", "next_steps")
SENTENCE, OUTCOME, ACTION = "sentence_", "outcome_", "action_"
# One entry stands for what somebody wrote in one field within this time: a page that saves itself makes many saves.
_ONE_ENTRY = dt.timedelta(hours=1)


def words_of_meeting(review: Review, meeting: Meeting | None) -> dict[str, str]:
    """What is finished together on one screen, by the names of its fields. Needs the whole review."""
    notes = {name: getattr(meeting, name) for name in NOTES} if meeting else {}
    sentences = {f"{SENTENCE}{one.standard_id.hex}": one.text for one in review.sentences}
    outcomes = {f"{OUTCOME}{one.id.hex}": one.what_came_of_it for one in review.objectives}
    actions = {f"{ACTION}{one.id.hex}": one.agreed_action for one in review.needs}
    return notes | sentences | outcomes | actions


def save_meeting(
    session: Session, actor: Actor, review: Review, kind: MeetingKind, typed: Mapping[str, Typed], at: dt.datetime
) -> Settled:
    """Keep what was typed in a meeting. Either of the two writes notes; what stands in the statement the appraiser."""
    require(policy.can_write_before_meetings(actor, review))
    check_words_may_change(review.state)
    meeting = meetings.get_meeting(session, review, kind)
    settled = settle(typed, words_of_meeting(review, meeting))
    for name, text in settled.to_save.items():
        if name in NOTES:
            meeting = meeting or _begin(session, review, kind)
            setattr(meeting, name, text)
        else:
            _write_agreed(session, actor, review, name, text)
        _note_writing(session, actor, review, name.partition("_")[0] if name not in NOTES else name, at)
    session.flush()
    return settled


def _begin(session: Session, review: Review, kind: MeetingKind) -> Meeting:
    meeting = Meeting(review_id=review.id, kind=kind, minutes="", workload="", next_steps="")
    session.add(meeting)
    return meeting


def _write_agreed(session: Session, actor: Actor, review: Review, name: str, text: str) -> None:
    """A sentence under a standard, what came of an objective, or the action agreed for a need."""
    require(policy.can_write_appraisers_part(actor, review))
    key = uuid.UUID(name.partition("_")[2])
    if name.startswith(OUTCOME):
        queries.get_objective(review, key).what_came_of_it = text
    elif name.startswith(ACTION):
        queries.get_need(review, key).agreed_action = text
    else:
        _write_sentence(session, review, key, text)


def _write_sentence(session: Session, review: Review, standard_id: uuid.UUID, text: str) -> None:
    sentence = queries.get_sentence(review, standard_id)
    if sentence is None:
        require(standard_id in {standard.id for standard in queries.standards_of(session, review)})
        review.sentences.append(StandardSentence(review_id=review.id, standard_id=standard_id, text=text))
    elif text:
        sentence.text = text
    else:
        review.sentences.remove(sentence)


def _note_writing(session: Session, actor: Actor, review: Review, field: str, at: dt.datetime) -> None:
    lately = session.scalars(
        select(AuditEntry.detail).where(
            AuditEntry.subject_id == review.id,
            AuditEntry.by_person_id == actor.person_id,
            AuditEntry.action == "review.written",
            AuditEntry.at > at - _ONE_ENTRY,
        )
    ).all()
    if {"field": field} not in lately:
        audit.record(
            session, actor, "review.written", review.id, about_person_id=review.person_id, detail={"field": field}
        )


def edition_of_time(planned_at: dt.datetime | None) -> int:
    """A number that only this time has."""
    return edition(planned_at.isoformat() if planned_at else "")


def plan_meeting(
    session: Session,
    actor: Actor,
    review: Review,
    kind: MeetingKind,
    planned_at: dt.datetime | None,
    *,
    version: int,
    at: dt.datetime,
) -> None:
    """Give a meeting its day and time, or none again; both get it into their calendars, and out of them.

    ``version`` is the edition of the time that the form was opened with.
    """
    require(policy.can_plan_meetings(actor, review))
    check_words_may_change(review.state)
    meeting = meetings.get_meeting(session, review, kind)
    before = meeting.planned_at if meeting else None
    if planned_at == before:
        return
    if edition_of_time(before) != version:
        raise StaleRecord
    if meeting is not None and meeting.held_on is not None:
        raise NotNow("This meeting was held already.")
    if planned_at is not None and planned_at < at:
        raise DomainError("This is past. Give a day and time still to come.", "planned_on")
    meeting = meeting or _begin(session, review, kind)
    meeting.planned_at = planned_at
    session.flush()
    tell_of_meeting(session, review, meeting, before, at)
    audit.record(session, actor, "review.meeting_planned", review.id, about_person_id=review.person_id)


def hand_over_meetings(session: Session, review: Review, now: Person, at: dt.datetime) -> bool:
    """Tell of meetings still to come before somebody else becomes the appraiser of a review; whether there are any."""
    told = False
    for meeting in meetings.list_meetings(session, review).values():
        if meeting.held_on is None and meeting.planned_at is not None and meeting.planned_at > at:
            tell_of_new_appraiser(session, review, meeting, now, at)
            told = True
    return told


def call_off_meetings(session: Session, review: Review, at: dt.datetime) -> None:
    """Take meetings still to come out of both calendars, when a review is laid down."""
    for meeting in meetings.list_meetings(session, review).values():
        if meeting.held_on is None and meeting.planned_at is not None and meeting.planned_at > at:
            before, meeting.planned_at = meeting.planned_at, None
            session.flush()
            tell_of_meeting(session, review, meeting, before, at)


def hold_meeting(session: Session, actor: Actor, review: Review, kind: MeetingKind, held_on: dt.date | None) -> None:
    """Note the day on which the two met: what either has sent is there for both to read from now on."""
    require(policy.can_write_before_meetings(actor, review))
    check_words_may_change(review.state)
    if held_on is None:
        raise DomainError("Give the day on which you met, day first.", "held_on")
    if held_on > actor.today:
        raise DomainError("This day is still to come. Plan the meeting instead.", "held_on")
    if held_on < review.opened_at.astimezone(LONDON).date():
        raise DomainError("This is before the review was begun.", "held_on")
    meeting = meetings.get_meeting(session, review, kind) or _begin(session, review, kind)
    if meeting.held_on != held_on:
        meeting.held_on = held_on
        audit.record(session, actor, "review.meeting_held", review.id, about_person_id=review.person_id)
