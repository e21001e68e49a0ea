"""Visits of other kinds in the demonstration trust, what was agreed in them, and the ledger of entries."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cpd.coaching.models import KindOfVisit, LedgerEntry, OtherVisit, OtherVisitAction, VisitLimit
from cpd.coaching.rules.kinds import EntrySource
from cpd.coaching.rules.visits import VisitState
from cpd.demonstration.cast import Colleague, Place
from cpd.demonstration.material import THE_DAY, Material, read_seed
from cpd.demonstration.people import Peopling
from cpd.people.models import Role, RoleGrant, StaffGroup

_SINCE = dt.date(2026, 9, 7)
_IN_CLASSROOMS = (StaffGroup.TEACHER, StaffGroup.TEACHING_ASSISTANT)
_DROPPED_IN_ON = 0.45
_ROOMS_IN_A_WALK = 5


class OtherVisits:
    """Writes an autumn of drop-ins, follow-ups, walks and attendance visits."""

    def __init__(self, material: Material, people: Peopling) -> None:
        self.material = material
        self.people = people
        self.seed = read_seed("other_visits")
        self.rows: dict[type, list[dict[str, Any]]] = {
            model: [] for model in (OtherVisit, OtherVisitAction, LedgerEntry, VisitLimit)
        }

    def write(self, session: Session) -> None:
        self.kinds = {kind.code: kind for kind in session.scalars(select(KindOfVisit))}
        lead = session.scalars(select(RoleGrant.person_id).where(RoleGrant.role == Role.DEVELOPMENT_LEAD)).first()
        assert lead is not None
        self._add(
            VisitLimit,
            id=self.material.key(),
            name="Drop-ins and learning walks together",
            kind_codes=["drop-in", "learning-walk"],
            most_in_term=2,
            version=1,
        )
        for place in self.people.schools:
            self._visit_people(place)
            self._walk(place)
            self._look_at_attendance(place, lead)
        for model, rows in self.rows.items():
            session.execute(insert(model), rows)

    def _visit_people(self, place: Place) -> None:
        chance = self.material.random
        colleagues = [person for person in place.of(*_IN_CLASSROOMS) if person.is_here(THE_DAY)]
        for person in colleagues:
            if chance.random() > _DROPPED_IN_ON and person is not colleagues[0]:
                continue
            visitor = chance.choice([one for one in (place.head, *place.ambassadors) if one is not person])
            code = chance.choices(["drop-in", "training-follow-up"], [4, 1])[0]
            day = self._day(person)
            visit = self._add_visit(place, code, visitor.id, day, person=person)
            entry = self._enter(place, person, code, day, source=EntrySource.VISIT, visitor=visitor.name, visit=visit)
            if chance.random() < 0.02:
                entry |= {"disputed_at": self._at(day, 3), "dispute": self.material.next_of(self.seed["disputes"])}
        person = chance.choice(colleagues)
        self._enter(place, person, "drop-in", self._day(person), source=EntrySource.ADDED, visitor=place.head.name)
        longer_here = [one for one in colleagues if one.started_on <= _SINCE]
        settled = self._enter(place, chance.choice(longer_here), "drop-in", _SINCE, source=EntrySource.ADDED)
        settled |= {
            "disputed_at": self._at(_SINCE, 2),
            "dispute": self.material.next_of(self.seed["disputes"]),
            "settled_at": self._at(_SINCE, 5),
            "settled": self.material.next_of(self.seed["answers"]),
            "is_struck": True,
        }
        self._add_visit(
            place, "drop-in", place.ambassadors[0].id, THE_DAY, person=colleagues[-1], state=VisitState.DRAFT
        )

    def _walk(self, place: Place) -> None:
        day = self.material.school_day(_SINCE, THE_DAY)
        self._add_visit(place, "learning-walk", place.head.id, day)
        here = [person for person in place.of(StaffGroup.TEACHER) if person.is_here(day)]
        for person in self.material.random.sample(here, min(_ROOMS_IN_A_WALK, len(here))):
            self._enter(place, person, "learning-walk", day, source=EntrySource.WALK)

    def _look_at_attendance(self, place: Place, lead: uuid.UUID) -> None:
        day = self.material.school_day(_SINCE, THE_DAY - dt.timedelta(days=21))
        visit = self._add_visit(place, "attendance-visit", lead, day)
        for number in range(2):
            text, who = self.material.next_of(self.seed["actions"])
            self._add(
                OtherVisitAction,
                id=self.material.key(),
                visit_id=visit,
                text=text,
                who=who,
                due_on=day + dt.timedelta(days=14 + 21 * number),
                done_on=None if number else day + dt.timedelta(days=12),
                note="" if number else self.material.next_of(self.seed["notes"]),
                request_key=self.material.key(),
            )

    def _add_visit(
        self,
        place: Place,
        code: str,
        visitor: uuid.UUID,
        day: dt.date,
        *,
        person: Colleague | None = None,
        state: VisitState = VisitState.SHARED,
    ) -> uuid.UUID:
        kind, begun = self.kinds[code], self.material.moment(day, 9, 14)
        shared = begun + dt.timedelta(minutes=35)
        answers = [self.material.next_of(options) for options in self.seed[code]]
        key = self.material.key()
        self._add(
            OtherVisit,
            id=key,
            kind_id=kind.id,
            visitor_id=visitor,
            second_visitor_id=None,
            school_id=place.id,
            person_id=person.id if person else None,
            visited_on=day,
            head_reads=kind.head_reads,
            lead_reads=kind.lead_reads,
            questions=kind.questions,
            answers=answers if state is VisitState.SHARED else [answers[0], *("" for _ in answers[1:])],
            state=state,
            begun_at=begun,
            saved_at=shared if state is VisitState.SHARED else begun,
            shared_at=shared if state is VisitState.SHARED else None,
            request_key=self.material.key(),
            version=1,
        )
        return key

    def _enter(
        self,
        place: Place,
        person: Colleague,
        code: str,
        day: dt.date,
        *,
        source: EntrySource,
        visitor: str = "",
        visit: uuid.UUID | None = None,
    ) -> dict[str, Any]:
        entry = {
            "id": self.material.key(),
            "person_id": person.id,
            "school_id": place.id,
            "kind_id": self.kinds[code].id,
            "called": self.kinds[code].name,
            "visitor": visitor,
            "entered_on": day,
            "source": source,
            "other_visit_id": visit,
            "disputed_at": None,
            "dispute": "",
            "settled_at": None,
            "settled": "",
            "is_struck": False,
            "request_key": self.material.key(),
        }
        self.rows[LedgerEntry].append(entry)
        return entry

    def _day(self, person: Colleague) -> dt.date:
        first = max(_SINCE, person.started_on)
        return self.material.school_day(min(first, THE_DAY), THE_DAY)

    def _at(self, day: dt.date, later: int) -> dt.datetime:
        return self.material.moment(day + dt.timedelta(days=later))

    def _add(self, model: type, **row: Any) -> None:
        self.rows[model].append(row)
