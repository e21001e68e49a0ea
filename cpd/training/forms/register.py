"""What arrives from a register: whole pages of it from the form, batches of marks from the tablets' module."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from cpd.core.errors import DomainError
from cpd.core.forms import BaseForm, OnceForm
from cpd.training.rules.register import Marking, Stay

_MOST = 5_000
_HERE = {"present": True, "absent": False}


class RegisterForm(OnceForm):
    """The key and the token of a page of the register; its rows are read by :func:`typed_markings`."""


class CheckInForm(BaseForm):
    """At the door, for somebody who has not signed in."""

    code = StringField(
        "Code on the screen",
        validators=[InputRequired("Type the code that the screen shows."), Length(max=40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    staff_code = StringField(
        "Your staff code",
        description="It is on your payslip, and the school's office knows it.",
        validators=[InputRequired("Type your staff code."), Length(max=40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    letters = StringField(
        "The first three letters of your last name",
        validators=[InputRequired("Type the first three letters of your last name."), Length(max=100)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class OwnCheckInForm(BaseForm):
    """One tap of somebody who is signed in on their own phone."""

    code = HiddenField()


def typed_markings(data: Mapping[str, str]) -> tuple[list[Marking], dict[uuid.UUID, str]]:
    """The markings of a posted page: the rows that somebody has changed; and what cannot be read, by person.

    With ``rest`` everybody on the page who is not marked is there.
    """
    markings, faults = [], {}
    rest = bool(data.get("rest"))
    for person_id, was, now in _rows(data, rest=rest):
        if was[1:] == now:
            continue
        try:
            marking = _marking(person_id, now, int(was[0] or 0))
        except ValueError:
            faults[person_id] = "Write times like 9:14, or leave them empty."
        else:
            if marking is not None:
                markings.append(marking)
    return markings[:_MOST], faults


def _rows(data: Mapping[str, str], *, rest: bool) -> Iterator[tuple[uuid.UUID, list[str], list[str]]]:
    """For each row its person, what the page showed (change, mark, times) and what was sent (mark, times)."""
    for name, shown in data.items():
        if not name.startswith("was-"):
            continue
        key, was = name.removeprefix("was-"), shown.split("|")
        if len(was) != 4 or not (was[0] or "0").isdecimal():
            continue
        try:
            person_id = uuid.UUID(key)
        except ValueError:
            continue
        mark = data.get(f"mark-{key}", "")
        arrived, left = (data.get(f"{part}-{key}", "").strip() for part in ("arrived", "left"))
        if not mark and (rest or arrived or left):
            mark = "present"
        yield person_id, was, [mark, arrived, left]


def sent_markings(data: Any) -> tuple[uuid.UUID, list[Marking]]:
    """The key and the markings of a batch in JSON. Raises ``DomainError`` where it did not arrive whole."""
    try:
        markings = [
            _marking(
                uuid.UUID(one["person"]), [one["mark"], one.get("arrived", ""), one.get("left", "")], int(one["seen"])
            )
            for one in data["marks"]
        ]
        # One operation a person: the last one said.
        by_person = {one.person_id: one for one in markings if one is not None}
        return uuid.UUID(data["key"]), list(by_person.values())[:_MOST]
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
        raise DomainError("This did not arrive whole. It is kept on the tablet.") from None


def _marking(person_id: uuid.UUID, now: list[str], seen: int) -> Marking | None:
    mark, arrived, left = now
    if mark not in _HERE:
        return None
    is_here = _HERE[mark]
    stay = Stay(is_here, _time(arrived), _time(left)) if is_here else Stay(is_present=False)
    return Marking(person_id, stay, seen)


def _time(text: str) -> dt.time | None:
    """``9:14``, ``09.14`` or ``0914``. Raises ``ValueError``."""
    text = text.strip().replace(".", ":")
    if not text:
        return None
    if ":" not in text and len(text) in (3, 4):
        text = f"{text[:-2]}:{text[-2:]}"
    hour, _, minute = text.partition(":")
    return dt.time(int(hour), int(minute[:2]))
