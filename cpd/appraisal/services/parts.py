"""What each side writes before a meeting: kept at each pause, private until it is sent."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from cpd.appraisal import policy, queries
from cpd.appraisal.models import PartSentence, Review, ReviewPart
from cpd.appraisal.queries import meetings
from cpd.appraisal.rules.stages import MeetingKind
from cpd.appraisal.rules.states import NotNow, check_words_may_change
from cpd.appraisal.rules.words import Settled, Typed, settle
from cpd.appraisal.services.move_mails import tell_of_part
from cpd.core import audit
from cpd.core.access import require
from cpd.core.errors import DomainError
from cpd.people.actor import Actor
from cpd.standards.models import Standard

TEXT = "text"
SENTENCE = "sentence_"


def words_of_part(part: ReviewPart | None) -> dict[str, str]:
    """The words of a part by the names of their fields."""
    if part is None:
        return {}
    under = {f"{SENTENCE}{sentence.standard.code}": sentence.text for sentence in part.sentences}
    return {TEXT: part.text} | under


def save_part(session: Session, actor: Actor, review: Review, kind: MeetingKind, typed: Mapping[str, Typed]) -> Settled:
    """Keep what the actor has written before a meeting, field by field; what another window changed is left alone.

    The first word makes the part. Nobody else reads it until it is sent, and nothing notes that it was begun.
    """
    _check(actor, review)
    part = meetings.own_part(session, actor, review, kind)
    settled = settle(typed, words_of_part(part))
    if not settled.to_save:
        return settled
    if part is not None and part.sent_at is not None:
        raise NotNow("This was sent meanwhile. Take it back to change it; what you typed is still below.")
    if part is None:
        part = ReviewPart(review_id=review.id, meeting=kind, writer_id=actor.person_id, text="", sentences=[])
        session.add(part)
    standards = {f"{SENTENCE}{one.code}": one for one in queries.standards_of(session, review)}
    for name, text in settled.to_save.items():
        if name == TEXT:
            part.text = text
        else:
            _write_under(part, standards.get(name), text)
    session.flush()
    return settled


def _write_under(part: ReviewPart, standard: Standard | None, text: str) -> None:
    require(standard is not None)
    assert standard is not None
    there = next((one for one in part.sentences if one.standard_id == standard.id), None)
    if there is None:
        part.sentences.append(PartSentence(standard_id=standard.id, text=text))
    elif text:
        there.text = text
    else:
        part.sentences.remove(there)


def send_part(session: Session, actor: Actor, review: Review, kind: MeetingKind, at: dt.datetime) -> None:
    """Let the other side read it, as soon as both have sent theirs or the meeting is held, and tell them. Sent twice is
    sent once."""
    _check(actor, review)
    part = meetings.own_part(session, actor, review, kind)
    if part is None or not (part.text or part.sentences):
        raise DomainError("There is nothing to send yet. A sentence is enough.")
    if part.sent_at is None:
        part.sent_at = at
        session.flush()
        _record(session, actor, review, "review.part_sent", kind)
        tell_of_part(session, actor, review, kind, is_open=meetings.is_open(session, review, kind))


def take_part_back(session: Session, actor: Actor, review: Review, kind: MeetingKind) -> None:
    """Have it private again, as long as nobody else can have read it."""
    _check(actor, review)
    part = meetings.own_part(session, actor, review, kind)
    if part is None or part.sent_at is None:
        return
    if meetings.is_open(session, review, kind):
        raise NotNow("Both of you read it now, so it stays as it is. Say in the meeting what you see differently.")
    part.sent_at = None
    _record(session, actor, review, "review.part_taken_back", kind)


def _check(actor: Actor, review: Review) -> None:
    require(policy.signer_of(actor, review) is not None)
    check_words_may_change(review.state)


def _record(session: Session, actor: Actor, review: Review, action: str, kind: MeetingKind) -> None:
    audit.record(session, actor, action, review.id, about_person_id=review.person_id, detail={"meeting": kind})
