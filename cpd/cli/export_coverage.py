"""``cpd export coverage``: who is trained, in numbers or by name, for any date."""

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from cpd.cli.application import Refused, on_ready_database
from cpd.cli.import_files import DateType
from cpd.core import clock
from cpd.core.database import db, transaction
from cpd.people.actor import Actor
from cpd.training.exports.files import WantedFile, make_file
from cpd.training.services.kept_exports import keep_export


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
    at = clock.now()
    wanted = WantedFile(as_at, level, kind)
    with make_file(db.session(), actor, wanted, at) as made:
        with _replacing(out) as file:
            file.writelines(made.packed.pieces())
        with transaction() as session:
            keep_export(session, actor, made.facts, made.packed.parts(), at)
    click.echo(f"Coverage as at {as_at.isoformat()} is in {out}.", err=True)


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
