"""What a device is told: the caseload with the common language, and the words of drafts, as JSON can carry them."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cpd.coaching.models import OfflineDevice, Visit
from cpd.coaching.queries import CaseloadLine, OfferedLine
from cpd.coaching.rules.visits import VisitWords
from cpd.core.dates import to_text
from cpd.people.models import StaffGroup
from cpd.people.queries import SafeguardingContact
from cpd.standards.models import Term

Groups = frozenset[StaffGroup]


@dataclass(frozen=True)
class DeviceLine:
    id: uuid.UUID
    name: str
    switched_on_at: dt.datetime
    last_seen_at: dt.datetime


def device_lines(devices: Iterable[OfflineDevice]) -> tuple[DeviceLine, ...]:
    return tuple(DeviceLine(one.id, one.name, one.switched_on_at, one.last_seen_at) for one in devices)


def as_sent(words: VisitWords) -> dict[str, Any]:
    """The fields that a device keeps of a visit, each as it is typed."""
    return {
        "visited_on": to_text(words.visited_on),
        "visited_at": f"{words.visited_at:%H:%M}" if words.visited_at else "",
        "kind": words.kind.value,
        "seen": words.seen,
        "worked": words.worked,
        "message": words.message,
        "question": words.question,
        "modelled": words.modelled,
        "modelled_minutes": _number(words.modelled_minutes),
        "rehearsed": words.rehearsed,
        "rehearsed_minutes": _number(words.rehearsed_minutes),
        "tried_where": words.tried_where,
        "look_for_ids": sorted(map(str, words.look_for_ids)),
        "term_ids": sorted(map(str, words.term_ids)),
        "library_step_id": str(words.library_step_id or ""),
        "step_text": words.step_text,
        "check_back_on": to_text(words.check_back_on) if words.check_back_on else "",
    }


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def language_name(groups: Groups) -> str:
    """By which name a device finds what is offered to people with these posts."""
    return "+".join(sorted(groups))


def caseload(
    today: dt.date,
    people: Sequence[CaseloadLine],
    drafts: Sequence[tuple[Visit, VisitWords]],
    language: Mapping[Groups, tuple[Sequence[OfferedLine], Sequence[OfferedLine]]],
    terms: Sequence[Term],
    contacts: Mapping[uuid.UUID, Sequence[SafeguardingContact]],
) -> dict[str, Any]:
    """Everything that a device keeps, locked by its PIN."""
    return {
        "today": to_text(today),
        "people": [_person(line) for line in people],
        "drafts": [_draft(visit, words) for visit, words in drafts],
        "language": {
            language_name(groups): {"look_fors": _lines(look_fors), "steps": _lines(steps)}
            for groups, (look_fors, steps) in language.items()
        },
        "terms": [{"id": str(term.id), "text": term.name, "more": term.definition} for term in terms],
        "contacts": {
            str(school_id): [f"About {one.about}: {one.name}, {one.part} {one.reached_by}".strip() for one in of_school]
            for school_id, of_school in contacts.items()
        },
    }


def _person(line: CaseloadLine) -> dict[str, Any]:
    step = line.open_step
    return {
        "id": str(line.person_id),
        "name": line.name,
        "known_as": line.known_as,
        "school_id": str(line.school_id),
        "school": line.school,
        "job_title": line.job_title,
        "language": language_name(line.staff_groups),
        "focus": line.focus or "",
        "focus_standard_id": str(line.focus_standard_id or ""),
        "open_step": step.text if step else "",
        "check_back_on": to_text(step.check_back_on) if step and step.check_back_on else "",
        "works_on": sorted(line.works_on),
    }


def _draft(visit: Visit, words: VisitWords) -> dict[str, Any]:
    return {
        "key": str(visit.request_key),
        "person_id": str(visit.person_id),
        "name": visit.person.name,
        "known_as": visit.person.known_as,
        "school_id": str(visit.school_id),
        "school": visit.school.name,
        "version": visit.version,
        "words": as_sent(words),
    }


def _lines(lines: Sequence[OfferedLine]) -> list[dict[str, str]]:
    return [
        {"id": str(line.id), "text": line.text, "more": line.standard, "standard_id": str(line.standard_id)}
        for line in lines
    ]
