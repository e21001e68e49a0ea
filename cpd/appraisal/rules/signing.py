"""The code that a printed page carries, and the sentences that can be carried into a review."""

import re

# Crockford's letters: none that can be taken for a digit, and none that spells a word by accident.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CODE_LETTERS = 20  # 100 bits


def check_code(record_sha256: str) -> str:
    """The first 100 bits of a record's hash as four groups of five letters, for somebody to read aloud and type."""
    bits = int(record_sha256[:25], 16)
    letters = [_LETTERS[bits >> shift & 31] for shift in range(5 * (_CODE_LETTERS - 1), -1, -5)]
    return "-".join("".join(letters[at : at + 5]) for at in range(0, _CODE_LETTERS, 5))


def hash_start(typed: str) -> str | None:
    """The hash of a record as far as its code tells, or nothing where somebody typed no code.

    Spaces, hyphens and case do not matter, nor do letters that look like a digit.
    """
    plain = re.sub(r"[\s\-–.]", "", typed).upper().translate(_READ_AS)
    if len(plain) != _CODE_LETTERS or not set(plain) <= set(_LETTERS):
        return None
    bits = 0
    for letter in plain:
        bits = bits << 5 | _LETTERS.index(letter)
    return f"{bits:025x}"


def sentences(text: str) -> list[str]:
    """The sentences of a text, each to be carried on its own; a line end parts them too."""
    parts = (part.strip() for part in re.split(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[^\Wa-z_])|\n+", text))
    return [part for part in parts if part]
