"""A few reviews of last year that ended with agreed support, and two people who saw some of it differently."""

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from cpd.appraisal.models import Concern, Earlier, Review, SupportPlan, SupportReview, SupportStep
from cpd.appraisal.rules.conclusion import Conclusion, EarlierKind
from cpd.demonstration.cast import Colleague
from cpd.demonstration.material import read_seed
from cpd.people.models import StaffGroup

_AGREED_ON = dt.date(2026, 1, 19)
_STEPS_BY = (dt.date(2026, 2, 12), dt.date(2026, 3, 20), dt.date(2026, 4, 30))
_TOGETHER_ON = (dt.date(2026, 2, 10), dt.date(2026, 4, 29))
_ENDED_ON = dt.date(2026, 5, 6)


class AgreedSupport:
    """Written before the reviews are frozen, so that records and rows say the same."""

    def __init__(self, standards: dict[str, uuid.UUID]) -> None:
        self.standards = standards
        # A chance of its own: what is drawn here changes nothing that is made afterwards.
        self.random = random.Random(20260119)  # noqa: S311  # chance for invented records, not for secrets
        self.rows: dict[type, list[dict[str, Any]]] = {
            model: [] for model in (Concern, Earlier, SupportPlan, SupportStep, SupportReview)
        }

    def write(self, session: Session, closed: Sequence[tuple[uuid.UUID, Colleague]]) -> None:
        teachers = [(review, person) for review, person in closed if person.group is StaffGroup.TEACHER]
        seed = read_seed("agreed_support")
        chosen = self.random.sample(teachers, min(len(teachers), len(seed["supports"]) + 1))
        *supported, differing = chosen
        for (review, person), support in zip(supported, seed["supports"], strict=False):
            self._add_support(review, person, support)
        for model, rows in self.rows.items():
            session.execute(insert(model), rows)
        session.execute(
            update(Review)
            .where(Review.id.in_([review for review, _ in supported]))
            .values(conclusion=Conclusion.SUPPORT_AGREED)
        )
        for (review, _), words in zip((differing, supported[0]), seed["disagreements"], strict=True):
            session.execute(update(Review).where(Review.id == review).values(disagreement=words))

    def _add_support(self, review: uuid.UUID, person: Colleague, support: dict[str, Any]) -> None:
        plan, name = self._key(), person.first_name
        for code in support["standards"]:
            self._add(Concern, review_id=review, standard_id=self.standards[code])
        for kind, words, day in (
            (EarlierKind.CONVERSATION, support["conversation"], dt.date(2025, 11, 18)),
            (EarlierKind.SUPPORT_OFFERED, support["offered"], dt.date(2025, 12, 2)),
        ):
            self._add(
                Earlier,
                id=self._key(),
                review_id=review,
                kind=kind,
                happened_on=day,
                text=words.format(name=name),
                entered_at=dt.datetime(day.year, day.month, day.day, 16, 30, tzinfo=dt.UTC),
                request_key=self._key(),
            )
        ended = support["ended"].format(name=name)
        self._add(
            SupportPlan,
            id=plan,
            review_id=review,
            opened_on=_AGREED_ON,
            circumstances_talked_about=True,
            ended_on=_ENDED_ON if ended else None,
            what_came_of_it=ended,
            version=1,
        )
        for position, step in enumerate(support["steps"]):
            by_on = _STEPS_BY[position]
            self._add(
                SupportStep,
                id=self._key(),
                plan_id=plan,
                position=position + 1,
                step=step["step"],
                school_does=step["school_does"].format(name=name),
                by_on=by_on,
                done_on=by_on - dt.timedelta(days=2) if ended or position == 0 else None,
                request_key=self._key(),
                version=1,
            )
        for day, found in zip(_TOGETHER_ON, support["found"], strict=False):
            self._add(
                SupportReview,
                id=self._key(),
                plan_id=plan,
                due_on=day,
                held_on=day,
                text=found.format(name=name),
                request_key=self._key(),
                version=1,
            )

    def _key(self) -> uuid.UUID:
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def _add(self, model: type, **row: Any) -> None:
        self.rows[model].append(row)
