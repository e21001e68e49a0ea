"""``cpd export appraisals``: the reviews that a named person may read, as PDFs with a list of their hashes."""

import sys
import uuid
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal import documents, queries
from cpd.appraisal.documents.printing import print_review
from cpd.appraisal.exports import MANIFEST, ManifestRow, file_names, manifest_csv
from cpd.appraisal.models import ReviewState
from cpd.appraisal.rules.states import DOWNLOADED
from cpd.appraisal.services import digest
from cpd.cli.application import Refused, on_ready_database
from cpd.core import clock
from cpd.core.audit import record_reading
from cpd.core.database import db
from cpd.core.periods import AcademicYear
from cpd.people.actor import Actor, load_actor
from cpd.people.models import Person, School
from cpd.people.queries import person_by_staff_code


class AcademicYearType(click.ParamType[AcademicYear]):
    name = "year"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> AcademicYear:
        try:
            return value if isinstance(value, AcademicYear) else AcademicYear.parse(str(value))
        except ValueError as fault:
            self.fail(f"{fault}.", param, ctx)


@click.command("appraisals")
@click.option(
    "--year", type=AcademicYearType(), required=True, metavar="2026-27", help="The academic year the cycle begins in."
)
@click.option("--as", "as_code", required=True, metavar="STAFFCODE", help="Who reads them: as far as this person may.")
@click.option("--school", "urn", type=int, metavar="URN", help="Only the reviews of this school.")
@click.option("--staff", "staff_code", metavar="CODE", help="Only the review of this person.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="The folder to write to; files of the same names are replaced.",
)
@on_ready_database
def export_appraisals(year: AcademicYear, as_code: str, urn: int | None, staff_code: str | None, out: Path) -> None:
    """Write a PDF for each review that a person may read, and manifest.csv with the SHA-256 of each.

    A signed review comes as the file that was kept when both had signed; one that is being written is printed now and
    says that it is a draft. Each is entered as read by that person, and the person it is about sees it.
    """
    session = db.session()
    actor = load_actor(session, _person(session, as_code).id, clock.today())
    reviews = queries.reviews_for_export(
        session,
        actor,
        year,
        school_id=_school_id(session, urn) if urn is not None else None,
        person_id=_person(session, staff_code).id if staff_code is not None else None,
    )
    if not reviews:
        raise Refused(f"There is no review of {year.on_screen} here that {actor.name} may read.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Refused(f"{out} cannot be made: {fault.strerror}.") from None
    names = file_names(review.person.staff_code or str(review.id) for review in reviews)
    wanted = list(zip([review.id for review in reviews], names, strict=True))
    rows, faults = _write(actor, wanted, out)
    _write_file(out / MANIFEST, b"".join(manifest_csv(rows)))
    click.echo(f"{len(rows):,} of {len(wanted):,} reviews are in {out}, with {MANIFEST}.", err=True)
    if faults:
        sys.exit(3)


def _write(actor: Actor, wanted: list[tuple[uuid.UUID, str]], out: Path) -> tuple[list[ManifestRow], int]:
    """Write each review; one that cannot be written is named, and the others go on."""
    rows, faults = [], 0
    with click.progressbar(wanted, label="Writing", file=sys.stderr, hidden=not sys.stderr.isatty()) as each:
        for review_id, name in each:
            row, pdf = _review(actor, review_id, name)
            try:
                _write_file(out / name, pdf)
            except Refused as fault:
                fault.show()
                faults += 1
            else:
                rows.append(row)
    return rows, faults


def _review(actor: Actor, review_id: uuid.UUID, name: str) -> tuple[ManifestRow, bytes]:
    """One review's PDF and its line of the manifest, entered as read before anything is written."""
    session = db.session()
    review = queries.get_review(session, actor, review_id)
    document = documents.review_document(review, queries.get_sources(session, review, actor.today))
    is_closed = review.state is ReviewState.CLOSED
    pdf = queries.signed_pdf(session, actor, review_id) if is_closed else print_review(document)
    person_id, state = review.person_id, review.state.value
    record_reading(actor, DOWNLOADED, review_id, person_id)
    session.expunge_all()
    starts_on = document.starts_on.isoformat()
    return ManifestRow(name, document.staff_code, document.school_urn, starts_on, state, digest(pdf)), pdf


def _write_file(path: Path, content: bytes) -> None:
    """The whole file or none: what was there stays until the new one is complete."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as fault:
        raise Refused(f"{path} cannot be written: {fault.strerror}.") from None


def _person(session: Session, staff_code: str) -> Person:
    person = person_by_staff_code(session, staff_code)
    if person is None:
        raise Refused(f"Nobody has the staff code {staff_code}.")
    return person


def _school_id(session: Session, urn: int) -> uuid.UUID:
    school_id = session.scalar(select(School.id).where(School.urn == urn))
    if school_id is None:
        raise Refused(f"No school has the URN {urn}.")
    return school_id
