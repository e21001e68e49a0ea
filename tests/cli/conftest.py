"""Running a command of the product inside the test's own application."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.cli.import_files import import_group
from cpd.core.database import db
from cpd.people.models import Person


class ImportRun:
    """What ``cpd import`` answered."""

    def __init__(self, result: Result) -> None:
        self.status = result.exit_code
        self.out = result.stdout
        self.errors = result.stderr.splitlines()
        self.exception = result.exception

    @property
    def report(self) -> dict[str, Any]:
        report = json.loads(self.out)
        assert isinstance(report, dict)
        return report

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """Created, updated, unchanged, rejected, ignored rows."""
        report = self.report
        return (
            report["created"],
            report["updated"],
            report["unchanged"],
            report["rejected"],
            report["ignored_rows"],
        )


RunImport = Callable[..., ImportRun]


@pytest.fixture
def run_import(app: Flask, tmp_path: Path) -> RunImport:
    """``run_import("staff", "a,b\\n1,2", "--dry-run")``: write the file and run the command on it with ``--json``."""

    def run(
        kind: str, content: str | bytes | Path, *options: str, name: str = "list.csv", as_json: bool = True
    ) -> ImportRun:
        path = content if isinstance(content, Path) else tmp_path / name
        if not isinstance(content, Path):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        db.session.rollback()
        arguments = [kind, str(path), *options, *(["--json"] if as_json else [])]
        result = CliRunner().invoke(import_group, arguments, obj=app)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        db.session.rollback()
        return ImportRun(result)

    return run


def person(session: Session, code: str) -> Person:
    return session.scalars(select(Person).where(Person.staff_code == code)).one()
