"""Phrases that say less than the writer knows, each with a way round. A soft hint: nothing is refused, nothing kept."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Hint:
    phrase: str
    instead: str


_NO_GRADE = "A visit carries no grade. Say what you saw or heard, and what pupils did next."
_YET = "Say what pupils cannot do yet, and what will be tried next."
_SCHOOL = "Say what we do in school about it: what is in our hands?"

# The phrase as a pattern of whole words, and what to write in its place.
_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"outstanding|inadequate|requires improvement|satisfactory", _NO_GRADE),
    (r"(?:good|excellent|poor|weak|strong) (?:lesson|teaching|teacher|practitioner)", _NO_GRADE),
    (r"grade(?:d|s)? (?:[1-4]|one|two|three|four)|[1-9](?: out of |/)10", _NO_GRADE),
    (r"ofsted(?:[- ]ready)?", "Leave the inspector out of it: say what it does for the pupils in front of you."),
    (r"(?:low|lower|less|more|high|higher)[- ]abilit(?:y|ies)|less able|more able|low attainers", _YET),
    (r"(?:the|your|my|our) (?:lows|highs|bottom (?:set|group|table))", _YET),
    (r"weak(?:er|est)? (?:children|pupils|kids|readers|writers|ones)|strugglers", _YET),
    (r"(?:will|they'll|she'll|he'll) never|not going to get it|(?:can't|cannot) be expected", _YET),
    (r"bless (?:them|him|her)|what (?:do|can) (?:you|we) expect", _YET),
    (r"(?:these|those) (?:kids|children|families|parents)|kids like (?:these|that|them)", "Say who, in this lesson."),
    (r"no support (?:at|from) home|from that (?:background|estate|family)|because of (?:their|his|her) home", _SCHOOL),
    (r"parents (?:don't|do not|aren't|are not) (?:care|bothered|interested)", _SCHOOL),
    (r"lazy|couldn't be bothered|can't be bothered", "Say what was, or was not, done: the reason is a guess."),
    (r"you (?:should|must|need to) (?:have|always|never|stop)", "Try: next time, I wonder what would happen if …"),
)
_COMPILED = tuple((re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), instead) for pattern, instead in _PATTERNS)


def hints(*texts: str) -> list[Hint]:
    """What could be said otherwise in these texts, each phrase once, in the order they were written."""
    found: dict[str, tuple[int, Hint]] = {}
    for number, text in enumerate(texts):
        plain = text.replace("’", "'")
        for pattern, instead in _COMPILED:
            for match in pattern.finditer(plain):
                place = number * 1_000_000 + match.start()
                known = found.get(match[0].casefold())
                if known is None or place < known[0]:
                    found[match[0].casefold()] = (place, Hint(match[0], instead))
    return [hint for _, hint in sorted(found.values(), key=lambda pair: pair[0])]
