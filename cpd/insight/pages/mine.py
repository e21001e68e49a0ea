"""What belongs to the reader alone: their training, and whom to turn to at their schools."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cpd.people.models import ContactKind, School, SchoolContact, Trust
from cpd.training.pages.names import Standing, standing
from cpd.training.queries.people import PeopleRow
from cpd.training.rules.coverage import OUTSIDE_THE_FRACTION, TRAINED, Status

_MOST_LINES = 4


@dataclass(frozen=True)
class TrainingBlock:
    """In date ``n`` of ``m`` on a day, and what comes next, the earliest first."""

    in_date: int
    whole: int
    on: dt.date
    next: tuple[Standing, ...]
    more: int
    late: int


def training_block(rows: Iterable[PeopleRow], on: dt.date) -> TrainingBlock:
    counted = [row for row in rows if row.status not in OUTSIDE_THE_FRACTION]
    to_do = [one for one in map(standing, counted) if one.act_by is not None]
    to_do.sort(key=lambda one: one.act_by or on)
    return TrainingBlock(
        in_date=sum(row.status in TRAINED for row in counted),
        whole=len(counted),
        on=on,
        next=tuple(to_do[:_MOST_LINES]),
        more=len(to_do) - len(to_do[:_MOST_LINES]),
        late=sum(row.status in (Status.OVERDUE, Status.EXPIRED) for row in counted),
    )


@dataclass(frozen=True)
class SchoolContacts:
    """Whom to turn to with a worry at one school: about what, and (name, part, how to reach them) of each."""

    school: str
    about: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]


_ABOUT = {
    ContactKind.SAFEGUARDING_LEAD: ("a child", "designated safeguarding lead"),
    ContactKind.DEPUTY_SAFEGUARDING_LEAD: ("a child", "deputy safeguarding lead"),
    ContactKind.HEAD: ("an adult", "head"),
}


def contacts_by_school(rows: Sequence[tuple[School, SchoolContact]], trust: Trust | None) -> tuple[SchoolContacts, ...]:
    schools: dict[str, dict[str, list[tuple[str, str, str]]]] = {}
    for school, contact in rows:
        about, part = _ABOUT[contact.kind]
        people = schools.setdefault(school.name, {}).setdefault(about, [])
        people.append((contact.name, part, contact.reached_by))
    if trust is not None and trust.named_person:
        for by_matter in schools.values():
            by_matter["the head"] = [(trust.named_person, "the trust’s named person", trust.named_person_reached_by)]
    return tuple(
        SchoolContacts(name, tuple((about, tuple(people)) for about, people in by_matter.items()))
        for name, by_matter in schools.items()
    )
