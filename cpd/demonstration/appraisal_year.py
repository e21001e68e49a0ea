"""The year of appraisal in the demonstration trust: policy, dates, priorities, stages and what moved them, induction.

Where a review stands agrees with what is written in it: with objectives the two have met; signed is closed; whoever is
away for long has theirs laid down.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from random import Random
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from cpd.appraisal.models import (
    Adviser,
    AppraisalCycle,
    Induction,
    Objective,
    Review,
    ReviewMove,
    ReviewState,
    StageDate,
    TrustPriority,
)
from cpd.appraisal.rules.stages import ORDER, Capacity, CyclePolicy, Stage, default_dates
from cpd.core.names import fold
from cpd.demonstration.cast import Colleague
from cpd.demonstration.material import THE_DAY, is_school_day, read_seed
from cpd.demonstration.people import Peopling
from cpd.people.models import Phase, Role, RoleGrant, StaffGroup
from cpd.standards.models import Standard

_THIS_YEAR = dt.date(2026, 9, 1)
# From when to when reviews left each stage last year, the last by signing.
_LEFT = {
    Stage.PREPARATION: (dt.date(2025, 9, 22), dt.date(2025, 10, 3)),
    Stage.PLANNING_MEETING: (dt.date(2025, 10, 6), dt.date(2025, 10, 23)),
    Stage.MID_YEAR: (dt.date(2026, 1, 26), dt.date(2026, 2, 12)),
    Stage.SELF_REVIEW: (dt.date(2026, 5, 11), dt.date(2026, 5, 22)),
    Stage.END_OF_YEAR_MEETING: (dt.date(2026, 6, 8), dt.date(2026, 6, 19)),
    Stage.REPORT: (dt.date(2026, 6, 22), dt.date(2026, 6, 26)),
}
_LEFT_THIS_YEAR = {
    Stage.PREPARATION: (dt.date(2026, 9, 21), dt.date(2026, 10, 2)),
    Stage.PLANNING_MEETING: (dt.date(2026, 10, 5), dt.date(2026, 11, 13)),
}


class Year:
    """Writes the year around reviews that are there already."""

    def __init__(self, people: Peopling) -> None:
        # Chance of its own, so that what other parts draw stays the same.
        self.random = Random(20260914)  # noqa: S311  # chance for invented records, not for secrets
        self.people = people
        self.words = read_seed("year")
        self.days = {span: _school_days(*span) for left in (_LEFT, _LEFT_THIS_YEAR) for span in left.values()}

    def write(self, session: Session) -> None:
        self._cycles(session)
        this = session.scalars(select(AppraisalCycle.id).where(AppraisalCycle.starts_on == _THIS_YEAR)).one()
        self._heads(session, this)
        self._priorities(session)
        self._stages(session)
        session.execute(insert(Induction), self._inductions())

    def _key(self) -> uuid.UUID:
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def _moment(self, day: dt.date) -> dt.datetime:
        return dt.datetime(
            day.year, day.month, day.day, self.random.randint(8, 16), self.random.choice(range(0, 60, 5)), tzinfo=dt.UTC
        )

    def _cycles(self, session: Session) -> None:
        address = f"https://www.{read_seed('trust')['trust']['mail_domain']}/policies/appraisal"
        session.execute(update(AppraisalCycle).values(policy=CyclePolicy.OWN, policy_address=address))
        rows = [
            {"cycle_id": cycle.id, "stage": stage, "due_on": due}
            for cycle in session.execute(select(AppraisalCycle.id, AppraisalCycle.starts_on))
            for stage, due in default_dates(CyclePolicy.OWN, cycle.starts_on).items()
        ]
        session.execute(insert(StageDate), rows)

    def _priorities(self, session: Session) -> None:
        """Some objectives of this year serve one; those that are signed named none."""
        by_standard: dict[str, uuid.UUID] = {}
        for words in self.words["priorities"]:
            key = self._key()
            session.execute(
                insert(TrustPriority),
                {
                    "id": key,
                    "title": words["title"],
                    "why": words["why"],
                    "started_on": words["from"],
                    "ended_on": words.get("until"),
                    "request_key": self._key(),
                    "version": 1,
                },
            )
            by_standard |= dict.fromkeys(words.get("standards", ()), key)
        objectives = session.execute(
            select(Objective.id, Standard.code)
            .join(Standard, Standard.id == Objective.standard_id)
            .join(Review, Review.id == Objective.review_id)
            .where(Standard.code.in_(by_standard), Review.state == ReviewState.OPEN)
            .order_by(Objective.id)
        ).all()
        serving = [{"key": key, "of": by_standard[code]} for key, code in objectives if self.random.random() < 0.5]
        session.connection().execute(
            update(Objective.__table__)  # type: ignore[arg-type]  # a table of the mapping, which is typed as any selectable
            .where(Objective.__table__.c.id == bindparam("key"))
            .values(trust_priority_id=bindparam("of")),
            serving,
        )

    # Stages

    def _stages(self, session: Session) -> None:
        with_objectives = set(session.scalars(select(Objective.review_id)))
        away = {person.id: person.away_from for person in self.people.everybody if person.away_from}
        rows, moves = [], []
        for review in session.execute(
            select(Review.id, Review.person_id, Review.appraiser_id, Review.state).order_by(Review.id)
        ):
            stage = self._stage(review.state, review.id in with_objectives)
            laid_down = max(away[review.person_id], dt.date(2026, 9, 21)) if review.person_id in away else None
            if review.state is ReviewState.CLOSED:
                laid_down = None
            rows.append({"key": review.id, "at": stage, "down": laid_down})
            moves += self._moves(review, stage, laid_down)
        session.connection().execute(
            update(Review.__table__)  # type: ignore[arg-type]  # the same
            .where(Review.__table__.c.id == bindparam("key"))
            .values(stage=bindparam("at"), laid_down_on=bindparam("down")),
            rows,
        )
        session.execute(insert(ReviewMove), moves)

    def _stage(self, state: ReviewState, has_objectives: bool) -> Stage:
        if state is ReviewState.CLOSED:
            return Stage.CLOSED
        if has_objectives:
            return Stage.MID_YEAR
        return Stage.PLANNING_MEETING if self.random.random() < 0.6 else Stage.PREPARATION

    def _moves(self, review: Any, stage: Stage, laid_down: dt.date | None) -> list[dict[str, Any]]:
        left = _LEFT if stage is Stage.CLOSED else _LEFT_THIS_YEAR
        moves = [
            self._move(review, one, ORDER[ORDER.index(one) + 1], self.random.choice(self.days[left[one]]))
            for one in ORDER[: ORDER.index(stage)]
            if one in left
        ]
        if stage is Stage.CLOSED:
            moves.append(self._move(review, Stage.COMMENT_AND_SIGNATURES, Stage.CLOSED, dt.date(2026, 7, 17)))
        if laid_down is not None:
            moves.append(self._move(review, stage, stage, laid_down, "Laid down: is away for long"))
        return moves

    def _move(self, review: Any, one: Stage, to: Stage, day: dt.date, reason: str = "") -> dict[str, Any]:
        return {
            "id": self._key(),
            "review_id": review.id,
            "from_stage": one,
            "to_stage": to,
            "reason": reason,
            "moved_by_id": review.appraiser_id if self.random.random() < 0.7 else review.person_id,
            "moved_at": self._moment(day),
        }

    # Heads and early career teachers

    def _heads(self, session: Session, cycle_id: uuid.UUID) -> None:
        """The chief executive appraises the heads, with an adviser from outside and somebody of each school's board."""
        chief = next(place for place in self.people.places if place.phase is Phase.CENTRAL).head
        grants, reviews, advisers = [], [], []
        for number, place in enumerate(self.people.schools):
            of_head = self._key()
            grants.append(
                {
                    "id": self._key(),
                    "person_id": chief.id,
                    "role": Role.APPRAISER,
                    "school_id": place.id,
                    "of_person_id": place.head.id,
                    "started_on": _THIS_YEAR,
                }
            )
            reviews.append(
                {
                    "id": of_head,
                    "cycle_id": cycle_id,
                    "person_id": place.head.id,
                    "school_id": place.id,
                    "appraiser_id": chief.id,
                    "job_title": place.head.job_title,
                    "staff_group": place.head.group,
                    "opened_at": dt.datetime(2026, 9, 14, 8, tzinfo=dt.UTC),
                    "version": 1,
                }
            )
            advisers += [
                {
                    "id": self._key(),
                    "review_id": of_head,
                    "name": self._outsider(kind, number),
                    "capacity": capacity,
                    "request_key": self._key(),
                }
                for kind, capacity in (("advisers", Capacity.EXTERNAL_ADVISER), ("governors", Capacity.GOVERNOR))
            ]
        for model, rows in ((RoleGrant, grants), (Review, reviews), (Adviser, advisers)):
            session.execute(insert(model), rows)

    def _outsider(self, kind: str, number: int) -> str:
        names: list[str] = self.words[kind]
        return names[number % len(names)]

    def _inductions(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for place in self.people.schools:
            here = [person for person in place.people if person.is_here(THE_DAY) and not person.is_in_induction]
            mentors = [person for person in here if person.group is StaffGroup.TEACHER]
            tutors = [person for person in here if person.group is StaffGroup.LEADER][1:] or here[:1]
            rows += [
                self._induction(person, mentors, tutors)
                for person in place.people
                if person.is_in_induction and person.ended_on is None
            ]
        return rows

    def _induction(
        self, person: Colleague, mentors: Sequence[Colleague], tutors: Sequence[Colleague]
    ) -> dict[str, Any]:
        first = self.random.choice([0, 0, 1, 2, 4, 33]) if person.started_on < _THIS_YEAR else 0
        body = self.words["appropriate_body"]
        return {
            "id": self._key(),
            "person_id": person.id,
            # One school has not found a mentor yet: its head sees it.
            "mentor_id": self.random.choice(mentors).id if mentors and self.random.random() < 0.9 else None,
            "tutor_id": self.random.choice(tutors).id,
            "percent_of_full_time": 100,
            "terms_served": 0,
            "days_absent_first": first,
            "days_absent_second": 0,
            "appropriate_body": body,
            "appropriate_body_address": f"https://{fold(body).replace(' ', '-')}.example/induction",
            "version": 1,
        }


def _school_days(first: dt.date, last: dt.date) -> list[dt.date]:
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    return [day for day in days if is_school_day(day)]
