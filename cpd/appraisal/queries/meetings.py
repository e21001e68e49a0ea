"""Meetings of a review, and what each side wrote before them, as far as the one who asks may read it."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from cpd.appraisal.models import Meeting, Moderation, PartSentence, Review, ReviewPart
from cpd.appraisal.policy import is_appointed, readable_parts, visible
from cpd.appraisal.queries.records import with_appointment
from cpd.appraisal.rules.stages import MeetingKind
from cpd.appraisal.rules.states import Signer
from cpd.core.access import NotFound, found
from cpd.people.actor import Actor


def meeting_kind(name: str) -> MeetingKind:
    """The meeting that an address names. Raises ``NotFound``."""
    try:
        return MeetingKind(name.replace("-", "_"))
    except ValueError:
        raise NotFound from None


def get_review_alone(session: Session, actor: Actor, review_id: uuid.UUID, *, for_writing: bool = False) -> Review:
    """A review with the names of those in it and nothing that was written. Raises ``NotFound``.

    ``for_writing`` holds the row until the transaction ends, so that two who save at once come one after the other.
    """
    query = (
        select(Review, is_appointed(actor.today))
        .where(Review.id == review_id, visible(actor))
        .options(
            joinedload(Review.cycle),
            joinedload(Review.school),
            joinedload(Review.person),
            joinedload(Review.appraiser),
            joinedload(Review.hr_contact),
            # Who reads it hangs on what was signed since a moderator was let in.
            selectinload(Review.moderations).joinedload(Moderation.moderator),
            selectinload(Review.signed_records),
        )
    )
    if for_writing:
        query = query.with_for_update(of=Review)
    return found(next(iter(with_appointment(session, query)), None))


def get_meeting(session: Session, review: Review, kind: MeetingKind) -> Meeting | None:
    """One meeting of a review that was given to somebody who may read it."""
    return session.scalars(select(Meeting).where(Meeting.review_id == review.id, Meeting.kind == kind)).first()


def list_meetings(session: Session, review: Review) -> dict[MeetingKind, Meeting]:
    meetings = session.scalars(select(Meeting).where(Meeting.review_id == review.id)).all()
    return {meeting.kind: meeting for meeting in meetings}


def own_part(session: Session, actor: Actor, review: Review, kind: MeetingKind) -> ReviewPart | None:
    """What the actor wrote before a meeting, sent or not."""
    return session.scalars(
        select(ReviewPart)
        .where(ReviewPart.review_id == review.id, ReviewPart.meeting == kind, ReviewPart.writer_id == actor.person_id)
        .options(
            joinedload(ReviewPart.writer),
            selectinload(ReviewPart.sentences).joinedload(PartSentence.standard),
        )
    ).first()


def list_parts(session: Session, actor: Actor, review: Review, kind: MeetingKind) -> list[ReviewPart]:
    """What the two wrote before a meeting and the actor may read: the person's first, then by when it was sent."""
    parts = session.scalars(
        select(ReviewPart)
        .where(ReviewPart.review_id == review.id, ReviewPart.meeting == kind, readable_parts(actor))
        .options(
            joinedload(ReviewPart.writer),
            selectinload(ReviewPart.sentences).joinedload(PartSentence.standard),
        )
    ).all()
    return sorted(parts, key=lambda part: (part.writer_id != review.person_id, part.sent_at is None, part.sent_at))


def who_has_sent(session: Session, review: Review) -> dict[MeetingKind, frozenset[Signer]]:
    """Which side has sent its part before which meeting. Whether somebody has begun to write is nobody's business."""
    rows = session.execute(
        select(ReviewPart.meeting, ReviewPart.writer_id).where(
            ReviewPart.review_id == review.id, ReviewPart.sent_at.is_not(None)
        )
    ).all()
    sides: dict[MeetingKind, set[Signer]] = {kind: set() for kind in MeetingKind}
    for kind, writer_id in rows:
        sides[kind].add(Signer.PERSON if writer_id == review.person_id else Signer.APPRAISER)
    return {kind: frozenset(both) for kind, both in sides.items()}


def is_open(session: Session, review: Review, kind: MeetingKind) -> bool:
    """Whether what was sent before a meeting is there for both to read."""
    meeting = get_meeting(session, review, kind)
    return (meeting is not None and meeting.held_on is not None) or who_has_sent(session, review)[kind] == set(Signer)
