"""Moderation in the demonstration trust: one review is read by a moderator, and about another somebody is asked."""

import datetime as dt
import uuid
from random import Random

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session

from cpd.appraisal.models import AppraisalCycle, Moderation, Review, ReviewState
from cpd.appraisal.rules.stages import Stage
from cpd.demonstration.cast import Place
from cpd.demonstration.people import Peopling
from cpd.people.models import Person, RoleGrant, StaffGroup

_THIS_YEAR = dt.date(2026, 9, 1)
_ASKED = dt.datetime(2026, 11, 17, 15, 40, tzinfo=dt.UTC)
_AGREED = dt.datetime(2026, 11, 18, 8, 10, tzinfo=dt.UTC)


class Moderations:
    """The heads of the first two schools each read for the other."""

    def __init__(self, people: Peopling) -> None:
        # A chance of its own: what is drawn here changes nothing that is made elsewhere.
        self.random = Random(20261117)  # noqa: S311  # chance for invented records, not for secrets
        self.people = people

    def write(self, session: Session) -> None:
        this = AppraisalCycle.starts_on == _THIS_YEAR
        session.execute(update(AppraisalCycle).where(this).values(has_moderation=True))
        first, second = self.people.schools[:2]
        rows = [
            self._row(self._review(session, first), first, second, None),
            self._row(self._review(session, second, Stage.MID_YEAR), second, first, _AGREED),
        ]
        session.execute(insert(Moderation), rows)

    @staticmethod
    def _review(session: Session, place: Place, *stages: Stage) -> uuid.UUID:
        """The review of the first teacher by staff code who plays no other part."""
        query = (
            select(Review.id)
            .join(Review.cycle)
            .join(Review.person)
            .where(
                AppraisalCycle.starts_on == _THIS_YEAR,
                Review.school_id == place.id,
                Review.staff_group == StaffGroup.TEACHER,
                Review.state == ReviewState.OPEN,
                Review.stage.in_(stages or Stage),
                Review.laid_down_on.is_(None),
                ~exists().where(RoleGrant.person_id == Person.id),
            )
            .order_by(Person.staff_code)
        )
        return session.scalars(query.limit(1)).one()

    def _row(self, review: uuid.UUID, at: Place, elsewhere: Place, agreed_at: dt.datetime | None) -> dict[str, object]:
        return {
            "id": uuid.UUID(int=self.random.getrandbits(128), version=4),
            "review_id": review,
            "moderator_id": elsewhere.head.id,
            "asked_by_id": at.head.id,
            "asked_at": _ASKED,
            "agreed_at": agreed_at,
        }
