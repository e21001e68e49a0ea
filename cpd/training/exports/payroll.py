"""The files of payroll: CSV as it is kept, and a workbook made from it."""

import csv
import datetime as dt
import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from cpd.core.spreadsheets import write_csv
from cpd.core.workbook import Workbook
from cpd.training.queries.payroll import Line
from cpd.training.rules.paid_time import in_files

# fmt: off
COLUMNS = (
    "month", "file", "line", "kind", "staff_code", "last_name", "first_name", "school_urn", "school_name", "job_title",
    "session_date", "course_code", "course_title", "minutes", "approved_by", "approved_on", "claim",
)
# fmt: on
_WIDTHS = (9, 6, 6, 12, 12, 18, 18, 12, 32, 26, 13, 14, 40, 10, 22, 13, 38)
_NUMBERS = ("file", "line", "school_urn", "minutes")
_DATES = ("session_date", "approved_on")
# A column, then what it means, indented.
_WORDS = """
minutes
    Minutes at training outside paid time that were approved. Minutes only: the contract says what is paid for them.
kind
    claim: told for the first time. correction: what was told before has changed since; the minutes are the
    difference, with its sign. The lines of one claim together are what holds.
claim
    The same on each line about one person at one session.
month, file
    The month that the file was made for, and which file of that month it is. It holds what payroll had not been told
    of sessions up to the end of the month.
job_title, school_urn
    The post that the minutes are paid under.
approved_by, approved_on
    Who approved the minutes or changed them, and when.
"""


def definitions() -> list[tuple[str, str]]:
    words: dict[str, list[str]] = {}
    for line in _WORDS.strip().splitlines():
        if line.startswith(" "):
            words[next(reversed(words))].append(line.strip())
        else:
            words[line] = []
    return [(word, " ".join(lines)) for word, lines in words.items()]


def payroll_csv(month: dt.date, number: int, lines: Sequence[Line]) -> bytes:
    """The file as it is kept: a line for each claim, in the order in which it is given."""
    rows = (
        (
            in_files(month), number, position, "correction" if line.is_correction else "claim", line.staff_code,
            line.last_name, line.first_name, line.school_urn, line.school_name, line.job_title, line.session_date,
            line.course_code, line.course_title, line.minutes, line.approved_by, line.approved_on, str(line.claim_id),
        )
        for position, line in enumerate(lines, 1)
    )  # fmt: skip
    return b"".join(write_csv([COLUMNS, *rows]))


Row = dict[str, str]


def read_payroll_csv(content: bytes, urns: Collection[int] | None = None) -> list[Row]:
    """The rows of a kept file, as they were told; ``urns`` leaves those of these schools."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [row for row in rows if urns is None or int(row["school_urn"]) in urns]


def rows_as_csv(rows: Iterable[Row]) -> bytes:
    """Rows of a kept file as a file again; what was made harmless stays so."""
    return b"".join(write_csv([COLUMNS, *([_harmless(row, name) for name in COLUMNS] for row in rows)]))


def _harmless(row: Row, name: str) -> str | int:
    return int(row[name]) if name in _NUMBERS else row[name]


@dataclass(frozen=True)
class SchoolTotal:
    urn: int
    name: str
    lines: int
    minutes: int


def totals(rows: Iterable[Row]) -> list[SchoolTotal]:
    """Lines and minutes of each school in a file, by URN."""
    schools: dict[int, SchoolTotal] = {}
    for row in rows:
        urn = int(row["school_urn"])
        before = schools.get(urn, SchoolTotal(urn, row["school_name"], 0, 0))
        schools[urn] = SchoolTotal(urn, before.name, before.lines + 1, before.minutes + int(row["minutes"]))
    return [schools[urn] for urn in sorted(schools)]


def write_payroll_workbook(target: BinaryIO, rows: Sequence[Row]) -> None:
    """The sheets Minutes, Schools and Definitions."""
    schools = totals(rows)
    whole = ("", "Together", sum(one.lines for one in schools), sum(one.minutes for one in schools))
    with Workbook(target) as book:
        book.add_sheet("Minutes", COLUMNS, ([_cell(row, name) for name in COLUMNS] for row in rows), _WIDTHS)
        book.add_sheet(
            "Schools",
            ("school_urn", "school_name", "lines", "minutes"),
            [*((one.urn, one.name, one.lines, one.minutes) for one in schools), whole],
            (12, 36, 10, 10),
        )
        book.add_sheet("Definitions", ("column", "meaning"), definitions(), (28, 110))


def _cell(row: Row, name: str) -> str | int | dt.date:
    text = row[name]
    if name in _NUMBERS:
        return int(text)
    if name in _DATES and text:
        return dt.date.fromisoformat(text)
    # A workbook runs no text as a formula.
    return text.removeprefix("'") if text[1:2] in _RUN_IN_CSV else text


_RUN_IN_CSV = ("=", "+", "-", "@", "\t", "\r")
