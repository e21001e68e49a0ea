"""Two years of coaching in the demonstration trust: focuses, visits, steps and replies."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cpd.coaching.models import ActionStep, Focus, Reply, Visit, VisitLookFor, VisitTerm
from cpd.coaching.rules.steps import StepState
from cpd.coaching.rules.visits import VisitKind, VisitState
from cpd.demonstration.cast import Colleague, Place
from cpd.demonstration.conversation import Conversations
from cpd.demonstration.material import THE_DAY, Material, is_school_day, read_seed
from cpd.demonstration.people import Peopling
from cpd.people.models import StaffGroup
from cpd.standards.models import LibraryStep, LookFor, LookForGroup, Standard, Term

BEGINNING = dt.date(2024, 9, 16)
# The part of a school's staff that coaching reaches, by staff group.
_REACHED = {
    StaffGroup.LEADER: 0.5,
    StaffGroup.TEACHER: 0.85,
    StaffGroup.TEACHING_ASSISTANT: 0.6,
    StaffGroup.SUPPORT: 0.2,
}
_VOICE = {
    StaffGroup.LEADER: "teacher",
    StaffGroup.TEACHER: "teacher",
    StaffGroup.TEACHING_ASSISTANT: "teaching_assistant",
    StaffGroup.SUPPORT: "support",
}
_DAYS_BETWEEN_VISITS = (35, 90)
_REMARKS_ON_STEPS = {
    StepState.EMBEDDED: [
        "It happens without thinking now.",
        "Seen in three lessons running, and pupils expect it.",
        "Part of the routine; we can move on.",
    ],
    StepState.REPLACED: [
        "We found a smaller step that gets there sooner.",
        "The same idea, in a form that fits this class better.",
    ],
    StepState.LET_GO: [
        "Not the right time; we may come back to it.",
        "Tried for a fortnight and it did not suit the class.",
    ],
}


@dataclass
class _Language:
    """The framework's rows that visits are tagged with."""

    standards: dict[str, uuid.UUID]
    groups: dict[str, str]
    look_fors: dict[str, list[Any]]
    steps: dict[str, list[Any]]
    terms: list[Any]


@dataclass(frozen=True)
class SharedWords:
    """What a visit shared with somebody said that worked; theirs to carry further."""

    id: uuid.UUID
    on: dt.date
    by: uuid.UUID
    worked: str


