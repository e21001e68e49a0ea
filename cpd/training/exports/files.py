"""Making a coverage file for somebody: which rows, in which format, packed and counted on the way."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from cpd.core.pieces import PackedFile
from cpd.core.templating import moment
from cpd.people.actor import Actor
from cpd.people.models import School
from cpd.training.exports import coverage as exports
from cpd.training.policy import exports as export_policy, records as policy
from cpd.training.queries.people import PeopleLines
from cpd.training.queries.shown import list_figures, list_names, manages_at, read_names
from cpd.training.services.kept_exports import ExportFacts

# The level of a file that holds both.
BOTH = "all"
Item = TypeVar("Item")


@dataclass(frozen=True)
class WantedFile:
    """``level`` is ``summary`` or ``people``; an XLSX holds both whatever it says."""

    as_at: dt.date
    level: str
    file_format: str
    school: School | None = None

    @property
    def name(self) -> str:
        parts = ["coverage", *(["people"] if self.file_format == "csv" and self.level == "people" else [])]
        if self.school:
            parts.append(str(self.school.urn))
        return f"{'-'.join([*parts, self.as_at.isoformat()])}.{self.file_format}"

    @property
    def content_type(self) -> str:
        return exports.XLSX_TYPE if self.file_format == "xlsx" else exports.CSV_TYPE


class _Count:
    """How many rows have gone by."""

    def __init__(self) -> None:
        self.rows = 0

    def of(self, items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            self.rows += 1
            yield item

    def of_each(self, several: Iterable[list[Item]]) -> Iterator[list[Item]]:
        for items in several:
            self.rows += len(items)
            yield items


class FileInTheMaking:
    """A coverage file, as far as the actor may see it, that is packed on disk while it is made."""

    def __init__(self, session: Session, actor: Actor, wanted: WantedFile, at: dt.datetime) -> None:
        self._wanted = wanted
        self._narrowed_to = _narrowed_to(session, actor, wanted)
        self._count = _Count()
        self._pieces = _pieces(session, actor, wanted, at, self._count)
        self.packed = PackedFile()

    def pieces(self) -> Iterator[bytes]:
        """The file as it is made. ``facts`` are known after the last piece."""
        return self.packed.through(self._pieces)

    @property
    def facts(self) -> ExportFacts:
        wanted = self._wanted
        return ExportFacts(
            as_at=wanted.as_at,
            level=BOTH if wanted.file_format == "xlsx" else wanted.level,
            file_format=wanted.file_format,
            narrowed_to=self._narrowed_to,
            rows=self._count.rows,
            size=self.packed.size,
            sha256=self.packed.sha256,
        )


@contextmanager
def begin_file(session: Session, actor: Actor, wanted: WantedFile, at: dt.datetime) -> Iterator[FileInTheMaking]:
    """A file to be given out while it is made; on disk until the end of the block."""
    file = FileInTheMaking(session, actor, wanted, at)
    with file.packed:
        yield file


@contextmanager
def make_file(session: Session, actor: Actor, wanted: WantedFile, at: dt.datetime) -> Iterator[FileInTheMaking]:
    """The whole file, on disk until the end of the block."""
    with begin_file(session, actor, wanted, at) as file:
        for _ in file.pieces():
            pass
        yield file


def _pieces(session: Session, actor: Actor, wanted: WantedFile, at: dt.datetime, count: _Count) -> Iterator[bytes]:
    as_at, school_id = wanted.as_at, wanted.school.id if wanted.school else None
    if wanted.file_format == "csv" and wanted.level == "people":
        courses, places = read_names(session, actor, as_at, school_id)
        return exports.people_csv(PeopleLines(courses, count.of_each(places)))
    figures = count.of(list_figures(session, actor, as_at, school_id=school_id))
    if wanted.file_format == "csv":
        return exports.summary_csv(figures)
    made = exports.Made(as_at, moment(at), actor.name, _scope(actor, wanted.school))
    names = list_names(session, actor, as_at, school_id=school_id)
    return exports.workbook_pieces(figures, count.of(names), made)


def _narrowed_to(session: Session, actor: Actor, wanted: WantedFile) -> dict[str, str]:
    school = wanted.school
    narrowed = {export_policy.NAMES: export_policy.names_of(actor)}
    if school is not None:
        narrowed |= {"school_id": str(school.id), "school": school.name}
        holds_names = wanted.file_format == "xlsx" or wanted.level == "people"
        if holds_names and not policy.sees_names_of(actor, school.id) and manages_at(session, actor, school.id):
            narrowed[export_policy.NAMES] = export_policy.MANAGED
    return narrowed


def _scope(actor: Actor, school: School | None) -> str:
    if actor.is_operator:
        return "Everybody in the trust, with nothing hidden: made at the command line of the server."
    where = f"Of {school.name}. " if school else ""
    schools = policy.schools_by_name(actor)
    if schools is None:
        return f"{where}{'Nothing is hidden.' if school else 'Everybody in the trust, with nothing hidden.'}"
    if schools:
        return f"{where}Names of the schools you look after; small figures of other schools are hidden."
    return f"{where}Figures alone: names are not yours to see, and small figures are hidden."
