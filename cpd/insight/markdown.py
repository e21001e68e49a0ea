"""Reads the few forms of Markdown in which docs/roles.md and docs/accessibility.md are written.

The page and the file are one text: whatever this cannot read is a fault, which a test finds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

_BOLD = re.compile(r"\*\*(.+?)\*\*")
# Links, code, pictures and emphasis are not read, so they must not stand there.
_NOT_READ = re.compile(r"\]\(|`|^\s*(?:>|\d+\.|\* |###)|<\w|(?<!\*)\*(?!\*)")


class NotRead(ValueError):
    """A line in a form that this does not know."""


@dataclass(frozen=True)
class Words:
    """A run of text, and whether it is set in bold."""

    text: str
    is_bold: bool = False


Line = tuple[Words, ...]


@dataclass(frozen=True)
class Block:
    """A heading or paragraph (one line), a list (its items), or a table (its rows, the first names the columns)."""

    kind: str
    lines: tuple[Line, ...] = ()
    rows: tuple[tuple[Line, ...], ...] = ()


@dataclass(frozen=True)
class Text:
    title: str
    blocks: tuple[Block, ...]


@cache
def read_text(path: Path) -> Text:
    """A file whose first line is its title. Raises ``NotRead``."""
    title, _, rest = path.read_text("utf-8").partition("\n")
    if not title.startswith("# "):
        raise NotRead(title)
    return Text(title[2:].strip(), tuple(_blocks(rest)))


def _blocks(text: str) -> Iterator[Block]:
    for is_empty, group in groupby(text.splitlines(), key=lambda line: not line.strip()):
        if not is_empty:
            yield _block(list(group))


def _block(lines: list[str]) -> Block:
    for line in lines:
        if _NOT_READ.search(line):
            raise NotRead(line)
    first = lines[0]
    if first.startswith("## ") and len(lines) == 1:
        return Block("heading", (_line(first[3:]),))
    if first.startswith("|"):
        rows = [tuple(_line(cell) for cell in line.strip().strip("|").split("|")) for line in lines]
        if {len(row) for row in rows} != {len(rows[0])}:
            raise NotRead(first)
        return Block("table", rows=(rows[0], *rows[2:]))
    if first.startswith("- "):
        return Block("list", tuple(_line(item) for item in re.split(r"^- ", "\n".join(lines), flags=re.MULTILINE)[1:]))
    if first.startswith("#"):
        raise NotRead(first)
    return Block("paragraph", (_line("\n".join(lines)),))


def _line(text: str) -> Line:
    """Every second part of the text stood between asterisks."""
    parts = _BOLD.split(" ".join(text.split()))
    return tuple(Words(part, is_bold=bool(number % 2)) for number, part in enumerate(parts) if part)
