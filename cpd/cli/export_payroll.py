"""``cpd export payroll``: the month's file of minutes, made as a named person, or one that was made before."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from cpd.cli.application import Refused, on_ready_database
from cpd.core import clock
from cpd.core.audit import record_reading
from cpd.core.database import db, transaction
from cpd.people.actor import Actor, load_actor
from cpd.people.queries import person_by_staff_code
from cpd.training.exports import payroll as exports
from cpd.training.policy.paid_time import can_make_payroll
from cpd.training.queries.payroll import find_file
from cpd.training.rules.paid_time import in_files, read_month
from cpd.training.services.payroll import make_payroll_file


class MonthType(click.ParamType[dt.date]):
    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        try:
            return value if isinstance(value, dt.date) else read_month(str(value))
        except ValueError as fault:
            self.fail(f"{fault}.", param, ctx)


@click.command("payroll")
@click.option(
    "--month", type=MonthType(), required=True, metavar="2026-11", help="Sessions up to the end of this month."
)
@click.option("--as", "as_code", required=True, metavar="STAFFCODE", help="Who makes it: a development lead.")
@click.option("--number", type=int, metavar="N", help="Open file N of that month again, in place of making the next.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    required=True,
    metavar="FILE",
    help="Where to write: XLSX where FILE ends in .xlsx, else CSV.",
)
@on_ready_database
def export_payroll(month: dt.date, as_code: str, number: int | None, out: Path) -> None:
    """Tell payroll the approved minutes outside paid time that it has not been told, and what has changed since.

    The file is kept; --number writes one that was made before, byte for byte.
    """
    actor = _actor(as_code)
    if number is None:
        with transaction() as session:
            file = make_payroll_file(session, actor, month, clock.now(), exports.payroll_csv)
            number, content = file.number, file.csv
    else:
        known = find_file(db.session(), month, number)
        if known is None:
            raise Refused(f"There is no file {number} of {in_files(month)}.")
        content = known.csv
        record_reading(actor, "training.payroll_file_read", known.id, None)
    _write(out, content)
    lines = len(exports.read_payroll_csv(content))
    click.echo(f"File {number} of {in_files(month)}, {lines:,} lines, is in {out}.", err=True)


def _actor(staff_code: str) -> Actor:
    person = person_by_staff_code(db.session(), staff_code)
    if person is None:
        raise Refused(f"Nobody has the staff code {staff_code}.")
    actor = load_actor(db.session(), person.id, clock.today())
    if not can_make_payroll(actor):
        raise Refused(f"{actor.name} is not development lead of the trust.")
    return actor


def _write(out: Path, content: bytes) -> None:
    try:
        if out.suffix.lower() == ".xlsx":
            with out.open("wb") as file:
                exports.write_payroll_workbook(file, exports.read_payroll_csv(content))
        else:
            out.write_bytes(content)
    except OSError as fault:
        raise Refused(
            f"{out} cannot be written: {fault.strerror}. The file is kept; --number writes it again."
        ) from None
