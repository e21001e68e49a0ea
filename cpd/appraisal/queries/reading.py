"""What somebody reads before their meetings of the next days; and who else meets at the schools that they head."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cpd.appraisal.models import Meeting, PartSentence, Review, ReviewPart, ReviewState
from cpd.appraisal.policy import appraised_by, readable_parts, visible
from cpd.appraisal.queries.records import get_reviews
from cpd.core.clock import LONDON
from cpd.people.actor import Actor


@dataclass(frozen=True)
class ToRead:
    """A meeting, the review it belongs to, what was sent before it, and the meeting before it."""

    meeting: Meeting
    review: Review
    parts: Sequence[ReviewPart]
    before: Meeting | None


@dataclass(frozen=True)
class OtherMeeting:
    """A meeting of two others: when, and who. Never a word of it."""

    review_id: uuid.UUID
    planned_at: dt.datetime
    person: str
    appraiser: str
    school: str


def meetings_to_read(session: Session, actor: Actor, first: dt.date, last: dt.date) -> list[ToRead]:
    """The planned meetings of the actor from day to day, in order of time, each with what was sent before it."""
    rows = session.execute(_planned(actor, first, last).where(_is_one_of_two(actor))).all()
    meetings = [meeting for meeting, _ in rows]
    reviews = {one.id: one for one in get_reviews(session, actor, [meeting.review_id for meeting in meetings])}
    parts = _sent_parts(session, actor, meetings)
    held = _held(session, meetings)
    return [
        ToRead(
            meeting,
            reviews[meeting.review_id],
            [part for part in parts[meeting.review_id] if part.meeting is meeting.kind],
            next(iter(held[meeting.review_id]), None),
        )
        for meeting in meetings
    ]


def other_meetings(session: Session, actor: Actor, first: dt.date, last: dt.date) -> list[OtherMeeting]:
    """The planned meetings of others at the schools that the actor heads, as far as they may read the reviews."""
    if not actor.head_school_ids:
        return []
    here = Review.school_id.in_(actor.head_school_ids)
    query = _planned(actor, first, last).where(here, ~_is_one_of_two(actor))
    loads = (joinedload(Review.person), joinedload(Review.appraiser), joinedload(Review.school))
    return [
        OtherMeeting(review.id, meeting.planned_at, review.person.name, review.appraiser.name, review.school.name)
        for meeting, review in session.execute(query.options(*loads))
        if meeting.planned_at is not None
    ]


def _planned(actor: Actor, first: dt.date, last: dt.date) -> Select[Meeting, Review]:
    start = dt.datetime.combine(first, dt.time.min, LONDON)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, LONDON)
    return (
        select(Meeting, Review)
        .join(Review, Review.id == Meeting.review_id)
        .where(
            Meeting.planned_at >= start,
            Meeting.planned_at < end,
            Meeting.held_on.is_(None),
            Review.state == ReviewState.OPEN,
            Review.laid_down_on.is_(None),
            visible(actor),
        )
        .order_by(Meeting.planned_at, Meeting.id)
    )


def _is_one_of_two(actor: Actor) -> ColumnElement[bool]:
    return or_(Review.person_id == actor.person_id, appraised_by(actor))


def _sent_parts(session: Session, actor: Actor, meetings: Sequence[Meeting]) -> Mapping[uuid.UUID, list[ReviewPart]]:
    """What was sent and is open to both; what nobody has sent is read by nobody here, not even by who wrote it."""
    found: dict[uuid.UUID, list[ReviewPart]] = defaultdict(list)
    query = (
        select(ReviewPart)
        .where(
            ReviewPart.review_id.in_([meeting.review_id for meeting in meetings]),
            ReviewPart.sent_at.is_not(None),
            readable_parts(actor),
        )
        .options(joinedload(ReviewPart.writer), selectinload(ReviewPart.sentences).joinedload(PartSentence.standard))
        .order_by(ReviewPart.sent_at, ReviewPart.id)
    )
    for part in session.scalars(query):
        found[part.review_id].append(part)
    return found


def _held(session: Session, meetings: Sequence[Meeting]) -> Mapping[uuid.UUID, list[Meeting]]:
    """The meetings of the same reviews that were held, the latest first."""
    found: dict[uuid.UUID, list[Meeting]] = defaultdict(list)
    query = (
        select(Meeting)
        .where(and_(Meeting.review_id.in_([meeting.review_id for meeting in meetings]), Meeting.held_on.is_not(None)))
        .order_by(Meeting.held_on.desc(), Meeting.id)
    )
    for meeting in session.scalars(query):
        found[meeting.review_id].append(meeting)
    return found
