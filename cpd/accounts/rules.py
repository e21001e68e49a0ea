"""Plain rules of the door: what a good password is, how long things last, which addresses one may go on to."""

import datetime as dt
import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from urllib.parse import urlsplit

SIGN_IN_LASTS = dt.timedelta(hours=12)
INVITATION_LASTS = dt.timedelta(days=14)
RESET_LASTS = dt.timedelta(hours=2)
LETTER_LASTS = dt.timedelta(days=28)
KEPT_WORDS_LAST = dt.timedelta(hours=2)

# Tries that fail before a name, or everybody at one address, has to wait. A whole school can sit behind one address.
TRIES_PER_NAME = 5
TRIES_PER_ADDRESS = 60
TRIES_WITHIN = dt.timedelta(minutes=15)

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
PASSWORD_RULE = (
    "At least 12 characters, or three words such as you would never find in a row. "
    "Your own name and the passwords everybody tries first do not count."
)
# What has to be left of a password when names, common words and runs are taken out.
_OWN_PART = 8

_COMMON_WORDS = (
    "password passwort passw0rd welcome letmein iloveyou monkey dragon football liverpool arsenal chelsea everton "
    "manchester united princess sunshine superman batman pokemon starwars charlie superstar trustno master admin "
    "administrator login secret changeme default temporary qwertyuiop qwerty asdfghjkl asdf zxcvbnm azerty "
    "spring summer autumn winter january february march april june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday london england school academy primary teacher teaching "
    "classroom headteacher education learning trust staff ofsted"
)
_COMMON = tuple(_COMMON_WORDS.split())

# No letter or figure that another can be mistaken for, and no vowel that could make a word.
CODE_LETTERS = "CDFHJKMNPQRTVWXY234679"


class AccountState(StrEnum):
    """Where somebody stands on the way in."""

    NONE = "none"
    ASKED = "asked"
    RUN_OUT = "run_out"
    IN_USE = "in_use"
    DISABLED = "disabled"


def normalised(password: str) -> str:
    """The same letters typed on another keyboard give the same password."""
    return unicodedata.normalize("NFKC", password)


def password_fault(password: str, own_words: Iterable[str]) -> str | None:
    """Why a password will not do, in a sentence; nothing if it will.

    ``own_words`` are names, staff code and email of the person, and the names of trust and school.
    """
    password = normalised(password)
    if len(password) > LONGEST_PASSWORD:
        return f"That is longer than {LONGEST_PASSWORD} characters. A shorter one is safe too."
    words = {word for word in re.split(r"[\s\-_.]+", _plain(password)) if len(word) >= 3}
    if len(password) < SHORTEST_PASSWORD and len(words) < 3:
        return "That is too short. Use at least 12 characters, or three words."
    left = _without_runs(_without(_plain(password), own_words))
    if len(left) < _OWN_PART and left != _without_runs(_plain(password)):
        return "There is too much of your own name in that. Three words about something else make a good password."
    if len(_without_runs(_without(left, _COMMON))) < _OWN_PART:
        return "That is one of the passwords people try first. Three words that do not belong together are better."
    return None


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _without(text: str, words: Iterable[str]) -> str:
    parts = {part for word in words for part in re.split(r"[\s@.\-_'’]+", _plain(word)) if len(part) >= 3}
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, "")
    return text


def _without_runs(text: str) -> str:
    """Take out ``1234``, ``dcba``, ``aaaa`` and years: four or more characters that go by one step."""
    text = re.sub(r"(?:19|20)\d\d", "", text)
    kept: list[str] = []
    start = 0
    while start < len(text):
        end = _end_of_run(text, start)
        if end - start < 4:
            end = start + 1
            kept.append(text[start])
        start = end
    return "".join(kept)


def _end_of_run(text: str, start: int) -> int:
    end = start + 1
    step = ord(text[end]) - ord(text[start]) if end < len(text) else None
    if step not in (-1, 0, 1):
        return end
    while end < len(text) and ord(text[end]) - ord(text[end - 1]) == step:
        end += 1
    return end


def new_code() -> str:
    """A code for a letter, such as ``KFRT-7WQM-2XHC``: easy to read out and to type."""
    letters = [secrets.choice(CODE_LETTERS) for _ in range(12)]
    return "-".join("".join(letters[i : i + 4]) for i in (0, 4, 8))


def typed_code(text: str) -> str:
    """A code as somebody typed it, with or without dashes, in small letters."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def own_path(text: str | None) -> str | None:
    """The address to go on to if it is a path of this site, else nothing."""
    if not text or not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isprintable():
        return None
    parts = urlsplit(text)
    return text if not parts.scheme and not parts.netloc else None


def wait_after(failures: Sequence[dt.datetime], now: dt.datetime, allowed: int = TRIES_PER_NAME) -> dt.timedelta | None:
    """How long to wait after these failed tries; nothing while there are tries left."""
    recent = sorted(at for at in failures if at > now - TRIES_WITHIN)
    return recent[-allowed] + TRIES_WITHIN - now if len(recent) >= allowed else None


def in_minutes(wait: dt.timedelta) -> str:
    """``12 minutes``, rounded up."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("CrOS", "a Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """``Chrome on Android``, from what a browser says of itself."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), None)
    return f"{browser} on {system}" if system else browser


def account_state(
    *, is_disabled: bool, has_password: bool, live_until: dt.datetime | None, now: dt.datetime
) -> AccountState:
    """Where somebody with an account stands; ``live_until`` is the latest end of an unused link or letter."""
    if is_disabled:
        return AccountState.DISABLED
    if has_password:
        return AccountState.IN_USE
    if live_until is None:
        return AccountState.NONE
    return AccountState.ASKED if live_until > now else AccountState.RUN_OUT
