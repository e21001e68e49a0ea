"""An objective says what an adult will do differently. A share of pupils is not one, and is spotted here."""

import re

from cpd.core.errors import DomainError

REASON = (
    "This counts a share of pupils (“{found}”). An objective says what will be different in the work and how you "
    "both will know; results depend on much more than one person. Say what you will do, for every pupil. If it is "
    "about something else, tick “This is not about pupils’ results”."
)

_NUMBERS = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|a hundred)"
)
_PUPILS = (
    r"(?:pupils?|children|child|students?|learners?|boys?|girls?|class(?:es)?|cohorts?|year groups?|year [1-9]\d?s?|"
    r"key stage \d|ks\d|disadvantaged|pp|fsm|send|eal)\b"
)
_PUPIL_WORDS = re.compile(rf"\b{_PUPILS}")
_RESULT_WORDS = re.compile(
    r"\b(?:expected standards?|greater depth|age[- ]related|phonics (?:screening|check)|sats?|gcses?|attainment|"
    r"progress (?:8|score|points?)|on track|will (?:reach|achieve|attain|pass|meet|make)|grades?|attendance)\b"
)
_PERCENT = re.compile(
    rf"\b{_NUMBERS}(?:[.,]\d+)?\s*(?:%|per\s?cent\b|percent\b|percentage points?\b)|\d\s*%|\bpercentages? of\b"
)
_FRACTION = (
    r"(?:half|(?:a|one|two|three|\d)[ -](?:thirds?|quarters?|fifths?|tenths?)|(?:the |a )?(?:vast |large )?majority|"
    r"(?:the |a )?(?:proportion|share|percentage)|\d/\d+)"
)
_PART_OF_PUPILS = re.compile(rf"\b{_FRACTION}(?: of)?(?: \w+(?:['’]s)?){{0,4}}? {_PUPILS}")
_N_IN_M = re.compile(rf"\b{_NUMBERS} (?:in|out of)(?: every)? {_NUMBERS}\b")


def share_of_pupils(text: str) -> str | None:
    """The words in ``text`` that count a share of pupils, or nothing.

    A percentage is always taken for one; "eight in ten" and a fraction are where pupils or their results stand near.
    """
    plain = " ".join(text.casefold().split())
    if match := _PERCENT.search(plain):
        return match[0]
    if match := _PART_OF_PUPILS.search(plain):
        return match[0]
    if (match := _N_IN_M.search(plain)) and (_PUPIL_WORDS.search(plain) or _RESULT_WORDS.search(plain)):
        return match[0]
    return None


def check_no_share(words: dict[str, str], before: dict[str, str]) -> None:
    """Raises ``DomainError`` on the first changed text that counts a share of pupils.

    Words that stood there ``before`` were let through once and are not asked about again.
    """
    for field, text in words.items():
        found = None if text == before.get(field) else share_of_pupils(text)
        if found is not None:
            raise DomainError(REASON.format(found=found), field)
