"""Two years of training in the demonstration trust: sessions led by its special schools, and who came."""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cpd.core import paths
from cpd.core.dates import add_months
from cpd.core.importing import ImportOptions
from cpd.demonstration.cast import Colleague, Place
from cpd.demonstration.material import THE_DAY, Material, read_seed
from cpd.demonstration.people import Peopling
from cpd.people.actor import Actor
from cpd.people.models import Phase, StaffGroup
from cpd.training.imports.courses import CourseImport
from cpd.training.models import Completion, Course, Exemption, Source, TrainingSession

# Away from school, or on another site when a session is held: they come later, or not yet.
_MISSED_IN_SUPPORT = 0.06
_COMES_TO_CATCH_UP = 0.55
_CATCH_UP_AFTER = dt.timedelta(days=38)
# How many people of a school hold a course that belongs to a role, and the months their certificate lasts.
_ROLE_COURSES = {
    "ATT-ROLE": (2, None),
    "ATT-SAC": (1, None),
    "SG-DSL": (2, None),
    "SG-RECRUIT": (2, None),
    "HS-FAW": (3, 36),
    "HS-PFA": (4, 36),
    "HS-MARSHAL": (3, None),
    "HS-POSITIVE": (4, 24),
    "HS-MOVING": (3, None),
}
_EXEMPTIONS = 14


@dataclass(frozen=True)
class _Asked:
    """A course of the starting list and whom it is for."""

    code: str
    id: uuid.UUID
    months: int | None
    yearly: bool
    requirement: dict[str, Any]

    def reaches(self, person: Colleague, place: Place) -> bool:
        asked = self.requirement
        groups, titles, schools = asked["staff_groups"], asked.get("job_titles"), asked["schools"]
        return (
            (groups == "all" or person.group.value in groups)
            and (titles is None or person.job_title in titles)
            and (schools == "all" or place.phase.value in schools["phases"])
            and ("roles" not in asked or person in place.ambassadors)
        )


@cache
def _course_list() -> list[dict[str, Any]]:
    content = yaml.safe_load((paths.SEEDS / "training" / "courses.yaml").read_text("utf-8"))
    assert isinstance(content, list)
    return content


def _import_courses(session: Session) -> None:
    importer, options = CourseImport(), ImportOptions()
    actor = Actor.operator(THE_DAY)
    source = importer.read((paths.SEEDS / "training" / "courses.yaml").read_bytes(), options)
    importer.carry_out(session, actor, importer.plan(session, actor, source, options))
    session.flush()


