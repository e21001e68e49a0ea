"""Meetings of appraisal in the demonstration trust: what was written before them, and in them.

They follow where each review stands: those of last year are over, most planning meetings of this autumn were held, the
others are planned, prepared for, or neither.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cpd.appraisal.models import (
    AppraisalCycle,
    Meeting,
    PartSentence,
    Review,
    ReviewMove,
    ReviewPart,
    ReviewState,
)
from cpd.appraisal.rules.stages import MeetingKind, Stage
from cpd.core.clock import LONDON
from cpd.demonstration.material import THE_DAY, Material, read_seed
from cpd.people.models import Person, StaffGroup
from cpd.standards.models import Standard

_STAGE_OF = {
    MeetingKind.PLANNING: Stage.PLANNING_MEETING,
    MeetingKind.MID_YEAR: Stage.MID_YEAR,
    MeetingKind.END_OF_YEAR: Stage.END_OF_YEAR_MEETING,
}
_PREPARED_AT = {MeetingKind.PLANNING: Stage.PREPARATION, MeetingKind.END_OF_YEAR: Stage.SELF_REVIEW}
_PREPARING = frozenset({Stage.PREPARATION, Stage.PLANNING_MEETING})


@dataclass(frozen=True)
class _Reviewed:
    """A review and what its meetings depend on."""

    id: uuid.UUID
    person_id: uuid.UUID
    appraiser_id: uuid.UUID
    group: StaffGroup
    state: ReviewState
    stage: Stage
    laid_down_on: dt.date | None
    starts_on: dt.date
    first_name: str


class Meetings:
    """Writes meetings, what each side wrote before them, and what stands under standards."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.words = read_seed("meetings")
        self.rows: dict[type, list[dict[str, Any]]] = {model: [] for model in (Meeting, ReviewPart, PartSentence)}

    def write(self, session: Session) -> None:
        self.left = self._days_of_moves(session)
        self.standards = {code: key for key, code in session.execute(select(Standard.id, Standard.code))}
        for row in session.execute(
            select(
                Review.id,
                Review.person_id,
                Review.appraiser_id,
                Review.staff_group,
                Review.state,
                Review.stage,
                Review.laid_down_on,
                AppraisalCycle.starts_on,
                Person.first_name,
            )
            .join(AppraisalCycle, AppraisalCycle.id == Review.cycle_id)
            .join(Person, Person.id == Review.person_id)
            .order_by(Review.id)
        ).all():
            self._meetings(_Reviewed(*row))
        for model, rows in self.rows.items():
            session.execute(insert(model), rows)

    @staticmethod
    def _days_of_moves(session: Session) -> dict[tuple[uuid.UUID, Stage], dt.date]:
        """On which day each review left each stage: on the day of a meeting it leaves that meeting's stage."""
        rows = session.execute(
            select(ReviewMove.review_id, ReviewMove.from_stage, ReviewMove.moved_at).order_by(ReviewMove.moved_at)
        ).all()
        return {(review, stage): at.astimezone(LONDON).date() for review, stage, at in rows}

    def _meetings(self, review: _Reviewed) -> None:
        if review.state is ReviewState.CLOSED:
            self._year_that_is_over(review)
        elif review.stage not in _PREPARING:
            self._planning_held(review)
        elif review.laid_down_on is None:
            self._planning_to_come(review)

    def _year_that_is_over(self, review: _Reviewed) -> None:
        year = review.starts_on.year
        self._held(review, MeetingKind.PLANNING, dt.date(year, 9, 22), dt.date(year, 10, 17), "minutes")
        self._held(review, MeetingKind.MID_YEAR, dt.date(year + 1, 2, 23), dt.date(year + 1, 3, 20), "minutes_mid_year")
        held_on = self._held(
            review, MeetingKind.END_OF_YEAR, dt.date(year + 1, 6, 8), dt.date(year + 1, 6, 26), "minutes_end"
        )
        self._both_sent(review, MeetingKind.END_OF_YEAR, "self_review", held_on)

    def _planning_held(self, review: _Reviewed) -> None:
        held_on = self._held(
            review, MeetingKind.PLANNING, dt.date(2026, 9, 28), dt.date(2026, 11, 18), "minutes", notes=True
        )
        if self.material.random.random() < 0.7:
            self._both_sent(review, MeetingKind.PLANNING, "preparation", held_on)

    def _planning_to_come(self, review: _Reviewed) -> None:
        chance = self.material.random.random()
        if review.stage is Stage.PLANNING_MEETING or chance < 0.5:
            day = self.material.school_day(dt.date(2026, 11, 23), dt.date(2026, 12, 11))
            at = dt.datetime.combine(
                day, self.material.random.choice([dt.time(8), dt.time(12, 30), dt.time(15, 45)]), LONDON
            )
            self._meeting(review, MeetingKind.PLANNING, planned_at=at.astimezone(dt.UTC))
        if review.stage is Stage.PLANNING_MEETING:
            self._both_sent(review, MeetingKind.PLANNING, "preparation", THE_DAY)
        elif chance < 0.3:
            self._part(review, MeetingKind.PLANNING, "preparation", sent_on=dt.date(2026, 11, 18))
        elif chance < 0.5:
            self._part(review, MeetingKind.PLANNING, "preparation")

    def _held(
        self, review: _Reviewed, kind: MeetingKind, first: dt.date, last: dt.date, minutes: str, *, notes: bool = False
    ) -> dt.date:
        day = self.left.get((review.id, _STAGE_OF[kind])) or self.material.school_day(first, last)
        chance = self.material.random.random()
        self._meeting(
            review,
            kind,
            planned_at=self.material.moment(day, 14, 15),
            held_on=day,
            minutes=self._fill(minutes, review),
            workload=self._fill("workload", review) if notes and chance < 0.6 else "",
            next_steps=self._fill("next_steps", review) if notes and chance < 0.4 else "",
        )
        return day

    def _meeting(self, review: _Reviewed, kind: MeetingKind, **more: Any) -> None:
        empty = {"held_on": None, "minutes": "", "workload": "", "next_steps": "", "version": 1}
        self._add(Meeting, review_id=review.id, kind=kind, **(empty | more))

    def _both_sent(self, review: _Reviewed, kind: MeetingKind, words: str, before: dt.date) -> None:
        prepared_on = self.left.get((review.id, _PREPARED_AT[kind]), before)
        sent_on = min(prepared_on, before - dt.timedelta(days=1))
        self._part(review, kind, words, sent_on=sent_on)
        part = self._add(
            ReviewPart,
            review_id=review.id,
            meeting=kind,
            writer_id=review.appraiser_id,
            text=self._fill("notes", review),
            sent_at=self.material.moment(sent_on, 15, 17),
            version=1,
        )
        self._under(part, review, "sentences")

    def _part(self, review: _Reviewed, kind: MeetingKind, words: str, sent_on: dt.date | None = None) -> None:
        text = self.material.next_of(self.words[words][review.group.value])
        part = self._add(
            ReviewPart,
            review_id=review.id,
            meeting=kind,
            writer_id=review.person_id,
            text=self.material.fill(text, name=review.first_name),
            sent_at=self.material.moment(sent_on, 12, 17) if sent_on else None,
            version=1,
        )
        self._under(part, review, "own_sentences")

    def _under(self, part: uuid.UUID, review: _Reviewed, words: str) -> None:
        """One or two sentences under standards of the person's framework; often none."""
        offered = self.words[words] if words in self.words else read_seed("appraisal")[words]
        prefix = "TS" if review.group in (StaffGroup.LEADER, StaffGroup.TEACHER) else "TA"
        codes = sorted(code for code in offered if code.startswith(prefix))
        for code in self.material.random.sample(codes, self.material.random.choice([0, 1, 1, 2])):
            text = self.material.fill(self.material.next_of(offered[code]), name=review.first_name)
            self._add(PartSentence, part_id=part, standard_id=self.standards[code], text=text)

    def _fill(self, words: str, review: _Reviewed) -> str:
        return self.material.fill(self.material.next_of(self.words[words]), name=review.first_name)

    def _add(self, model: type, **row: Any) -> uuid.UUID:
        key = self.material.key()
        self.rows[model].append({"id": key} | row)
        return key
