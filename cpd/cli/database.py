"""``cpd db upgrade``, ``cpd backup`` and ``cpd restore``."""

from pathlib import Path

import click
from flask_migrate import upgrade

from cpd.cli.application import in_application, on_ready_database
from cpd.core import clock
from cpd.core.backup import read_backup, write_backup
from cpd.core.database import db, transaction
from cpd.core.schema import newest_revision
from cpd.insight.starting import STARTS_WITH, load_what_every_trust_starts_from


@click.group("db")
def db_group() -> None:
    """Look after the database."""


@db_group.command("upgrade")
@in_application
def db_upgrade() -> None:
    """Bring the database to the newest schema, and put in what every trust starts from.

    That is the Teachers' Standards and the frameworks beside them, the glossary, and the job-title table. Nothing that
    the trust has changed is touched.
    """
    upgrade_database()
    click.echo("The database is at the newest schema.")


def upgrade_database() -> None:
    upgrade()
    with transaction() as session:
        load_what_every_trust_starts_from(session)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@on_ready_database
def backup(file: Path) -> None:
    """Write a consistent copy of the whole database to FILE, while the server runs."""
    rows = write_backup(db.engine, file, newest_revision(), clock.now())
    click.echo(f"{rows:,} rows copied to {file}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@in_application
def restore(file: Path) -> None:
    """Fill a new database, upgraded or not, from FILE, a copy made by cpd backup."""
    upgrade()
    rows = read_backup(db.engine, file, newest_revision(), STARTS_WITH)
    click.echo(f"{rows:,} rows restored from {file}.")