class Coaching:
    """Writes what ambassadors and colleagues did; remembers what colleagues may bring to their reviews."""

    def __init__(self, material: Material, people: Peopling) -> None:
        self.material = material
        self.people = people
        self.rows: dict[type, list[dict[str, Any]]] = {
            model: [] for model in (Focus, Visit, VisitLookFor, VisitTerm, ActionStep, Reply)
        }
        self.conversations = Conversations()
        self.agreed_with: list[tuple[dict[str, Any], StaffGroup]] = []
        self.focus_of: dict[uuid.UUID, str] = {}
        self.worked_for: dict[uuid.UUID, list[SharedWords]] = {}

    def write(self, session: Session) -> None:
        self.language = _read_language(session)
        for place in self.people.schools:
            self._coach(place)
        for step, group in self.agreed_with:
            self.conversations.settle(step, group)
        for model, rows in (self.rows | self.conversations.rows).items():
            session.execute(insert(model), rows)

    def _coach(self, place: Place) -> None:
        for number, person in enumerate(place.people):
            if self.material.random.random() > _REACHED[person.group] * min(1.0, place.liveliness + 0.1):
                continue
            coach = place.ambassadors[number % len(place.ambassadors)]
            if coach is person:
                coach = place.ambassadors[(number + 1) % len(place.ambassadors)]
            self._cycles(place, coach, person)
        for ambassador in place.ambassadors:
            colleague = self.material.random.choice(
                [p for p in place.people if p is not ambassador and p.is_here(THE_DAY)]
            )
            self._add_visit(place, ambassador, colleague, THE_DAY, self._focus(colleague), VisitState.DRAFT)

    def _focus(self, person: Colleague) -> dict[str, str]:
        focus = self.material.next_of(read_seed("focuses")[_VOICE[person.group]])
        assert isinstance(focus, dict)
        return focus

    def _cycles(self, place: Place, coach: Colleague, person: Colleague) -> None:
        """One focus after another, and under each a few visits."""
        low, high = _DAYS_BETWEEN_VISITS
        chance = self.material.random
        day = max(BEGINNING, coach.started_on, person.started_on) + dt.timedelta(days=chance.randint(7, high))
        last = min(THE_DAY, person.ended_on or THE_DAY, person.away_from or THE_DAY)
        focus, since, left = self._focus(person), max(BEGINNING, person.started_on), chance.randint(2, 4)
        previous: dict[str, Any] | None = None
        while (visited_on := self._visiting_day(day, last)) is not None:
            if left == 0:
                changed = day - dt.timedelta(days=1)
                self._add_focus(person, focus, since, changed)
                focus, since, left = self._focus(person), day, chance.randint(2, 4)
            if previous is not None:
                self._end_step(previous, visited_on, coach)
            previous = self._add_visit(place, coach, person, visited_on, focus, VisitState.SHARED)
            left -= 1
            day = visited_on + dt.timedelta(days=int(chance.randint(low, high) / place.liveliness))
        self._add_focus(person, focus, since, person.ended_on)
        self.focus_of[person.id] = focus["text"]

    def _visiting_day(self, day: dt.date, last: dt.date) -> dt.date | None:
        """A school day within the next fortnight of term, unless the time is over."""
        days = [day + dt.timedelta(days=number) for number in range((last - day).days + 1)]
        school_days = [day for day in days if is_school_day(day)][:10]
        return self.material.random.choice(school_days) if school_days else None

    def _add_focus(self, person: Colleague, focus: dict[str, str], started: dt.date, ended: dt.date | None) -> None:
        self._add(
            Focus,
            id=self.material.key(),
            person_id=person.id,
            text=focus["text"],
            standard_id=self.language.standards[focus["standard"]],
            started_on=started,
            ended_on=ended if ended is None or ended >= started else started,
            version=1,
        )

    def _add_visit(
        self,
        place: Place,
        coach: Colleague,
        person: Colleague,
        visited_on: dt.date,
        focus: dict[str, str],
        state: VisitState,
    ) -> dict[str, Any]:
        note, group = self._note(person, focus)
        key = self.material.key()
        begun = self.material.moment(visited_on, 9, 15)
        shared = begun + dt.timedelta(minutes=self.material.random.choice([20, 45, 90, 240, 1400]))
        visit: dict[str, Any] = {
            "id": key,
            "visitor_id": coach.id,
            "person_id": person.id,
            "school_id": place.id,
            "kind": self.material.random.choices(list(VisitKind), [14, 4, 2, 1])[0],
            "visited_on": visited_on,
            "visited_at": begun.time().replace(tzinfo=None),
            "seen": note["seen"],
            "worked": note["worked"],
            "message": "",
            "state": state,
            "begun_at": begun,
            "saved_at": shared if state is VisitState.SHARED else begun,
            "shared_at": shared if state is VisitState.SHARED else None,
            "withdrawn_at": None,
            "request_key": self.material.key(),
            "version": 1,
        }
        self.rows[Visit].append(visit)
        self._tag(key, group)
        step = self._add_step(key, person, group, visited_on)
        taken = {coach.id, person.id, person.appraiser.id if person.appraiser else None}
        others = [one.id for one in place.ambassadors if one.id not in taken]
        self.conversations.hold(visit, step, person.group, others[0] if others else None)
        self.agreed_with.append((step, person.group))
        if state is VisitState.SHARED:
            self.worked_for.setdefault(person.id, []).append(SharedWords(key, visited_on, coach.id, note["worked"]))
            if self.material.random.random() < 0.6:
                self._add_reply(key, person, shared)
        return step

    def _note(self, person: Colleague, focus: dict[str, str]) -> tuple[dict[str, str], str]:
        """What was seen and what worked, and the look-for group that it belongs to."""
        is_teacher = _VOICE[person.group] == "teacher"
        seed = read_seed("visits" if is_teacher else "visits_ta")
        if person.group is StaffGroup.SUPPORT:
            note = self.material.next_of(seed["notes_support"][focus["standard"]])
            opening = self.material.next_of(seed["openings_support"][note["at"]])
            wonderings = seed["wonderings_support"]
            code = focus["standard"]
        else:
            code = focus.get("group") or focus["standard"]
            note = self.material.next_of(seed["notes"][code])
            around = is_teacher and code in seed["around"]
            opening = self.material.next_of(seed["openings_around" if around else "openings"])
            wonderings = seed["wonderings_around" if around else "wonderings"]
        known = {}
        if is_teacher and code in seed["subjects"]:
            subject = self.material.random.choice(seed["subjects"][code])
            known = {"subject": subject, "Subject": subject.capitalize()}
        parts = [opening, note["seen"]]
        if self.material.random.random() < 0.5:
            parts.append(self.material.next_of(wonderings))
        fill = self.material.fill
        return {"seen": "\n".join(fill(part, **known) for part in parts), "worked": fill(note["worked"], **known)}, code

    def _tag(self, visit: uuid.UUID, code: str) -> None:
        offered = self.language.look_fors[code]
        for position, look_for in enumerate(self.material.random.sample(offered, min(2, len(offered)))):
            self._add(VisitLookFor, visit_id=visit, look_for_id=look_for.id, position=position, wording=look_for.text)
        if self.material.random.random() < 0.5:
            term = self.material.random.choice(self.language.terms)
            self._add(VisitTerm, visit_id=visit, term_id=term.id, wording=term.name)

    def _add_step(self, visit: uuid.UUID, person: Colleague, code: str, day: dt.date) -> dict[str, Any]:
        library = self.language.steps.get(code, [])
        from_library = self.material.random.choice(library) if library and self.material.random.random() < 0.7 else None
        own = read_seed("visits" if _VOICE[person.group] == "teacher" else "visits_ta")
        own_steps = own["own_steps_support" if person.group is StaffGroup.SUPPORT else "own_steps"]
        step = {
            "id": self.material.key(),
            "visit_id": visit,
            "person_id": person.id,
            "library_step_id": from_library.id if from_library else None,
            "text": from_library.text if from_library else self.material.fill(self.material.next_of(own_steps)),
            "check_back_on": day + dt.timedelta(days=self.material.random.choice([7, 14, 14, 21])),
            "state": StepState.OPEN,
            "closed_on": None,
            "closed_by_id": None,
            "how_it_went": "",
            "version": 1,
        }
        self.rows[ActionStep].append(step)
        return step

    def _end_step(self, step: dict[str, Any], day: dt.date, coach: Colleague) -> None:
        state = self.material.random.choices([StepState.EMBEDDED, StepState.REPLACED, StepState.LET_GO], [6, 3, 1])[0]
        step |= {
            "state": state,
            "closed_on": day,
            "closed_by_id": coach.id,
            "how_it_went": self.material.next_of(_REMARKS_ON_STEPS[state]),
        }

    def _add_reply(self, visit: uuid.UUID, person: Colleague, shared: dt.datetime) -> None:
        text = self.material.fill(self.material.next_of(read_seed("replies")[_VOICE[person.group]]))
        self._add(
            Reply,
            id=self.material.key(),
            visit_id=visit,
            author_id=person.id,
            text=text,
            at=shared + dt.timedelta(hours=self.material.random.randint(1, 50)),
            request_key=self.material.key(),
        )

    def _add(self, model: type, **row: Any) -> None:
        self.rows[model].append(row)


def _read_language(session: Session) -> _Language:
    groups = session.execute(
        select(LookForGroup.id, LookForGroup.code, Standard.code).join(
            Standard, Standard.id == LookForGroup.standard_id
        )
    ).all()
    codes: dict[uuid.UUID, tuple[str, str]] = {key: (code, standard) for key, code, standard in groups}

    def by_group(model: type[LookFor] | type[LibraryStep]) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for row in session.execute(select(model.id, model.text, model.group_id).order_by(model.code)):
            for code in set(codes[row.group_id]):
                found.setdefault(code, []).append(row)
        return found

    return _Language(
        standards={code: key for key, code in session.execute(select(Standard.id, Standard.code))},
        groups=dict(codes.values()),
        look_fors=by_group(LookFor),
        steps=by_group(LibraryStep),
        terms=list(session.execute(select(Term.id, Term.name).order_by(Term.name))),
    )
