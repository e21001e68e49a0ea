"""Names in a note for supervision: a gentle hint, nothing is refused."""

import re
from collections.abc import Iterable

_LEAST_LETTERS = 3


def names_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Which of the names stand in the text as words of their own, in the order of their first place.

    Written as names are, with a capital: "will" is a word, "Will" a colleague.
    """
    found: dict[str, int] = {}
    for name in set(names):
        if len(name) >= _LEAST_LETTERS and (match := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)):
            found[name] = match.start()
    return tuple(sorted(found, key=lambda name: (found[name], name)))
