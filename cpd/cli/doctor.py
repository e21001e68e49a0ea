"""``cpd doctor``: what stands in the way of a healthy installation, and what to do about each fault."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from cpd.cli.application import in_application
from cpd.core import paths
from cpd.core.database import db
from cpd.core.schema import current_revision, newest_revision
from cpd.core.settings import Settings


@dataclass(frozen=True)
class Finding:
    """One thing looked at; ``remedy`` is empty where all is well."""

    what: str
    remedy: str = ""


@click.command()
@in_application
def doctor() -> None:
    """Check configuration, database, migrations, fonts and libraries; say what to do about each fault."""
    findings = [finding for check in CHECKS for finding in check()]
    for finding in findings:
        click.echo(f"{'FAULT' if finding.remedy else 'ok   '}  {finding.what}")
        if finding.remedy:
            click.echo(f"       {finding.remedy}")
    if any(finding.remedy for finding in findings):
        raise SystemExit(1)


def _settings() -> Settings:
    settings = current_app.extensions["cpd_settings"]
    assert isinstance(settings, Settings)
    return settings


def check_configuration() -> Iterator[Finding]:
    settings = _settings()
    yield Finding(f"Instance folder {settings.instance_dir}")
    if settings.base_url.startswith("https://"):
        yield Finding(f"Address {settings.base_url}")
    elif urlsplit(settings.base_url).hostname in ("127.0.0.1", "localhost"):
        yield Finding(f"Address {settings.base_url} (this machine only)")
    else:
        yield Finding(
            f"Address {settings.base_url}",
            "People would send passwords in the clear. Set CPD_BASE_URL to an https:// address behind a proxy.",
        )


def check_database() -> Iterator[Finding]:
    try:
        revision = current_revision(db.engine)
    except SQLAlchemyError as fault:
        yield Finding(
            f"Database {db.engine.url.render_as_string(hide_password=True)}: {fault}",
            "Check CPD_DATABASE_URL and that the server is running.",
        )
        return
    yield Finding(f"Database {db.engine.url.render_as_string(hide_password=True)}")
    if revision == newest_revision():
        yield Finding(f"Schema {revision}")
    else:
        yield Finding(f"Schema {revision or 'missing'}, newest is {newest_revision()}", "Run: cpd db upgrade")


def check_files() -> Iterator[Finding]:
    for what, path in (
        ("Templates", paths.TEMPLATES / "core" / "base.html"),
        ("Style sheet", paths.STATIC / "css" / "app.css"),
        ("Seeds", paths.SEEDS / "standards" / "teachers_standards.yaml"),
    ):
        yield Finding(f"{what} {path}", "" if path.is_file() else "The installation is not whole; install it again.")


def check_pdf() -> Iterator[Finding]:
    try:
        # Imported here so that a missing system library is a finding, and not the end of this command.
        from cpd.core.printer import print_html  # noqa: PLC0415  # see the line above

        print_html('<html lang="en-GB"><title>Doctor</title><h1>Siân, Łukasz</h1></html>')
    except OSError as fault:
        yield Finding(
            f"PDF library: {fault}",
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 (macOS: brew install pango)",
        )
    else:
        yield Finding("PDF library and fonts")


def check_mail() -> Iterator[Finding]:
    settings = _settings()
    if not settings.mail_server:
        yield Finding(f"Mail goes to the folder {settings.mail_dir}; set CPD_MAIL_SERVER to send it")
        return
    parts = urlsplit(settings.mail_server)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or smtplib.SMTP_PORT), timeout=5):
            yield Finding(f"Mail server {parts.hostname}")
    except OSError as fault:
        yield Finding(f"Mail server {parts.hostname}: {fault}", "Check CPD_MAIL_SERVER and the firewall.")


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    check_configuration,
    check_database,
    check_files,
    check_pdf,
    check_mail,
)
