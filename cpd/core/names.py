"""Names of people and schools, as they sort and match."""

import unicodedata

# Letters that Unicode does not take apart into a base letter and an accent.
_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(text: str) -> str:
    """The form of a name that sorts and matches the same in every database.

    Case, accents and apostrophes go: ``O'Neill`` → ``oneill``, ``Siân`` → ``sian``, ``Łukasz`` → ``lukasz``.
    Hyphens become spaces and runs of spaces one.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_UNDECOMPOSED))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c) and c not in "'’‘`ʼ")
    return " ".join(letters.replace("-", " ").replace("–", " ").split())
