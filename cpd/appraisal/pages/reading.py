"""One page to read before the meetings of the next days; on screen and on paper the same."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from cpd.appraisal.documents import ObjectivePart, StepPart, SupportPart, standard_name, support_part
from cpd.appraisal.models import Review, ReviewPart
from cpd.appraisal.queries.reading import OtherMeeting, ToRead
from cpd.appraisal.rules.questions import NAMES
from cpd.appraisal.rules.stages import MeetingKind
from cpd.core.clock import LONDON
from cpd.core.dates import to_text
from cpd.people.actor import Actor

_WAITS = "What each of you writes before you meet opens to the other once both have sent it."
# Today and the six days after it.
DAYS = 7


@dataclass(frozen=True)
class SentWords:
    """What one of the two sent: a text, and what stands under standards."""

    who: str
    text: str
    under: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Agreed:
    """What was written down in the meeting before."""

    name: str
    on: dt.date
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Reading:
    """What is there to read before one meeting."""

    review_id: uuid.UUID
    kind: MeetingKind
    name: str
    planned_at: dt.datetime
    person: str
    job_title: str
    school: str
    other: str
    focus: str
    sent: tuple[SentWords, ...]
    # Who has sent something that opens once both have.
    waits: str
    objectives: tuple[ObjectivePart, ...]
    needs: tuple[tuple[str, str], ...]
    agreed: Agreed | None
    support: SupportPart | None

    @property
    def starts_at(self) -> dt.datetime:
        return self.planned_at.astimezone(LONDON)

    @property
    def open_steps(self) -> tuple[StepPart, ...]:
        return tuple(step for step in self.support.steps if step.done_on is None) if self.support else ()


@dataclass(frozen=True)
class ReadingDay:
    on: dt.date
    is_today: bool
    readings: tuple[Reading, ...]
    others: tuple[OtherMeeting, ...]

    @property
    def name(self) -> str:
        return f"Today, {to_text(self.on)}" if self.is_today else f"{self.on:%A}, {to_text(self.on)}"


@dataclass(frozen=True)
class ReadingPage:
    first: dt.date
    last: dt.date
    days: tuple[ReadingDay, ...]

    @property
    def title(self) -> str:
        return "To read before you meet"

    @property
    def has_readings(self) -> bool:
        return any(day.readings for day in self.days)


def reading_page(actor: Actor, to_read: Iterable[ToRead], others: Iterable[OtherMeeting]) -> ReadingPage:
    readings, others = [_reading(actor, one) for one in to_read], list(others)
    days = []
    for number in range(DAYS):
        on = actor.today + dt.timedelta(days=number)
        own = tuple(one for one in readings if one.starts_at.date() == on)
        rest = tuple(one for one in others if one.planned_at.astimezone(LONDON).date() == on)
        if own or rest or number == 0:
            days.append(ReadingDay(on, number == 0, own, rest))
    return ReadingPage(actor.today, actor.today + dt.timedelta(days=DAYS - 1), tuple(days))


def _reading(actor: Actor, one: ToRead) -> Reading:
    review, meeting = one.review, one.meeting
    assert meeting.planned_at is not None
    return Reading(
        review_id=review.id,
        kind=meeting.kind,
        name=NAMES[meeting.kind],
        planned_at=meeting.planned_at,
        person=review.person.name,
        job_title=review.job_title,
        school=review.school.name,
        other=(review.appraiser if review.person_id == actor.person_id else review.person).name,
        focus=review.focus,
        sent=tuple(
            _sent(review, part) for part in sorted(one.parts, key=lambda part: part.writer_id != review.person_id)
        ),
        waits="" if len({part.writer_id for part in one.parts}) > 1 else _WAITS,
        objectives=tuple(
            ObjectivePart(
                objective.standard.code,
                standard_name(objective.standard),
                objective.text,
                objective.how_we_will_know,
                objective.what_came_of_it,
                objective.trust_priority.title if objective.trust_priority else "",
            )
            for objective in sorted(review.objectives, key=lambda objective: objective.position)
        ),
        needs=tuple((need.need, need.agreed_action) for need in sorted(review.needs, key=lambda need: need.position)),
        agreed=_agreed(one),
        support=support_part(review),
    )


def _sent(review: Review, part: ReviewPart) -> SentWords:
    return SentWords(
        who=(review.person if part.writer_id == review.person_id else part.writer).name,
        text=part.text,
        under=tuple(
            (standard_name(sentence.standard), sentence.text)
            for sentence in sorted(part.sentences, key=lambda sentence: sentence.standard.position)
        ),
    )


def _agreed(one: ToRead) -> Agreed | None:
    before = one.before
    if before is None or before.held_on is None:
        return None
    words = (
        ("What you wrote down", before.minutes),
        ("Workload, wellbeing, flexible working", before.workload),
        ("What comes next", before.next_steps),
    )
    return Agreed(NAMES[before.kind], before.held_on, tuple((name, text) for name, text in words if text))
