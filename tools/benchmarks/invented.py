"""What the parts of a generated trust know of one another."""

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field

from cpd.demonstration.material import THE_DAY
from cpd.people.models import Phase, StaffGroup

# The clock of everything that is measured: the morning on which the demonstration stands still.
NOW = dt.datetime(THE_DAY.year, THE_DAY.month, THE_DAY.day, 10, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Size:
    people: int
    schools: int


class Keys:
    """Keys as the platform makes them, version 7, each a millisecond after the one before, and the same each time."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._milliseconds = 1_700_000_000_000

    def new(self) -> uuid.UUID:
        self._milliseconds += 1
        return uuid.UUID(int=self._milliseconds << 80 | 0x7 << 76 | 0x2 << 62 | self._chance.getrandbits(62))


@dataclass
class School:
    id: uuid.UUID
    urn: int
    name: str
    phase: Phase
    joined_on: dt.date | None
    workers: list["Worker"] = field(default_factory=list)
    ambassadors: list["Worker"] = field(default_factory=list)

    def of(self, *groups: StaffGroup) -> list["Worker"]:
        return [worker for worker in self.workers if worker.group in groups]


@dataclass
class Worker:
    id: uuid.UUID
    code: str
    school: School
    group: StaffGroup
    title: str
    started_on: dt.date
    ended_on: dt.date | None
    appraiser: "Worker | None" = None

    @property
    def is_here(self) -> bool:
        return self.started_on <= THE_DAY and self.ended_on is None


@dataclass
class Staff:
    keys: Keys
    schools: list[School] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
