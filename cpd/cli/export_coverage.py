"""``cpd export coverage``: who is trained, in numbers or by name, for any date."""

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click
from sqlalchemy.orm import Session

from cpd.cli.application import Refused, on_ready_database
from cpd.cli.import_files import DateType
from cpd.core import clock
from cpd.core.audit import record
from cpd.core.database import db, transaction
from cpd.core.templating import moment
from cpd.people.actor import Actor
from cpd.training import exports
from cpd.training.queries.shown import list_figures, list_names

_EVERYBODY = "Everybody in the trust, with nothing hidden: made at the command line of the server."


@click.command("coverage")
@click.option("--as-at", type=DateType(), metavar="DATE", help="The date the figures are for; without it, today.")
@click.option(
    "--level",
    type=click.Choice(["summary", "people"]),
    default="summary",
    show_default=True,
    help="CSV: figures, or a row for each person, school and course. An XLSX file always holds both.",
)
@click.option(
    "--format", "kind", type=click.Choice(["csv", "xlsx"]), help="Without it, XLSX where FILE ends in .xlsx, else CSV."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    required=True,
    metavar="FILE",
    help="Where to write; a file that is there is replaced once the new one is whole.",
)
@on_ready_database
def export_coverage(as_at: dt.date | None, level: str, kind: str | None, out: Path) -> None:
    """Write training coverage to FILE: the same figures as on the page, for everybody."""
    actor = Actor.operator(clock.today())
    as_at = as_at or actor.today
    kind = kind or ("xlsx" if out.suffix.lower() == ".xlsx" else "csv")
    with _replacing(out) as file:
        _write(db.session(), actor, as_at, level, kind, file)
    with transaction() as session:
        detail = {"as_at": as_at.isoformat(), "format": kind} | ({"level": level} if kind == "csv" else {})
        record(session, actor, "training.coverage_exported", None, detail=detail)
    click.echo(f"Coverage as at {as_at.isoformat()} is in {out}.", err=True)


def _write(session: Session, actor: Actor, as_at: dt.date, level: str, kind: str, file: BinaryIO) -> None:
    if kind == "xlsx":
        made = exports.Made(as_at, moment(clock.now()), actor.name, _EVERYBODY)
        exports.write_workbook(file, list_figures(session, actor, as_at), list_names(session, actor, as_at), made)
    elif level == "people":
        file.writelines(exports.people_csv(list_names(session, actor, as_at)))
    else:
        file.writelines(exports.summary_csv(list_figures(session, actor, as_at)))


@contextmanager
def _replacing(out: Path) -> Iterator[BinaryIO]:
    """A file beside ``out`` that takes its place when it is whole, and is gone if anything goes wrong."""
    if out.exists() and not out.is_file():
        # A pipe or a device cannot be replaced.
        with out.open("wb") as file:
            yield file
        return
    try:
        descriptor, name = tempfile.mkstemp(dir=out.absolute().parent, prefix=f".{out.name}.")
    except OSError as fault:
        raise Refused(f"{out} cannot be written: {fault.strerror}.") from None
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        part.chmod(0o666 & ~_umask())
        part.replace(out)
    except OSError as fault:
        raise Refused(f"{out} cannot be written: {fault.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
