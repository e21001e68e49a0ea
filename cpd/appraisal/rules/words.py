"""Words that two may type at once, field by field: what is new, what somebody else changed meanwhile.

A field knows which text it was opened with by a number made from that text. So nothing is counted up, a form that is
sent twice saves once, and somebody who types under one heading never meets somebody who types under another.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Typed:
    """What stands in a field, and the edition of the text that it was typed over."""

    text: str
    seen: int


@dataclass(frozen=True)
class Settled:
    """What comes of a form: texts to save, newer ones where both changed the same, newer ones not touched here."""

    to_save: dict[str, str]
    newer: dict[str, str]
    others: dict[str, str]


def edition(text: str) -> int:
    """A number that only this text has; 0 for none."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:12], 16) if text else 0


def settle(typed: Mapping[str, Typed], saved: Mapping[str, str]) -> Settled:
    """Hold a form against what is saved now, field by field."""
    to_save, newer, others = {}, {}, {}
    for name, one in typed.items():
        now = saved.get(name, "")
        if one.text == now:
            continue
        if edition(one.text) == one.seen:
            others[name] = now
        elif edition(now) == one.seen:
            to_save[name] = one.text
        else:
            newer[name] = now
    return Settled(to_save, newer, others)
