"""Files out and in: exports, a PDF, a staff list brought in by the command."""

import csv
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from benchmarks.pages import find_targets
from benchmarks.timing import Effort, Timing, repeat
from benchmarks.world import World, command
from cpd.core.database import db
from cpd.people.models import Person, Post, School

_STAFF_COLUMNS = (
    "staff_code", "first_name", "last_name", "email", "school_urn", "job_title", "staff_group", "fte", "start_date",
    "end_date", "line_manager",
)  # fmt: skip
_SCHOOL_COLUMNS = ("urn", "name", "phase", "joined_on")


@dataclass(frozen=True)
class FileResult:
    what: str
    timing: Timing
    # What was in it: rows, or pages of a PDF.
    amount: str
    size: int


def measure_exports(world: World, effort: Effort) -> Iterator[FileResult]:
    """The files of the coverage page, as the development lead takes them, to the last byte."""
    for what, kind, level in (
        ("coverage, a row a figure, CSV", "csv", "summary"),
        ("coverage by name, CSV", "csv", "people"),
        ("coverage, all sheets, XLSX", "xlsx", "people"),
    ):
        address = f"/training/coverage/export?format={kind}&level={level}"
        yield _download(world, "development_lead", address, what, effort)


def measure_pdf(world: World, effort: Effort) -> FileResult:
    """A review that is being written, printed as it stands."""
    return _download(world, "appraiser", f"/appraisal/reviews/{find_targets(world).review_id}.pdf", "one PDF", effort)


def _download(world: World, part: str, address: str, what: str, effort: Effort) -> FileResult:
    client = world.client(part)
    size = lines = 0

    def take() -> None:
        nonlocal size, lines
        size = lines = 0
        response = client.get(address, buffered=False)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}")
        for piece in response.iter_encoded():
            size += len(piece)
            lines += piece.count(b"\n")
        response.close()

    timing = repeat(take, effort, warm=1 if effort.turns > 1 else 0)
    is_csv = "format=csv" in address
    return FileResult(what, timing, f"{lines - 1:,} rows" if is_csv else "", size)


def measure_import(world: World, folder: Path, effort: Effort) -> Iterator[FileResult]:
    """The posts of a trust as a file, brought into an empty one by ``cpd import``: the time of the whole command."""
    schools, staff = folder / "schools.csv", folder / "staff.csv"
    _write(schools, _SCHOOL_COLUMNS, _school_rows(world))
    posts = _write(staff, _STAFF_COLUMNS, _staff_rows(world))
    empty = folder / "empty"
    command(empty, "db", "upgrade")
    command(empty, "import", "schools", str(schools))
    copies = [shutil.copytree(empty, folder / f"import-{number}") for number in range(effort.turns)]
    left = iter(copies)
    arguments = ("import", "staff", str(staff), "--json")
    yield FileResult("a command that does nothing", repeat(lambda: command(empty, "--version"), effort), "", 0)
    for what, action in (
        ("staff import, dry run", lambda: command(copies[0], *arguments, "--dry-run")),
        ("staff import into an empty trust", lambda: command(next(left), *arguments)),
        ("the same file again, nothing to change", lambda: command(copies[0], *arguments)),
    ):
        yield FileResult(what, repeat(action, effort), f"{posts:,} posts", staff.stat().st_size)
    for copy in (empty, *copies):
        shutil.rmtree(copy)


def _write(file: Path, columns: tuple[str, ...], rows: Iterator[Sequence[Any]]) -> int:
    """Write a CSV file; the number of its rows."""
    content = list(rows)
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([columns, *content])
    return len(content)


def _school_rows(world: World) -> Iterator[Sequence[Any]]:
    with world.app.app_context():
        for school in db.session.scalars(select(School).order_by(School.urn)):
            yield school.urn, school.name, school.phase.value, school.joined_on
        db.session.remove()


def _staff_rows(world: World) -> Iterator[Sequence[Any]]:
    manager = aliased(Person)
    query = (
        select(
            Person.staff_code,
            Person.first_name,
            Person.last_name,
            Person.email,
            School.urn,
            Post.job_title,
            Post.staff_group,
            Post.fte,
            Post.started_on,
            Post.ended_on,
            manager.staff_code,
        )
        .join(Person, Person.id == Post.person_id)
        .join(School, School.id == Post.school_id)
        .outerjoin(manager, manager.id == Post.line_manager_id)
        .order_by(School.urn, Person.staff_code, Post.id)
    )
    with world.app.app_context():
        for row in db.session.execute(query):
            yield tuple(row)
        db.session.remove()
