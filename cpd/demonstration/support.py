"""Who supports whom in the demonstration trust, its rhythm, and what some people wish."""

import random
import uuid
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from cpd.coaching.models import CoachingRhythm, CoachingWish, Support, Visit
from cpd.coaching.queries import look_fors_offered
from cpd.core.periods import AcademicYear
from cpd.demonstration.coaching import Coaching
from cpd.demonstration.material import THE_DAY
from cpd.demonstration.people import Peopling
from cpd.people.models import StaffGroup

_OPEN_TO_MATCH, _HAS_LOOK_FOR = 0.3, 0.25
_DECLINED = 0.02
# As often as the trust's ambassadors manage beside their own classes.
_RHYTHM = {"visit_every_weeks": 6, "nobody_for_weeks": 9, "share_within_days": 7, "version": 1}


class Supports:
    """Draws its own chance, so that the rest of the demonstration stays as it is."""

    def __init__(self, people: Peopling, coaching: Coaching) -> None:
        self.people = people
        self.coaching = coaching
        self.random = random.Random(20261122)  # noqa: S311  # chance for invented records, not for secrets

    def write(self, session: Session) -> None:
        supports = self._supports()
        supported = {row["person_id"] for row in supports}
        session.execute(insert(Support), supports)
        session.execute(insert(CoachingWish), self._wishes(session, supported))
        session.execute(insert(CoachingRhythm), [{"id": self._key()} | _RHYTHM])

    def _supports(self) -> list[dict[str, Any]]:
        """Whom an ambassador has visited since September, or begun to, and who is here."""
        since = AcademicYear.of(THE_DAY).starts_on
        here = {person.id for person in self.people.everybody if person.is_here(THE_DAY)}
        first: dict[tuple[uuid.UUID, uuid.UUID], dict[str, Any]] = {}
        for visit in sorted(self.coaching.rows[Visit], key=lambda row: row["visited_on"]):
            pair = visit["visitor_id"], visit["person_id"]
            if visit["visited_on"] >= since and here.issuperset(pair):
                first.setdefault(pair, visit)
        return [
            {
                "id": self._key(),
                "ambassador_id": visitor,
                "person_id": person,
                "school_id": visit["school_id"],
                "started_on": visit["visited_on"],
            }
            for (visitor, person), visit in first.items()
        ]

    def _wishes(self, session: Session, supported: set[uuid.UUID]) -> list[dict[str, Any]]:
        """Some wish to be found, some have a look-for; a few, whom nobody supports, wish for no coaching now."""
        offered = {group: [one.id for one in look_fors_offered(session, [group])] for group in StaffGroup}
        wishes = []
        for person in self.people.everybody:
            if not person.is_here(THE_DAY):
                continue
            is_open = self.random.random() < _OPEN_TO_MATCH
            has_look_for = bool(offered[person.group]) and self.random.random() < _HAS_LOOK_FOR
            look_for = self.random.choice(offered[person.group]) if has_look_for else None
            declines = person.id not in supported and self.random.random() < _DECLINED
            if is_open or look_for or declines:
                wishes.append(
                    {
                        "person_id": person.id,
                        "open_to_match": is_open,
                        "declined_on": THE_DAY if declines else None,
                        "look_for_id": look_for,
                        "look_for_chosen_on": THE_DAY if look_for else None,
                        "reminders_off": [],
                    }
                )
        return wishes

    def _key(self) -> uuid.UUID:
        return uuid.UUID(int=self.random.getrandbits(128), version=4)
