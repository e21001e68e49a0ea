"""``cpd import``: one command for each kind of file, all of them carried out in the same way."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import click

import cpd.people.imports
import cpd.training.imports  # noqa: F401  # imports make themselves known when they are loaded
from cpd.cli.application import Refused, on_ready_database
from cpd.core import clock
from cpd.core.database import db, transaction
from cpd.core.dates import NotADate, parse_date
from cpd.core.importing import Importer, ImportOptions, ImportPlan, ImportReport, importers
from cpd.core.spreadsheets import Unreadable, write_csv
from cpd.core.tables import faults_of
from cpd.people.actor import Actor

_LISTED = 20
DONE, REFUSED, IN_PART = 0, 1, 3


class DateType(click.ParamType[dt.date]):
    name = "date"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> dt.date:
        try:
            return value if isinstance(value, dt.date) else parse_date(value)
        except NotADate as fault:
            self.fail(f"{value!r} is {fault}" if str(fault).startswith("not") else f"{value!r}: {fault}")


@click.group("import")
def import_group() -> None:
    """Bring in files: CSV or Excel lists, courses as YAML.

    Every file is checked whole before anything is written. Errors stand on standard error, one a line, as
    FILE:ROW: COLUMN 'VALUE': what is wrong.
    """


def _command(importer: Importer) -> click.Command:
    @click.command(importer.kind, help=f"{importer.title}, from FILE.")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Check and report; write nothing.")
    @click.option("--skip-bad-rows", is_flag=True, help="Write the good rows; put the bad ones in FILE.rejected.csv.")
    @click.option("--sheet", metavar="NAME", help="The sheet of an Excel file; without it, the first.")
    @click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
    @click.option("--trust-uid", metavar="UID", help="Schools: take only the rows of the trust with this UID.")
    @click.option(
        "--end-missing",
        type=DateType(),
        metavar="DATE",
        help="Staff: end on DATE the open posts missing from the file, in the schools that it names.",
    )
    @click.option("--yes", is_flag=True, help="Do not ask before ending many posts.")
    @click.option("--mapping", metavar="NAME", help="Completions: read another system's file by this kept mapping.")
    @on_ready_database
    def command(  # noqa: PLR0917  # click hands every option over by name
        file: Path,
        dry_run: bool,
        skip_bad_rows: bool,
        sheet: str | None,
        as_json: bool,
        trust_uid: str | None,
        end_missing: dt.date | None,
        yes: bool,
        mapping: str | None,
    ) -> None:
        if mapping is not None and not (mapping and importer.mapping_page):
            raise click.UsageError("--mapping names a kept mapping, and is for completions.")
        options = ImportOptions(sheet, trust_uid, end_missing, skip_bad_rows, mapping)
        raise SystemExit(_Import(importer, file, options, dry_run=dry_run, yes=yes).run(as_json))

    return command


class _Import:
    """One run of one command: read, plan, ask, write, report."""

    def __init__(self, importer: Importer, file: Path, options: ImportOptions, *, dry_run: bool, yes: bool) -> None:
        self.importer = importer
        self.file = file
        self.options = options
        self.dry_run = dry_run
        self.yes = yes
        self.actor = Actor.operator(clock.today())

    def run(self, as_json: bool) -> int:
        try:
            source = self.importer.read(self.file.read_bytes(), self.options)
        except Unreadable as fault:
            return self._say_unreadable(fault, as_json)
        plan = self.importer.plan(db.session(), self.actor, source, self.options)
        writes = not self.dry_run and not plan.refused(self.options)
        if writes:
            self._ask(plan)
            plan = self._carry_out(source)
        status = self._say_faults(plan)
        rejected = self._write_rejected(source, plan) if plan.faults and writes else None
        if as_json:
            self._print_json(plan.report)
        elif status != REFUSED:
            self._say_report(plan)
            if rejected:
                click.echo(f"The rows left out are in {rejected}.")
        return status

    def _say_unreadable(self, error: Unreadable, as_json: bool) -> int:
        for fault in faults_of(error):
            click.echo(fault.line(str(self.file)), err=True)
        if as_json:
            self._print_json(ImportReport())
        return REFUSED

    def _print_json(self, report: ImportReport) -> None:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))

    def _ask(self, plan: ImportPlan) -> None:
        if not plan.question or self.yes:
            return
        if not sys.stdin.isatty():
            raise Refused(f"{plan.question} Nothing was written. Run it again with --yes if that is meant.")
        click.confirm(f"{plan.question} Go on?", abort=True, err=True)

    def _carry_out(self, source: Any) -> ImportPlan:
        """Plan again on what the database holds now, and write that."""
        with transaction() as session:
            plan = self.importer.plan(session, self.actor, source, self.options)
            if not plan.refused(self.options):
                self.importer.carry_out(session, self.actor, plan)
        return plan

    def _say_faults(self, plan: ImportPlan) -> int:
        for fault in plan.faults:
            click.echo(fault.line(str(self.file)), err=True)
        if not plan.faults:
            return DONE
        return IN_PART if self.options.skip_bad_rows else REFUSED

    def _write_rejected(self, source: Any, plan: ImportPlan) -> Path:
        path = self.file.with_name(self.file.name + ".rejected.csv")
        path.write_bytes(b"".join(write_csv(self.importer.rejected_rows(source, plan))))
        return path

    def _say_report(self, plan: ImportPlan) -> None:
        report = plan.report
        if self.dry_run:
            click.echo("Nothing was written; this is what the file would do.")
        click.echo(
            f"Created {report.created:,}, updated {report.updated:,}, unchanged {report.unchanged:,}, "
            f"rejected {report.rejected:,}, blank or total rows {report.ignored_rows:,}."
        )
        if report.inferred_staff_groups:
            click.echo(f"Staff group worked out from the job title: {report.inferred_staff_groups:,}.")
        if report.dropped_columns:
            click.echo(f"Columns dropped unread: {', '.join(report.dropped_columns)}.")
        if report.ignored_columns:
            click.echo(f"Columns ignored: {', '.join(report.ignored_columns)}.")
        _say_list("People not in the file, left as they are", report.people_not_in_file)
        _say_list(
            "Posts not in the file",
            [
                f"{post['staff_code']} {post['school_urn']} {post['job_title']} from {post['start_date']}"
                for post in report.posts_not_in_file
            ],
        )
        for note in plan.notes:
            click.echo(note)


def _say_list(what: str, lines: list[str]) -> None:
    if not lines:
        return
    click.echo(f"{what} ({len(lines):,}):")
    for line in lines[:_LISTED]:
        click.echo(f"  {line}")
    if len(lines) > _LISTED:
        click.echo(f"  and {len(lines) - _LISTED:,} more (all of them with --json)")


for _importer in importers().values():
    import_group.add_command(_command(_importer))
