"""Coverage as files (contract.md section 4): CSV in pieces, and XLSX with the sheets Summary, People, Definitions."""

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from cpd.core.dates import to_text
from cpd.core.spreadsheets import csv_cell, csv_cells, safe_cell, write_csv
from cpd.core.workbook import Workbook
from cpd.training.queries.people import PeopleLines, PeopleRow
from cpd.training.queries.reckoning import ActivePost, Outcome
from cpd.training.queries.shown import Figure
from cpd.training.rules.coverage import DUE_SOON_DAYS, FEWEST_SHOWN

# fmt: off
SUMMARY_COLUMNS = (
    "as_at", "level", "school_urn", "school_name", "staff_group", "course_code", "course_title", "eligible", "trained",
    "due_soon", "expired", "overdue", "not_yet_due", "on_leave", "exempt", "coverage_percent",
)
PEOPLE_COLUMNS = (
    "as_at", "school_urn", "school_name", "staff_code", "last_name", "first_name", "staff_group", "job_title",
    "course_code", "course_title", "status", "completed_on", "expires_on", "due_on",
)
# fmt: on
_SUMMARY_WIDTHS = (12, 8, 12, 32, 20, 14, 44)
_PEOPLE_WIDTHS = (12, 12, 32, 12, 18, 18, 20, 26, 14, 44)
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
ROWS_OF_A_PIECE = 2000


@dataclass(frozen=True)
class Made:
    """What the sheet of definitions says about the file itself."""

    as_at: dt.date
    at: str
    by: str
    # Whose figures and names are in it, a sentence.
    scope: str


def summary_row(figure: Figure) -> Sequence[Any]:
    row = figure.row
    place = (
        row.as_at, row.level, row.school_urn, row.school_name, row.staff_group, row.course_code, row.course_title
    )  # fmt: skip
    if figure.hidden is not None:
        return (*place, figure.in_words, None, None, None, None, None, None, None, None)
    return (
        *place, row.eligible, row.trained, row.due_soon, row.expired, row.overdue, row.not_yet_due, row.on_leave,
        row.exempt, row.coverage_percent,
    )  # fmt: skip


def people_row(row: PeopleRow) -> Sequence[Any]:
    return (
        row.as_at, row.school_urn, row.school_name, row.staff_code, row.last_name, row.first_name, row.staff_group,
        row.job_title, row.course_code, row.course_title, row.status, row.completed_on, row.expires_on, row.due_on,
    )  # fmt: skip


def summary_csv(figures: Iterable[Figure]) -> Iterator[bytes]:
    return write_csv(_under(SUMMARY_COLUMNS, map(summary_row, figures)))


def people_csv(people: PeopleLines) -> Iterator[bytes]:
    """The rows of ``people_row`` as CSV, each put together from what many of them share: of a post, of a course, of
    how somebody stands, of a day. Written cell by cell two million rows would take three times as long."""
    yield from write_csv([PEOPLE_COLUMNS])
    courses = [f",{csv_cells(course[1:])}," for course in people.courses]
    stands: dict[Outcome, str] = {}
    days: dict[dt.date, str] = {}
    begins, last, rows = "", None, list[str]()
    for lines in people.places:
        for post, k, outcome, due in lines:
            if post is not last:
                begins, last = _begins(post), post
            stand = stands.get(outcome)
            if stand is None:
                how = map(safe_cell, (outcome.status, outcome.completed_on, outcome.expires_on))
                stand = stands[outcome] = f"{','.join(how)},"
            day = days.get(due)
            if day is None:
                day = days[due] = f"{due.isoformat()}\r\n"
            rows.append(f"{begins}{courses[k]}{stand}{day}")
        if len(rows) >= ROWS_OF_A_PIECE:
            yield "".join(rows).encode()
            rows.clear()
    yield "".join(rows).encode()


def _begins(post: ActivePost) -> str:
    as_at, _, urn, school, _, *more = post.in_words
    return ",".join([as_at.isoformat(), str(urn), *map(csv_cell, (school, *more))])


