"""Visits, steps, replies, focuses and reviews of a generated trust. Their words are always the same few."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.invented import NOW, Staff, Worker
from benchmarks.loading import Loader, Row
from cpd.appraisal.models import AppraisalCycle, DevelopmentNeed, Objective, Review, ReviewState, StandardSentence
from cpd.coaching.models import ActionStep, Focus, Reply, Visit, VisitLookFor, VisitTerm
from cpd.coaching.rules.steps import StepState
from cpd.coaching.rules.visits import VisitKind, VisitState
from cpd.core.models import Base
from cpd.demonstration.material import THE_DAY
from cpd.people.models import StaffGroup
from cpd.standards.models import LookFor, Standard, Term

_SEEN = (
    "The class came in to a question already on the board, and most had begun before the register.\n"
    "Three pupils were asked in turn; each answer was built on by the next.\n"
    "I wondered what the two by the window had understood when the task began."
)
_WORKED = "The question at the door: nobody waited to be told what to do."
_STEP = "Ask the question, count to three, then say a name."
_REPLY = "Thank you. I tried it with the other group this morning, and it already feels calmer."
_FOCUS = "More of my pupils think before anybody answers."
# One ambassador of each school visits as often as those of the demonstration trust do.
_VISITS_OF_THE_FIRST, _VISITS_OF_OTHERS = 160, 20


def write_words(session: Session, loader: Loader, chance: random.Random, staff: Staff) -> None:
    standards = list(session.scalars(select(Standard.id).where(Standard.code.startswith("TS"))))
    _Visiting(chance, staff, list(session.execute(select(LookFor.id, LookFor.text))), _terms(session), standards).write(
        loader
    )
    _write_reviews(loader, chance, staff, standards)


def _terms(session: Session) -> list[Any]:
    return list(session.execute(select(Term.id, Term.name)))


@dataclass
class _Visiting:
    chance: random.Random
    staff: Staff
    look_fors: list[Any]
    terms: list[Any]
    standards: list[uuid.UUID]
    rows: dict[type[Base], list[Row]] = field(default_factory=dict)

    def write(self, loader: Loader) -> None:
        columns: dict[type[Base], str] = {
            Visit: "id visitor_id person_id school_id kind visited_on seen worked message state begun_at saved_at "
            "shared_at request_key version",
            ActionStep: "id visit_id person_id text check_back_on state closed_on how_it_went version",
            VisitLookFor: "visit_id look_for_id position wording",
            VisitTerm: "visit_id term_id wording",
            Reply: "id visit_id author_id text at request_key",
            Focus: "id person_id text standard_id started_on version",
        }
        self.rows = {model: [] for model in columns}
        for school in self.staff.schools:
            pool = [one for one in school.of(StaffGroup.TEACHER, StaffGroup.TEACHING_ASSISTANT) if one.is_here]
            for number, ambassador in enumerate(school.ambassadors):
                colleagues = [one for one in pool if one is not ambassador]
                for turn in range(_VISITS_OF_OTHERS if number else _VISITS_OF_THE_FIRST):
                    self._visit(ambassador, colleagues[(number * 20 + turn) % min(40, len(colleagues))], turn)
                if number == 0:
                    self._draft(ambassador, colleagues[0])
            for person in pool:
                focus = (_FOCUS, self.chance.choice(self.standards), dt.date(2026, 9, 7), 1)
                self.rows[Focus].append((self.staff.keys.new(), person.id, *focus))
        for model, names in columns.items():
            loader.load(model, names, self.rows[model])

    def _visit(self, visitor: Worker, person: Worker, turn: int) -> None:
        """Each visit is some days before the one drawn before it; the first of them is this week's."""
        day = THE_DAY - dt.timedelta(days=4 * turn + 1)
        at = dt.datetime(day.year, day.month, day.day, 13, tzinfo=dt.UTC)
        key = self._add_visit(visitor, person, day, VisitState.SHARED, at)
        is_open = turn < 20
        state = StepState.OPEN if is_open else StepState.EMBEDDED
        closed_on = None if is_open else day + dt.timedelta(days=14)
        self._add_step(key, person, day, state, closed_on)
        if self.chance.random() < 0.6:
            answered = at + dt.timedelta(hours=3)
            self.rows[Reply].append((self.staff.keys.new(), key, person.id, _REPLY, answered, self.staff.keys.new()))

    def _draft(self, visitor: Worker, person: Worker) -> None:
        key = self._add_visit(visitor, person, THE_DAY, VisitState.DRAFT, None)
        self._add_step(key, person, THE_DAY, StepState.OPEN, None)

    def _add_visit(
        self, visitor: Worker, person: Worker, day: dt.date, state: VisitState, shared_at: dt.datetime | None
    ) -> uuid.UUID:
        key = self.staff.keys.new()
        saved_at = shared_at or NOW
        words = (self.chance.choice(list(VisitKind)), day, _SEEN, _WORKED, "", state)
        times = (saved_at, saved_at, shared_at, self.staff.keys.new(), 1)
        self.rows[Visit].append((key, visitor.id, person.id, visitor.school.id, *words, *times))
        for position, look_for in enumerate(self.chance.sample(self.look_fors, 2)):
            self.rows[VisitLookFor].append((key, look_for.id, position, look_for.text))
        if self.chance.random() < 0.5:
            term = self.chance.choice(self.terms)
            self.rows[VisitTerm].append((key, term.id, term.name))
        return key

    def _add_step(
        self, visit: uuid.UUID, person: Worker, day: dt.date, state: StepState, closed_on: dt.date | None
    ) -> None:
        check_back_on = day + dt.timedelta(days=14)
        self.rows[ActionStep].append(
            (self.staff.keys.new(), visit, person.id, _STEP, check_back_on, state, closed_on, "", 1)
        )


def _write_reviews(loader: Loader, chance: random.Random, staff: Staff, standards: list[uuid.UUID]) -> None:
    """This year's review of every leader, teacher and teaching assistant has begun."""
    new_key = staff.keys.new
    cycle = new_key()
    loader.load(AppraisalCycle, "id starts_on ends_on", [(cycle, dt.date(2026, 9, 1), dt.date(2027, 8, 31))])
    reviewed = [
        (new_key(), one, one.appraiser)
        for one in staff.workers
        if one.appraiser is not None and one.is_here and one.group is not StaffGroup.SUPPORT
    ]
    loader.load(
        Review,
        "id cycle_id person_id school_id appraiser_id job_title staff_group state focus person_comment opened_at "
        "version",
        (
            (key, cycle, one.id, one.school.id, by.id, one.title, one.group, ReviewState.OPEN, _FOCUS, "", NOW, 1)
            for key, one, by in reviewed
        ),
    )

    def sentences() -> Iterator[Row]:
        for key, _, _ in reviewed:
            for standard in chance.sample(standards, 3):
                yield new_key(), key, standard, _WORKED, 1

    def objectives() -> Iterator[Row]:
        for key, _, _ in reviewed:
            for position in (1, 2):
                yield new_key(), key, position, chance.choice(standards), _FOCUS, _WORKED, "", new_key(), 1

    loader.load(StandardSentence, "id review_id standard_id text version", sentences())
    loader.load(
        Objective,
        "id review_id position standard_id text how_we_will_know what_came_of_it request_key version",
        objectives(),
    )
    loader.load(
        DevelopmentNeed,
        "id review_id position need agreed_action request_key version",
        ((new_key(), key, 1, "Time to plan together", "An hour a fortnight", new_key(), 1) for key, _, _ in reviewed),
    )
