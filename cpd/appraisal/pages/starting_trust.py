"""What beginning the reviews of the whole trust would do, school by school, before anything begins."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from cpd.appraisal.models import AppraisalCycle
from cpd.appraisal.pages.lists import CycleLine, cycle_line
from cpd.appraisal.queries import TrustCandidate
from cpd.appraisal.rules.beginning import Standing


@dataclass(frozen=True)
class SchoolToBegin:
    school: str
    counts: dict[Standing, int]
    joined_late: int
    # Who has no appraiser: name and job.
    missing: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StartTrustPage:
    cycle: CycleLine
    schools: tuple[SchoolToBegin, ...]
    to_hand_on: int

    def total(self, standing: Standing) -> int:
        return sum(school.counts[standing] for school in self.schools)

    @property
    def joined_late(self) -> int:
        return sum(school.joined_late for school in self.schools)

    @property
    def does_something(self) -> bool:
        return bool(self.total(Standing.READY) or self.to_hand_on)


def start_trust_page(cycle: AppraisalCycle, candidates: Iterable[TrustCandidate], to_hand_on: int) -> StartTrustPage:
    schools: dict[uuid.UUID, list[TrustCandidate]] = {}
    for one in candidates:
        schools.setdefault(one.school_id, []).append(one)
    return StartTrustPage(cycle_line(cycle), tuple(_school(people) for people in schools.values()), to_hand_on)


def _school(people: list[TrustCandidate]) -> SchoolToBegin:
    return SchoolToBegin(
        school=people[0].school,
        counts={one: sum(person.standing is one for person in people) for one in Standing},
        joined_late=sum(person.joined_late and person.standing is Standing.READY for person in people),
        missing=tuple((one.name, one.job_title) for one in people if one.standing is Standing.NO_APPRAISER),
    )
