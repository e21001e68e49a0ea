"""The register as its page, its sheet of paper and its tablets show it."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cpd.core.names import fold
from cpd.core.templating import clock_time
from cpd.people.queries import Colleague
from cpd.training.models import MarkedBy, TrainingSession
from cpd.training.pages.session_facts import SessionFacts, session_facts
from cpd.training.queries.register import RegisterLine, hours_of
from cpd.training.rules.register import Marking, Stay, earns, minutes_attended

_BY = {
    MarkedBy.REGISTER: "marked by {}",
    MarkedBy.CHECK_IN: "checked in by phone",
    MarkedBy.PAPER: "typed in from paper by {}",
}
_EMPTY_LINES = 12


def said(stay: Stay | None) -> str:
    """``here``, ``here from 9:20``, ``not here``; as a sentence goes on."""
    if stay is None:
        return "not marked"
    if not stay.is_present:
        return "not here"
    from_ = f" from {clock_time(stay.arrived_at)}" if stay.arrived_at else ""
    until = f" until {clock_time(stay.left_at)}" if stay.left_at else ""
    return f"here{from_}{until}"


def how_marked(line: RegisterLine) -> str:
    """``marked by Tess Arden at 09:58``."""
    if line.marked_by is None:
        return ""
    return f"{_BY[line.marked_by].format(line.marker or 'somebody')} at {clock_time(line.marked_at)}"


@dataclass(frozen=True)
class Row:
    """One person in the register, as a form and as a tablet know them."""

    person_id: uuid.UUID
    name: str
    last_first: str
    letters: str
    line: str
    mark: str
    arrived: str
    left: str
    change: int
    how: str
    came_unannounced: bool

    @property
    def was(self) -> str:
        """What the page showed, so that the server can tell what somebody has changed."""
        return f"{self.change}|{self.mark}|{self.arrived}|{self.left}"


BLANK = Row(uuid.UUID(int=0), "", "", "", "", "", "", "", 0, "", came_unannounced=False)


def row(line: RegisterLine) -> Row:
    stay = line.stay
    return Row(
        person_id=line.person_id,
        name=line.name,
        last_first=line.last_first,
        letters=line.letters,
        line=line.line,
        mark="" if stay is None else "present" if stay.is_present else "absent",
        arrived=clock_time(stay.arrived_at) if stay else "",
        left=clock_time(stay.left_at) if stay else "",
        change=line.change,
        how=how_marked(line),
        came_unannounced=line.came_unannounced,
    )


@dataclass(frozen=True)
class Counts:
    here: int
    not_here: int
    unmarked: int

    @classmethod
    def of(cls, lines: Iterable[RegisterLine]) -> "Counts":
        stays = [line.stay for line in lines]
        here = sum(stay is not None and stay.is_present for stay in stays)
        unmarked = sum(stay is None for stay in stays)
        return cls(here, len(stays) - here - unmarked, unmarked)

    @property
    def everybody(self) -> int:
        return self.here + self.not_here + self.unmarked


@dataclass(frozen=True)
class Both:
    """Two keepers have said different things of one person: what stands there, and what was sent."""

    row: Row
    there: str
    sent: str
    # What would put the sent one in place of the other, knowing both.
    fields: Mapping[str, str]
    key: uuid.UUID = field(default_factory=uuid.uuid4)


def both(line: RegisterLine, marking: Marking) -> Both:
    key, stay = line.person_id.hex, marking.stay
    return Both(
        row=row(line),
        there=said(line.stay),
        sent=said(stay),
        fields={
            f"was-{key}": row(line).was,
            f"mark-{key}": "present" if stay.is_present else "absent",
            f"arrived-{key}": clock_time(stay.arrived_at),
            f"left-{key}": clock_time(stay.left_at),
        },
    )


@dataclass(frozen=True)
class RegisterPage:
    facts: SessionFacts
    keeper_id: uuid.UUID
    rows: tuple[Row, ...]
    counts: Counts
    newest: int
    is_open: bool
    was_closed: bool
    has_codes: bool
    # Letters that the list was asked for.
    q: str
    # Letters of somebody who came unannounced, and who it may be.
    add: str
    found: tuple[Colleague, ...]
    is_paper: bool
    differing: tuple[Both, ...] = ()
    refused: tuple[str, ...] = ()
    # What the module makes the row of somebody from who was not on the page.
    blank: Row = BLANK

    @property
    def keys(self) -> tuple[uuid.UUID, ...]:
        """One for each form that adds somebody, so that a form posted twice adds once."""
        return tuple(uuid.uuid4() for _ in self.found)


@dataclass(frozen=True)
class Asked:
    """What the address of the register asks for."""

    q: str = ""
    add: str = ""
    is_paper: bool = False
    found: Sequence[Colleague] = field(default_factory=tuple)


def register_page(
    training_session: TrainingSession,
    keeper_id: uuid.UUID | None,
    lines: Sequence[RegisterLine],
    asked: Asked,
    *,
    is_open: bool,
    differing: Sequence[Both] = (),
    refused: Sequence[str] = (),
) -> RegisterPage:
    words = fold(asked.q).split()
    listed = {line.person_id for line in lines}
    return RegisterPage(
        facts=session_facts(training_session, shows_address=False),
        keeper_id=keeper_id or uuid.UUID(int=0),
        rows=tuple(row(line) for line in lines if line.is_found_by(words)),
        counts=Counts.of(lines),
        newest=max((line.change for line in lines), default=0),
        is_open=is_open,
        was_closed=training_session.register_closed_at is not None,
        has_codes=training_session.check_in_code is not None,
        q=asked.q,
        add=asked.add,
        found=tuple(one for one in asked.found if one.person_id not in listed),
        is_paper=asked.is_paper,
        differing=tuple(differing),
        refused=tuple(refused),
    )


def as_json(lines: Iterable[RegisterLine]) -> list[dict[str, Any]]:
    """Marks as a tablet takes them in; a name goes along for whoever is not on its page yet."""
    return [_row_as_json(row(line)) for line in lines]


def _row_as_json(one: Row) -> dict[str, Any]:
    return {
        "person": str(one.person_id),
        "name": one.name,
        "last_first": one.last_first,
        "letters": one.letters,
        "line": one.line,
        "mark": one.mark,
        "arrived": one.arrived,
        "left": one.left,
        "change": one.change,
        "how": one.how,
        "unannounced": one.came_unannounced,
    }


def both_as_json(items: Iterable[Both]) -> list[dict[str, Any]]:
    """What stands, with the row as it is to be shown again, and what was sent."""
    return [_row_as_json(one.row) | {"there": one.there, "sent": one.sent} for one in items]


@dataclass(frozen=True)
class Sheet:
    """The register on paper: names with room for a pen, and empty lines for whoever comes unannounced."""

    facts: SessionFacts
    rows: tuple[tuple[str, str, str], ...]
    empty: int = _EMPTY_LINES


def sheet(training_session: TrainingSession, lines: Iterable[RegisterLine]) -> Sheet:
    return Sheet(
        session_facts(training_session, shows_address=False),
        tuple((one.last_first, one.school, one.staff_code) for one in lines),
    )


@dataclass(frozen=True)
class ClosingPage:
    """What closing a register will do."""

    facts: SessionFacts
    counts: Counts
    earning: int
    # Names and minutes of those who were there too short a time.
    too_short: tuple[tuple[str, int], ...]
    credit_from: int | None
    # Marks that were made since it was last closed; empty where it never was.
    changed_since: int | None


def closing_page(training_session: TrainingSession, lines: Sequence[RegisterLine]) -> ClosingPage:
    hours = hours_of(training_session)
    here = [(line, line.stay) for line in lines if line.stay is not None and line.stay.is_present]
    minutes = [(line.name, minutes_attended(hours, stay.arrived_at, stay.left_at)) for line, stay in here]
    too_short = tuple(
        (name, attended)
        for name, attended in minutes
        if attended is not None and not earns(attended, training_session.credit_from_minutes)
    )
    closed_at = training_session.register
    return ClosingPage(
        facts=session_facts(training_session, shows_address=False),
        counts=Counts.of(lines),
        earning=len(here) - len(too_short),
        too_short=too_short,
        credit_from=training_session.credit_from_minutes,
        changed_since=sum(line.change > closed_at for line in lines) if closed_at else None,
    )
