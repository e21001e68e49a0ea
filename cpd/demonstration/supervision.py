"""How being coached feels in the demonstration trust, and what its ambassadors bring to supervision."""

import datetime as dt
import random
import uuid
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from cpd.coaching.models import PulseAnswer, PulseRequest, SupervisionNote, Visit
from cpd.coaching.rules.figures import HalfTerm
from cpd.coaching.rules.pulse import Question, may_be_shown
from cpd.coaching.rules.visits import VisitState
from cpd.core.periods import AcademicYear
from cpd.demonstration.coaching import Coaching
from cpd.demonstration.material import THE_DAY, read_seed
from cpd.demonstration.people import Peopling
from cpd.people.rules.answers import AnswerWord

YEAR = AcademicYear.of(THE_DAY)
_ANSWERS, _SAYS_NOT_NOW = 0.7, 0.15
_WORDS = {Question.LISTENED: (16, 3, 1), Question.STEP_HELPED: (10, 6, 4), Question.FELT_SAFE: (15, 4, 1)}
_MOST_NOTES = 3
_NOTES_OF_DAYS = 60


class Supervision:
    """Draws its own chance, so that the rest of the demonstration stays as it is."""

    def __init__(self, people: Peopling, coaching: Coaching) -> None:
        self.people = people
        self.coaching = coaching
        self.random = random.Random(20261121)  # noqa: S311  # chance for invented records, not for secrets

    def write(self, session: Session) -> None:
        requests, answers = self._pulses()
        for model, rows in ((PulseRequest, requests), (PulseAnswer, answers), (SupervisionNote, self._notes())):
            if rows:
                session.execute(insert(model), rows)

    def _pulses(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Of each pair the last visit of a half-term; most of them answered within a few days."""
        last: dict[tuple[uuid.UUID, uuid.UUID, dt.date], dict[str, Any]] = {}
        for visit in sorted(self.coaching.rows[Visit], key=lambda row: row["visited_on"]):
            if visit["state"] is VisitState.SHARED and visit["visited_on"] >= YEAR.starts_on:
                half = HalfTerm.of(visit["visited_on"]).starts_on
                last[visit["visitor_id"], visit["person_id"], half] = visit
        requests: list[dict[str, Any]] = []
        answers: list[dict[str, Any]] = []
        waiting: dict[uuid.UUID, list[dict[str, Any]]] = {}
        people: dict[uuid.UUID, set[uuid.UUID]] = {}
        for (coach, person, half), visit in last.items():
            asked_on = visit["shared_at"].date() + dt.timedelta(days=self.random.randint(0, 4))
            chance = self.random.random()
            if asked_on > THE_DAY or HalfTerm.of(asked_on).starts_on != half or chance > _ANSWERS + _SAYS_NOT_NOW:
                continue
            has_answered = chance <= _ANSWERS
            requests.append(
                {
                    "id": self._key(),
                    "visit_id": visit["id"],
                    "person_id": person,
                    "asked_on": asked_on,
                    "answered_on": asked_on if has_answered else None,
                }
            )
            if has_answered:
                answers.append(self._answer(coach))
                people.setdefault(coach, set()).add(person)
                waiting.setdefault(coach, []).append(answers[-1])
                if may_be_shown(len(people[coach])):
                    people.pop(coach)
                    for answer in waiting.pop(coach):
                        answer["is_shown"] = True
        return requests, answers

    def _answer(self, coach: uuid.UUID) -> dict[str, Any]:
        words = {
            question.value: self.random.choices(list(AnswerWord), weights)[0] for question, weights in _WORDS.items()
        }
        return {"id": self._key(), "coach_id": coach, "year": YEAR.on_screen, "is_shown": False} | words

    def _notes(self) -> list[dict[str, Any]]:
        notes = []
        for place in self.people.schools:
            for ambassador in place.ambassadors:
                texts = self.random.sample(read_seed("supervision")["notes"], self.random.randint(1, _MOST_NOTES))
                for text in texts:
                    day = THE_DAY - dt.timedelta(days=self.random.randint(1, _NOTES_OF_DAYS))
                    evening = dt.datetime.combine(day, dt.time(17, 30), dt.UTC)
                    notes.append(
                        {
                            "id": self._key(),
                            "ambassador_id": ambassador.id,
                            "text": text,
                            "written_on": day,
                            "shared_at": evening if self.random.random() < 0.4 else None,
                            "request_key": self._key(),
                        }
                    )
        return notes

    def _key(self) -> uuid.UUID:
        return uuid.UUID(int=self.random.getrandbits(128), version=4)
