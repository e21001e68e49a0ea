"""An invented trust of any size, the same each time: its people here, their training and coaching beside."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.generated_training import write_training
from benchmarks.generated_words import write_words
from benchmarks.invented import NOW, Keys, School, Size, Staff, Worker
from benchmarks.loading import Loader, Row
from cpd.accounts.models import Account
from cpd.core.names import fold
from cpd.demonstration.material import THE_DAY, read_seed
from cpd.people import models as people
from cpd.people.models import ContactKind, Person, Phase, Post, Role, RoleGrant, SchoolContact, StaffGroup, Trust

_SEED = 20261123
_GROUPS = {
    StaffGroup.LEADER: ("Assistant Headteacher", "Phase Leader", "Head of Department"),
    StaffGroup.TEACHER: ("Class Teacher", "Teacher of English", "Teacher of Science", "Teacher of Mathematics"),
    StaffGroup.TEACHING_ASSISTANT: ("Teaching Assistant", "Higher Level Teaching Assistant"),
    StaffGroup.SUPPORT: ("Site Assistant", "Midday Assistant", "Science Technician", "School Administrator"),
}
_SHARE = (8, 42, 28, 22)
_PHASES = [Phase.PRIMARY] * 6 + [Phase.SECONDARY] * 3 + [Phase.SPECIAL]
_FIRST_STARTS = [dt.date(year, month, 1) for year in range(2014, 2026) for month in (1, 4, 9)]
_GRANTED_ON = dt.date(2024, 9, 1)


def write_trust(session: Session, size: Size) -> None:
    """Fill an upgraded, empty database inside one transaction."""
    chance = random.Random(_SEED)  # noqa: S311  # chance for invented records, not for secrets
    trust = session.scalars(select(Trust)).one()
    trust.name, trust.is_demonstration = "Generated Schools Trust", True
    session.flush()
    loader = Loader(session)
    staff = _Peopling(chance, size).write(loader)
    write_training(loader, chance, staff)
    write_words(session, loader, chance, staff)


@dataclass
class _Peopling:
    """Makes schools and people, and remembers them for the parts that follow."""

    chance: random.Random
    size: Size
    keys: Keys = field(init=False)
    staff: Staff = field(init=False)
    grants: list[Row] = field(default_factory=list)
    posts: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keys = Keys(self.chance)
        self.staff = Staff(self.keys)

    def write(self, loader: Loader) -> Staff:
        self._schools(loader)
        for number in range(self.size.people):
            self._worker(number, self.staff.schools[number % len(self.staff.schools)])
        for school in self.staff.schools:
            self._roles(school)
        self._second_posts()
        loader.load(
            Person,
            "id staff_code first_name last_name sort_first_name sort_last_name email",
            self._people(),
        )
        loader.load(
            Post,
            "id person_id school_id job_title staff_group fte weekly_hours started_on ended_on line_manager_id",
            self.posts,
        )
        loader.load(
            RoleGrant, "id person_id role school_id of_person_id delegated_by_id started_on ended_on", self.grants
        )
        everybody = [worker.id for worker in self.staff.workers]
        loader.load(Account, "id person_id created_at", ((self.keys.new(), person, NOW) for person in everybody))
        loader.load(people.Away, "id person_id started_on ended_on version", self._away())
        self._trustees(loader)
        return self.staff

    def _schools(self, loader: Loader) -> None:
        names = read_seed("names")["last"]
        for number in range(self.size.schools):
            phase = Phase.CENTRAL if number == self.size.schools - 1 else _PHASES[number % len(_PHASES)]
            name = "Central team" if phase is Phase.CENTRAL else f"{names[number % len(names)]} {phase.value} school"
            urn = 900000 if phase is Phase.CENTRAL else 190001 + number
            joined_on = dt.date(2026, 1, 1) if number % 10 == 5 else None
            self.staff.schools.append(School(self.keys.new(), urn, name, phase, joined_on))
        loader.load(
            people.School,
            "id urn name sort_name phase joined_on closed_on version",
            ((one.id, one.urn, one.name, fold(one.name), one.phase, one.joined_on, None, 1) for one in self._here()),
        )
        loader.load(
            SchoolContact,
            "id school_id kind name reached_by",
            (
                (self.keys.new(), one.id, kind, "Somebody invented", "01632 960000")
                for one in self._here()
                for kind in ContactKind
            ),
        )

    def _here(self) -> list[School]:
        return self.staff.schools

    def _worker(self, number: int, school: School) -> None:
        group = self.chance.choices(list(StaffGroup), _SHARE)[0] if len(school.workers) > 3 else StaffGroup.LEADER
        title = self.chance.choice(_GROUPS[group]) if school.workers else "Headteacher"
        draw = self.chance.random()
        started_on = self.chance.choice(_FIRST_STARTS)
        ended_on = None
        if draw < 0.07:
            started_on = self.chance.choice([dt.date(2026, 9, 1), dt.date(2026, 11, 2), dt.date(2027, 1, 4)])
        elif draw < 0.12 and group is not StaffGroup.LEADER:
            ended_on = self.chance.choice([dt.date(2025, 12, 31), dt.date(2026, 4, 30), dt.date(2026, 8, 31)])
        worker = Worker(self.keys.new(), f"G{number:06d}", school, group, title, started_on, ended_on)
        school.workers.append(worker)
        self.staff.workers.append(worker)

    def _people(self) -> Iterator[Row]:
        names = read_seed("names")
        for worker in self.staff.workers:
            first, last = self.chance.choice(names["first"]), self.chance.choice(names["last"])
            by_code = worker.group in (StaffGroup.TEACHING_ASSISTANT, StaffGroup.SUPPORT) and self.chance.random() < 0.6
            email = None if by_code else f"{worker.code.lower()}@generated.example"
            yield worker.id, worker.code, first, last, fold(first), fold(last), email

    def _roles(self, school: School) -> None:
        """Leaders manage and appraise in turn; one person in thirty is an ambassador."""
        head, leaders = school.workers[0], school.of(StaffGroup.LEADER)
        for number, worker in enumerate(school.workers):
            manager = None
            if worker is not head:
                manager = head if worker.group is StaffGroup.LEADER else leaders[number % len(leaders)]
                worker.appraiser = manager
                self._grant(manager.id, Role.APPRAISER, school, of=worker)
            self._post(worker, school, worker.title, 1.0, manager)
        self._grant(head.id, Role.HEAD, school)
        here = [one for one in school.of(StaffGroup.TEACHER) if one.is_here]
        school.ambassadors = here[1 : 1 + max(3, len(school.workers) // 30)]
        for ambassador in school.ambassadors:
            self._grant(ambassador.id, Role.AMBASSADOR, school)
        support = [one for one in school.of(StaffGroup.SUPPORT) if one.is_here]
        self._grant(support[0].id, Role.OFFICE, school)
        if school.phase is Phase.SPECIAL:
            self._grant(here[0].id, Role.TRAINER, school)
        if school.phase is Phase.CENTRAL:
            self._grant(leaders[1].id, Role.DEVELOPMENT_LEAD, None)
            self._grant(leaders[2].id, Role.ADMINISTRATOR, None)

    def _grant(self, person_id: uuid.UUID, role: Role, school: School | None, of: Worker | None = None) -> None:
        at, over = school.id if school else None, of.id if of else None
        self.grants.append((self.keys.new(), person_id, role, at, over, None, _GRANTED_ON, None))

    def _post(self, worker: Worker, school: School, title: str, fte: float, manager: Worker | None) -> None:
        manager_id = manager.id if manager else None
        self.posts.append(
            (
                self.keys.new(),
                worker.id,
                school.id,
                title,
                worker.group if fte == 1.0 else StaffGroup.SUPPORT,
                fte,
                None,
                worker.started_on,
                worker.ended_on,
                manager_id,
            )
        )

    def _second_posts(self) -> None:
        """One person in ten has a second post: most at another school."""
        for worker in self.staff.workers:
            if self.chance.random() < 0.1:
                elsewhere = self.chance.random() < 0.6
                school = self.chance.choice(self.staff.schools) if elsewhere else worker.school
                self._post(worker, school, "Midday Supervisor", 0.2, None)

    def _away(self) -> Iterator[Row]:
        for worker in self.staff.workers:
            if self.chance.random() < 0.015:
                ended_on = self.chance.choice([None, THE_DAY + dt.timedelta(days=60), dt.date(2026, 6, 30)])
                yield self.keys.new(), worker.id, dt.date(2025, 10, 6), ended_on, 1

    def _trustees(self, loader: Loader) -> None:
        key = self.keys.new()
        loader.load(
            Person,
            "id first_name last_name sort_first_name sort_last_name email",
            [(key, "Una", "Trustee", "una", "trustee", "una@generated.example")],
        )
        loader.load(Account, "id person_id created_at", [(self.keys.new(), key, NOW)])
        loader.load(
            RoleGrant,
            "id person_id role started_on",
            [(self.keys.new(), key, Role.TRUSTEE, _GRANTED_ON)],
        )
