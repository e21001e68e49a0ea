"""What speaks against a day, in sentences. They warn; whoever plans decides."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cpd.core.templating import plural
from cpd.training.queries.session_clashes import Clashes, People

_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


@dataclass(frozen=True)
class ClashLine:
    text: str
    names: tuple[str, ...] = ()
    # People beyond those who are named.
    more: int = 0


def clash_lines(found: Clashes, weekday: int, host: str, leader: str) -> tuple[ClashLine, ...]:
    """Everything that was found, what concerns everybody first."""
    on = _WEEKDAYS[weekday]
    lines = [ClashLine(text) for text in found.festivals]
    if found.host_closed:
        lines.append(ClashLine(f"{host or 'The trust'} is closed on this day: {found.host_closed}."))
    elif found.is_no_inset:
        lines.append(ClashLine(f"The calendar of {host or 'the trust'} has no INSET day on this day."))
    lines += [
        ClashLine(f"{name} is closed on this day: {reason}. {plural(count, 'of them works', 'of them work')} there.")
        for name, reason, count in found.closed_schools
    ]
    if found.leader_is_off:
        lines.append(ClashLine(f"{leader} does not work on {on}."))
    if found.leader_is_elsewhere:
        lines.append(ClashLine(f"{leader} has another session at this time."))
    if found.off.count:
        verb = "does" if found.off.count == 1 else "do"
        lines.append(_of(found.off, f"{verb} not work on {on}."))
    if found.elsewhere.count:
        verb = "has" if found.elsewhere.count == 1 else "have"
        lines.append(_of(found.elsewhere, f"{verb} another session at this time."))
    return tuple(lines)


def _of(people: People, what: str) -> ClashLine:
    who = plural(people.count, "person", "people")
    return ClashLine(f"{who} {what}", people.names, people.count - len(people.names) if people.names else 0)


def led_twice(
    planned: Sequence[tuple[int, uuid.UUID | None, dt.time, dt.time]],
) -> dict[int, tuple[ClashLine, ...]]:
    """Sessions of one day that one person would lead at the same time: number, leader, from, to."""
    return {
        number: tuple(
            ClashLine(f"Whoever leads it leads session {other} at the same time.")
            for other, its_leader, begins, ends in planned
            if other != number and leader == its_leader and begins < ends_at and starts_at < ends
        )
        for number, leader, starts_at, ends_at in planned
        if leader is not None
    }
