"""``cpd demo``: a demonstration trust, ready to be used."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask import Flask
from rich.console import Console
from rich.progress import Progress

from cpd.accounts.personas import Persona, demonstration_personas
from cpd.app import create_app
from cpd.cli.application import Refused
from cpd.cli.database import upgrade_database
from cpd.cli.serve import host_and_port, run_server
from cpd.core import clock
from cpd.core.database import db
from cpd.core.schema import current_revision, newest_revision
from cpd.core.settings import DEMONSTRATION_DATABASE, BadSetting, Settings, load_settings, sqlite_url


@click.command()
@host_and_port(5000)
@click.option("--no-serve", is_flag=True, help="Make the trust and end.")
@click.option("--json", "as_json", is_flag=True, help="Print the address and the personas as JSON.")
def demo(host: str, port: int, no_serve: bool, as_json: bool) -> None:
    """Make a demonstration trust in a database of its own, and serve it.

    It lives in demo.sqlite3 in the instance folder and stays as it was left; delete that file to begin again.
    Every name in it is invented.
    """
    try:
        settings = load_settings()
    except BadSetting as fault:
        raise Refused(str(fault)) from None
    file = settings.instance_dir / DEMONSTRATION_DATABASE
    settings = replace(settings, base_url=f"http://{host}:{port}", secure_cookies=False, mail_server="")
    prepare_demonstration(settings, file)
    settings = replace(settings, database_url=sqlite_url(file))
    app = create_app(settings)
    with app.app_context():
        personas = demonstration_personas(db.session(), clock.today())
        db.session.remove()
        db.engine.dispose()
    if as_json:
        click.echo(json.dumps({"address": settings.base_url, "personas": [_as_json(p) for p in personas]}, indent=2))
    else:
        _tell(settings.base_url, personas, serving=not no_serve)
    if not no_serve:
        run_server(settings, host, port)


def prepare_demonstration(settings: Settings, file: Path) -> None:
    """Make the demonstration database unless it is there with the newest schema. It is moved into place when whole."""
    if file.exists() and _is_current(settings, file):
        return
    partial = file.with_name(file.name + ".partial")
    for leftover in (partial, *_side_files(partial)):
        leftover.unlink(missing_ok=True)
    app = create_app(replace(settings, database_url=sqlite_url(partial)))
    # Only this command needs the demonstration: a server would carry megabytes of it for nothing.
    from cpd.demonstration.build import build_demonstration  # noqa: PLC0415  # see the line above

    with app.app_context(), Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Making the demonstration trust", total=None)
        upgrade_database()
        build_demonstration(lambda done, total: progress.update(task, completed=done, total=total))
        _close(app)
    for side_file in _side_files(file):
        side_file.unlink(missing_ok=True)
    partial.replace(file)


def _is_current(settings: Settings, file: Path) -> bool:
    app = create_app(replace(settings, database_url=sqlite_url(file)))
    with app.app_context():
        current = current_revision(db.engine) == newest_revision()
        _close(app)
    return current


def _close(app: Flask) -> None:
    """Bring what SQLite keeps beside the file into it, and let go of it."""
    db.session.remove()
    with db.engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()


def _side_files(file: Path) -> list[Path]:
    return [file.with_name(file.name + ending) for ending in ("-wal", "-shm")]


def _as_json(persona: Persona) -> dict[str, Any]:
    return {
        "role": persona.role,
        "name": persona.name,
        "email": persona.email,
        "staff_code": persona.staff_code,
        "school_urn": persona.school_urn,
    }


def _tell(address: str, personas: Sequence[Persona], *, serving: bool) -> None:
    click.echo(f"Open {address}" if serving else f"The demonstration trust is ready; cpd demo serves it at {address}")
    click.echo("Choose one of these people on the sign-in page; one click signs you in.")
    for persona in personas:
        click.echo(f"  {persona.title:<28} {persona.name:<26} {persona.staff_code or persona.email}")
    if serving:
        click.echo("Press Ctrl+C to stop.")
