"""A twilight whose register was kept with phones: who came, who did not, and what they took with them."""

import datetime as dt
import uuid
from itertools import chain, repeat
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cpd.demonstration.cast import Colleague
from cpd.demonstration.material import Material, read_seed
from cpd.demonstration.people import Peopling
from cpd.people.models import Phase, StaffGroup
from cpd.people.rules.answers import AnswerWord
from cpd.training.models import (
    Completion,
    Course,
    EvaluationGiven,
    Invitation,
    InvitationState,
    MarkedBy,
    Presence,
    RegisterMark,
    SessionEvaluation,
    SessionForm,
    SessionReflection,
    SessionState,
    Source,
    TrainingSession,
)
from cpd.training.rules.evaluation import SHOWN_AT_ONCE
from cpd.training.services.paid_time import reckon_session

_HELD_ON = dt.date(2026, 11, 5)
_COURSE = "SEND-SEMH"
_STARTS, _ENDS, _MINUTES, _CREDIT_FROM = dt.time(15, 45), dt.time(17, 15), 90, 60
_COMES, _LATE, _LEAVES, _WRITES = 0.86, 0.06, 0.05, 0.45
_VISITORS = 3


class Registers:
    """Writes one session that was held, with all that comes after it."""

    def __init__(self, material: Material, people: Peopling) -> None:
        self.material = material
        self.host = people.schools[0]
        self.elsewhere = people.schools[1]
        special = next(one for one in people.schools if one.phase is Phase.SPECIAL)
        self.leader = special.of(StaffGroup.TEACHER)[0]
        self.at = dt.datetime.combine(_HELD_ON, dt.time(17, 20), dt.UTC)

    def write(self, session: Session) -> None:
        course_id = session.scalars(select(Course.id).where(Course.code == _COURSE)).one()
        key = self._session(session, course_id)
        groups = (StaffGroup.LEADER, StaffGroup.TEACHER, StaffGroup.TEACHING_ASSISTANT)
        asked = [one for one in self.host.of(*groups) if one.is_here(_HELD_ON) and one is not self.leader]
        visitors = [one for one in self.elsewhere.of(StaffGroup.TEACHER) if one.is_here(_HELD_ON)][:_VISITORS]
        session.execute(insert(Invitation), [self._invitation(key, one) for one in asked])
        marks = [self._mark(key, one, number, came=False) for number, one in enumerate(asked, 1)]
        marks += [self._mark(key, one, number, came=True) for number, one in enumerate(visitors, len(asked) + 1)]
        session.execute(insert(RegisterMark), marks)
        there = [mark for mark in marks if mark["presence"] is Presence.PRESENT]
        self._complete(session, key, course_id, there)
        self._afterwards(session, key, there)
        reckon_session(session, key)

    def _session(self, session: Session, course_id: uuid.UUID) -> uuid.UUID:
        one = TrainingSession(
            id=self.material.key(),
            course_id=course_id,
            held_on=_HELD_ON,
            starts_at=_STARTS,
            ends_at=_ENDS,
            minutes=_MINUTES,
            credit_from_minutes=_CREDIT_FROM,
            place=f"{self.host.name}, hall",
            host_school_id=self.host.id,
            leader_person_id=self.leader.id,
            state=SessionState.HELD,
            form=SessionForm.TWILIGHT,
            register=1,
            register_closed_at=self.at,
            register_closed_by_id=self.leader.id,
            entered_at=self.at - dt.timedelta(days=30),
            entered_by_id=self.leader.id,
        )
        session.add(one)
        session.flush()
        return one.id

    def _invitation(self, key: uuid.UUID, person: Colleague) -> dict[str, Any]:
        return {
            "id": self.material.key(),
            "session_id": key,
            "person_id": person.id,
            "state": InvitationState.JOINED,
            "invited_by_id": self.host.head.id,
            "entered_at": self.at - dt.timedelta(days=21),
            "answered_at": self.at - dt.timedelta(days=18),
            "version": 1,
        }

    def _mark(self, key: uuid.UUID, person: Colleague, number: int, *, came: bool) -> dict[str, Any]:
        chance = self.material.random.random
        is_here = came or chance() < _COMES
        arrived = dt.time(16, 5) if is_here and chance() < _LATE else None
        left = dt.time(16, 30) if is_here and chance() < _LEAVES else None
        return {
            "id": self.material.key(),
            "session_id": key,
            "person_id": person.id,
            "presence": Presence.PRESENT if is_here else Presence.ABSENT,
            "arrived_at": arrived,
            "left_at": left,
            "came_unannounced": came,
            "marked_by": MarkedBy.CHECK_IN if is_here and not came else MarkedBy.REGISTER,
            "marked_by_id": person.id if is_here and not came else self.leader.id,
            "marked_at": self.at - dt.timedelta(minutes=95),
            "change": number,
        }

    def _complete(self, session: Session, key: uuid.UUID, course_id: uuid.UUID, there: list[dict[str, Any]]) -> None:
        already = set(
            session.scalars(
                select(Completion.person_id).where(
                    Completion.course_id == course_id, Completion.completed_on == _HELD_ON
                )
            )
        )
        minutes = {
            mark["person_id"]: _MINUTES - (20 if mark["arrived_at"] else 0) - (45 if mark["left_at"] else 0)
            for mark in there
        }
        session.execute(
            insert(Completion),
            [
                {
                    "id": self.material.key(),
                    "person_id": person_id,
                    "course_id": course_id,
                    "completed_on": _HELD_ON,
                    "minutes": attended,
                    "session_id": key,
                    "source": Source.REGISTER,
                    "entered_at": self.at,
                    "entered_by_id": self.leader.id,
                    "version": 1,
                }
                for person_id, attended in minutes.items()
                if attended >= _CREDIT_FROM and person_id not in already
            ],
        )

    def _afterwards(self, session: Session, key: uuid.UUID, there: list[dict[str, Any]]) -> None:
        seed = read_seed("afterwards")
        writers = [mark["person_id"] for mark in there if self.material.random.random() < _WRITES]
        session.execute(
            insert(SessionReflection),
            [
                {
                    "id": self.material.key(),
                    "session_id": key,
                    "person_id": person_id,
                    "text": self.material.next_of(seed["reflections"]),
                    "written_at": self.at + dt.timedelta(hours=3),
                    "version": 1,
                }
                for person_id in writers
            ],
        )
        said = {question: self._shuffled(counts) for question, counts in seed["answers"].items()}
        number = min(len(there), *map(len, said.values()))
        shown = number - number % SHOWN_AT_ONCE
        session.execute(
            insert(SessionEvaluation),
            [
                {"id": self.material.key(), "session_id": key, "is_shown": place < shown}
                | {question: words[place] for question, words in said.items()}
                for place in range(number)
            ],
        )
        session.execute(
            insert(EvaluationGiven),
            [{"session_id": key, "person_id": mark["person_id"]} for mark in there[:number]],
        )

    def _shuffled(self, counts: list[int]) -> list[str]:
        words = list(
            chain.from_iterable(repeat(word.value, count) for word, count in zip(AnswerWord, counts, strict=True))
        )
        self.material.random.shuffle(words)
        return words
