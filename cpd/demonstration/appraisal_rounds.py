"""Two rounds in which appraisers of the demonstration trust read invented reviews: one over, one open."""

import datetime as dt
import random
import uuid
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cpd.appraisal.models import ConsistencyAnswer, ConsistencyRound
from cpd.appraisal.rules.conclusion import Conclusion
from cpd.demonstration.material import read_seed
from cpd.people.models import Role, RoleGrant

# Opened, until when, and how many took part.
_OVER = (dt.date(2026, 6, 1), dt.date(2026, 6, 12), 24)
_OPEN = (dt.date(2026, 11, 9), dt.date(2026, 12, 4), 11)


class Rounds:
    def __init__(self) -> None:
        # A chance of its own: what is drawn here changes nothing that is made elsewhere.
        self.random = random.Random(20261109)  # noqa: S311  # chance for invented records, not for secrets

    def write(self, session: Session) -> None:
        lead = session.scalar(select(RoleGrant.person_id).where(RoleGrant.role == Role.DEVELOPMENT_LEAD).limit(1))
        appraisers = list(
            session.scalars(
                select(RoleGrant.person_id)
                .where(RoleGrant.role == Role.APPRAISER)
                .distinct()
                .order_by(RoleGrant.person_id)
            )
        )
        seed = read_seed("rounds")
        for words, (opened_on, closes_on, most) in ((seed["over"], _OVER), (seed["open"], _OPEN)):
            one = {
                "id": self._key(),
                "title": words["title"],
                "opened_on": opened_on,
                "closes_on": closes_on,
                "case_codes": [case["code"] for case in words["cases"]],
                "opened_by_id": lead,
                "request_key": self._key(),
            }
            session.execute(insert(ConsistencyRound), [one])
            people = self.random.sample(appraisers, min(most, len(appraisers)))
            answers = [
                self._answer(one["id"], person, case, opened_on + dt.timedelta(days=1 + number % 8))
                for number, person in enumerate(people)
                for case in words["cases"]
            ]
            if answers:
                session.execute(insert(ConsistencyAnswer), answers)

    def _answer(self, round_id: uuid.UUID, person: uuid.UUID, case: dict[str, Any], day: dt.date) -> dict[str, Any]:
        agrees_support = self.random.random() * 10 < case["support"]
        return {
            "id": self._key(),
            "round_id": round_id,
            "person_id": person,
            "case_code": case["code"],
            "conclusion": Conclusion.SUPPORT_AGREED if agrees_support else Conclusion.MEETING,
            "standard_codes": case["standards"] if agrees_support else [],
            "why": self.random.choice(case["for_support" if agrees_support else "for_meeting"]),
            "answered_at": dt.datetime(day.year, day.month, day.day, 15, 30, tzinfo=dt.UTC),
        }

    def _key(self) -> uuid.UUID:
        return uuid.UUID(int=self.random.getrandbits(128), version=4)