class Training:
    """Writes sessions and completions, and a few exemptions."""

    def __init__(self, material: Material, people: Peopling) -> None:
        self.material = material
        self.people = people
        self.sessions: list[dict[str, Any]] = []
        self.completions: dict[tuple[uuid.UUID, uuid.UUID, dt.date], dict[str, Any]] = {}
        self._lasts: dict[tuple[uuid.UUID, uuid.UUID], dt.date] = {}

    def write(self, session: Session) -> None:
        """Bring in the starting list of courses, as a trust would, and hold them."""
        _import_courses(session)
        ids = {code: key for key, code in session.execute(select(Course.id, Course.code))}
        for course in _course_list():
            for requirement in course["required"]:
                renewal = course["renewal"] if isinstance(course["renewal"], dict) else {}
                asked = _Asked(
                    course["code"],
                    ids[course["code"]],
                    renewal.get("months"),
                    bool(renewal.get("academic_year")),
                    requirement,
                )
                for place in self.people.places:
                    self._teach(asked, place)
        self._add_role_courses(ids)
        session.execute(insert(TrainingSession), self.sessions)
        session.execute(insert(Completion), list(self.completions.values()))
        session.execute(insert(Exemption), self._exemptions(ids))

    def _teach(self, asked: _Asked, place: Place) -> None:
        """Hold the course at one school each time it comes round, with one session for those who missed it."""
        for held_on in self._occasions(asked):
            those = [p for p in place.people if asked.reaches(p, place) and p.is_here(held_on)]
            due = [p for p in those if self._needs(asked, p, held_on)]
            came = [p for p in due if self.material.random.random() < self._likelihood(place, p)]
            self._hold(asked, place, held_on, came)
            catch_up = held_on + _CATCH_UP_AFTER
            if catch_up <= THE_DAY:
                missed = [p for p in due if p not in came and p.is_here(catch_up)]
                later = [p for p in missed if self.material.random.random() < _COMES_TO_CATCH_UP]
                self._hold(asked, place, self.material.school_day(catch_up, catch_up + dt.timedelta(days=21)), later)

    def _occasions(self, asked: _Asked) -> list[dt.date]:
        """INSET days and twilights on which a school holds a course, from the day it was first asked for."""
        first = max(asked.requirement["effective_from"], dt.date(2024, 9, 1))
        chance = self.material.random
        in_autumn = asked.yearly or asked.months in (None, 12) or chance.random() < 0.5
        dates = []
        for year in range(first.year, 2027):
            if in_autumn:
                start = dt.date(year, 9, 2) if chance.random() < 0.7 else dt.date(year, 9, 22)
                dates.append(start + dt.timedelta(days=chance.randint(0, 8)))
            elif year < 2026:
                dates.append(dt.date(year + 1, 1, 6) + dt.timedelta(days=chance.randint(0, 60)))
        days = [self.material.school_day(day, day + dt.timedelta(days=14)) for day in dates]
        return [day for day in days if day <= THE_DAY]

    def _likelihood(self, place: Place, person: Colleague) -> float:
        return place.training - (_MISSED_IN_SUPPORT if person.group is StaffGroup.SUPPORT else 0.0)

    def _needs(self, asked: _Asked, person: Colleague, day: dt.date) -> bool:
        last = self._lasts.get((person.id, asked.id))
        if last is None or asked.yearly:
            return True
        return asked.months is not None and add_months(last, asked.months) < day + dt.timedelta(days=120)

    def _hold(self, asked: _Asked, place: Place, held_on: dt.date, came: list[Colleague]) -> None:
        if not came or held_on > THE_DAY:
            return
        special = [school for school in self.people.schools if school.phase is Phase.SPECIAL]
        by_special_school = asked.code.startswith("SEND")
        host = self.material.random.choice(special) if by_special_school else place
        leader = self.material.random.choice(host.of(StaffGroup.TEACHER, StaffGroup.LEADER)[:6])
        times = self.material.random.choice(read_seed("sessions")["times"])
        starts, ends = dt.time.fromisoformat(times["starts"]), dt.time.fromisoformat(times["ends"])
        minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
        key = self.material.key()
        entered = self.material.moment(held_on, 16, 17)
        self.sessions.append(
            {
                "id": key,
                "course_id": asked.id,
                "held_on": held_on,
                "starts_at": starts,
                "ends_at": ends,
                "minutes": minutes,
                "place": self.material.random.choice(read_seed("sessions")["places"]).format(school=place.name),
                "host_school_id": host.id,
                "leader_person_id": leader.id,
                "entered_at": entered,
                "entered_by_id": leader.id,
                "request_key": None,
            }
        )
        for person in came:
            self._complete(person, asked.id, held_on, Source.REGISTER, session_id=key, minutes=minutes, by=leader.id)

    def _complete(
        self,
        person: Colleague,
        course_id: uuid.UUID,
        day: dt.date,
        source: Source,
        *,
        expires_on: dt.date | None = None,
        session_id: uuid.UUID | None = None,
        minutes: int | None = None,
        provider: str = "",
        by: uuid.UUID | None = None,
    ) -> None:
        self._lasts[person.id, course_id] = day
        self.completions[person.id, course_id, day] = {
            "id": self.material.key(),
            "person_id": person.id,
            "course_id": course_id,
            "completed_on": day,
            "expires_on": expires_on,
            "minutes": minutes,
            "provider": provider,
            "certificate_ref": "",
            "session_id": session_id,
            "source": source,
            "entered_at": self.material.moment(day, 16, 17),
            "entered_by_id": by,
            "version": 1,
        }

    def _add_role_courses(self, ids: dict[str, uuid.UUID]) -> None:
        """Courses of a role, held by a few people in each school, some with a date on the certificate."""
        providers = read_seed("sessions")["providers"]
        for place in self.people.schools:
            for code, (count, months) in _ROLE_COURSES.items():
                for person in self.material.random.sample(place.people, count):
                    day = self.material.school_day(max(dt.date(2024, 9, 10), person.started_on), THE_DAY)
                    self._complete(
                        person,
                        ids[code],
                        day,
                        Source.CERTIFICATE,
                        expires_on=add_months(day, months) if months else None,
                        provider=self.material.random.choice(providers),
                    )

    def _exemptions(self, ids: dict[str, uuid.UUID]) -> list[dict[str, Any]]:
        reasons = read_seed("sessions")["exemption_reasons"]
        courses = [ids[code] for code in ("DC-CYBER", "SEND-SEMH", "HS-FIRE", "PED-TEAM")]
        people = self.material.random.sample([p for p in self.people.everybody if not p.ended_on], _EXEMPTIONS)
        return [
            {
                "id": self.material.key(),
                "person_id": person.id,
                "course_id": self.material.random.choice(courses),
                "reason": self.material.next_of(reasons),
                "started_on": dt.date(2026, 9, 1),
                "ended_on": dt.date(2027, 8, 31),
                "entered_at": self.material.moment(dt.date(2026, 9, 14)),
                "entered_by_id": person.school.head.id,
                "version": 1,
            }
            for person in people
        ]
