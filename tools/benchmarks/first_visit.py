"""What crosses the wire when somebody opens the sign-in page for the first time, with nothing kept in the browser."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from flask.testing import FlaskClient

from benchmarks.world import World

_LINK = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="(/static/[^"]+)"')
_FONT_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
_FONT_URL = re.compile(r"url\([\"']?([^\"')]+)")
_RANGE = re.compile(r"unicode-range:([^;}]+)")
_IMPORT = re.compile(r"""(?:\bimport\b|\bfrom\b)\s*["'](\.{1,2}/[^"']+)["']""")
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Fetched:
    name: str
    size: int
    # Text as a proxy would compress it; fonts are compressed already.
    on_the_wire: int


def measure_first_visit(world: World) -> list[Fetched]:
    client = world.client(None)
    page = _get(client, "/sign-in")
    text = page.decode()
    fetched = [_fetched("sign-in page", page, is_text=True)]
    seen: set[str] = set()
    for address in _addresses(client, text):
        path = address.partition("?")[0]
        if path not in seen:
            seen.add(path)
            content = _get(client, address)
            fetched.append(_fetched(path.removeprefix("/static/"), content, is_text=not path.endswith(".woff2")))
    return fetched


def _addresses(client: FlaskClient, page: str) -> Iterator[str]:
    """What the page names, and what that names in turn: modules of scripts, fonts for the letters that are there."""
    letters = {ord(letter) for letter in unescape(_TAG.sub("", page))}
    for address in map(unescape, _LINK.findall(page)):
        yield address
        content = _get(client, address).decode() if address.partition("?")[0].endswith((".css", ".js")) else ""
        for face in _FONT_FACE.findall(content):
            source, letters_of_it = _FONT_URL.search(face), _RANGE.search(face)
            if source and (letters_of_it is None or _has_any(letters_of_it[1], letters)):
                yield urljoin(address, source[1])
        for module in _IMPORT.findall(content):
            yield urljoin(address, module)


def _has_any(ranges: str, letters: set[int]) -> bool:
    """Whether a ``unicode-range`` such as ``U+0-FF, U+131`` holds any of the letters."""
    for part in ranges.replace("U+", "").replace("u+", "").split(","):
        first, _, last = part.strip().partition("-")
        if any(int(first, 16) <= letter <= int(last or first, 16) for letter in letters):
            return True
    return False


def _get(client: FlaskClient, address: str) -> bytes:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    return response.get_data()


def _fetched(name: str, content: bytes, *, is_text: bool) -> Fetched:
    return Fetched(name, len(content), len(gzip.compress(content, 6)) if is_text else len(content))
