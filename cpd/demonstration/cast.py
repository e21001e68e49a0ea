"""The invented people and their schools, as the parts of the demonstration know them."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from cpd.people.models import Phase, StaffGroup


@dataclass
class Colleague:
    """One invented person, as the other parts of the demonstration need them."""

    id: uuid.UUID
    code: str
    first_name: str
    last_name: str
    school: "Place"
    group: StaffGroup
    job_title: str
    started_on: dt.date
    ended_on: dt.date | None = None
    # Since when they are on long leave; nobody has come back yet.
    away_from: dt.date | None = None
    appraiser: "Colleague | None" = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def is_here(self, day: dt.date) -> bool:
        """Whether they work here on that day."""
        return (
            self.started_on <= day
            and (self.ended_on is None or day <= self.ended_on)
            and (self.away_from is None or day < self.away_from)
        )

    @property
    def is_in_induction(self) -> bool:
        return self.job_title.startswith("ECT")


@dataclass
class Place:
    """A school, or the central team."""

    id: uuid.UUID
    urn: int
    name: str
    phase: Phase
    liveliness: float
    training: float
    people: list[Colleague] = field(default_factory=list)
    ambassadors: list[Colleague] = field(default_factory=list)

    def of(self, *groups: StaffGroup) -> list[Colleague]:
        return [person for person in self.people if person.group in groups]

    @property
    def head(self) -> Colleague:
        return self.people[0]
