"""What an entry of a list of courses says of the course in words: why, what should look different, for which need.

Each key may be left out. Then what is known of the course stays, for the development lead writes it on a page as well.
"""

from dataclasses import dataclass
from typing import Any

from cpd.standards.mechanisms import NAMES, in_order, read_mechanism
from cpd.training.imports.yaml_nodes import Entry

WORD_KEYS = ("why", "afterwards", "mechanisms", "look_fors", "need")
# What a new course begins with.
NOTHING_SAID: dict[str, Any] = {"why": "", "afterwards": "", "mechanisms": [], "look_fors": [], "need": ""}


@dataclass(frozen=True)
class CourseWords:
    """The keys that the entry has, with their values."""

    given: dict[str, Any]


def read_words(entry: Entry) -> CourseWords:
    message = f"not one of the fourteen mechanisms; use {', '.join(NAMES)}"
    read: dict[str, Any] = {
        "why": entry.text("why", 1000) or "",
        "afterwards": entry.text("afterwards", 1000) or "",
        "mechanisms": in_order(entry.read_each("mechanisms", 100, read_mechanism, message)),
        "look_fors": list(entry.texts("look_fors", 20)),
        "need": entry.text("need", 100) or "",
    }
    return CourseWords({name: read[name] for name in WORD_KEYS if entry.has(name)})