def _under(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield columns
    yield from rows


def write_workbook(target: BinaryIO, figures: Iterable[Figure], rows: Iterable[PeopleRow], made: Made) -> None:
    """The three sheets; people go on in *People 2* … where a sheet is full."""
    day = to_text(made.as_at)
    with Workbook(target, f"Training coverage as at {day}", f"Training coverage as at {day}") as book:
        book.add_sheet("Summary", SUMMARY_COLUMNS, map(summary_row, figures), _SUMMARY_WIDTHS)
        book.add_sheet("People", PEOPLE_COLUMNS, map(people_row, rows), _PEOPLE_WIDTHS)
        book.add_sheet("Definitions", ("word", "meaning"), definitions(made), (24, 120))


def workbook_pieces(figures: Iterable[Figure], rows: Iterable[PeopleRow], made: Made) -> Iterator[bytes]:
    """The workbook in pieces, from a file of its own on disk: an XLSX is only whole at its end."""
    with tempfile.TemporaryFile() as file:
        write_workbook(file, figures, rows, made)
        file.seek(0)
        while piece := file.read(64 * 1024):
            yield piece


# A word, then what it means, indented.
_WORDS = f"""
requirement
    Says who must hold a course, from when to when, and within how many days of starting.
in scope
    Somebody with an active post, on the as_at date, that a requirement of the course reaches by staff group, school,
    job title, role or name. A post is active from its first to its last day, once its school has joined the trust.
due_on
    The later of the first day of the earliest post that a requirement reaches and the day from which the requirement
    holds, plus its days of grace; the earliest of these dates if several requirements reach the person. One date for a
    person and a course, in every school's row.
completed_on, expires_on
    Those of the completion that is valid longest. A completion counts if it is of the course itself or of one that
    stands in for it; a refresher counts only after the full course on an earlier date. It is valid through expires_on,
    that day included; an empty expires_on never ends.
exempt
    An exemption with a reason covers the date. Outside the fraction, shown beside it.
on_leave
    Away on the date, trained or not. Outside the fraction, shown beside it.
in_date
    Trained: valid on the date and for more than {DUE_SOON_DAYS} days after it, or for good.
due_soon
    Trained, and the completion ends within {DUE_SOON_DAYS} days of the date.
expired
    There was a completion, and none is valid on the date.
not_yet_due
    Not trained yet, and due_on has not passed. In the fraction, as not trained.
overdue
    Not trained, and due_on has passed.
eligible
    Everybody in scope who is neither exempt nor on leave.
trained
    in_date and due_soon together. The column due_soon counts people who are in trained too.
coverage_percent
    trained of eligible in per cent, to one decimal, halves up. Empty where nobody is eligible.
counting people
    Each person counts once in any one figure: once for the trust, once for each school, once for each staff group.
    Figures count heads, not full-time equivalents, so groups or schools can add up to more than the whole.
staff_group, job_title
    On the sheet People: of the person's posts at the school that are in scope, the one with the highest FTE, then the
    earliest start.
fewer than {FEWEST_SHOWN}, not shown
    A figure about fewer than {FEWEST_SHOWN} eligible people is hidden from those who may not see their names; so is
    the next smallest where one could be worked out from the rest.
"""


def definitions(made: Made) -> list[tuple[str, str]]:
    """The rules of the figures in plain words, and where this file comes from."""
    words: dict[str, list[str]] = {}
    for line in _WORDS.strip().splitlines():
        if line.startswith(" "):
            words[next(reversed(words))].append(line.strip())
        else:
            words[line] = []
    return [
        ("as_at", f"The date the figures are for: {made.as_at.isoformat()} ({to_text(made.as_at)})."),
        ("made", f"Made on {made.at} by {made.by}."),
        ("whose figures", made.scope),
        *((word, " ".join(lines)) for word, lines in words.items()),
    ]
