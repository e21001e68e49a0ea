"""Many reviews as files: what each is called, and the list that goes with them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cpd.core.spreadsheets import write_csv

MANIFEST = "manifest.csv"
MANIFEST_COLUMNS = ("file", "staff_code", "school_urn", "cycle_starts_on", "state", "sha256")
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True)
class ManifestRow:
    file: str
    staff_code: str
    school_urn: int
    cycle_starts_on: str
    state: str
    sha256: str

    def cells(self) -> tuple[str | int, ...]:
        return tuple(getattr(self, column) for column in MANIFEST_COLUMNS)


def manifest_csv(rows: Iterable[ManifestRow]) -> Iterator[bytes]:
    return write_csv([MANIFEST_COLUMNS, *(row.cells() for row in rows)])


def file_names(staff_codes: Iterable[str]) -> list[str]:
    """``STAFFCODE.pdf`` for each, with ``_`` for whatever a file system may refuse.

    Where two would be one file, also on a disk that takes ``a`` for ``A``, the later ones get ``-2``, ``-3`` …
    """
    names: list[str] = []
    taken: set[str] = set()
    for staff_code in staff_codes:
        stem = _NOT_IN_A_NAME.sub("_", staff_code)
        name, number = f"{stem}.pdf", 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}.pdf"
        taken.add(name.casefold())
        names.append(name)
    return names
