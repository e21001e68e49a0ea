"""``cpd db upgrade``, ``cpd backup`` and ``cpd restore`` on installations of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select, text

from cpd.app import create_app
from cpd.cli import main
from cpd.core.database import WRITING, db
from cpd.core.models import Base
from cpd.core.settings import Settings, sqlite_url
from cpd.insight.starting import STARTS_WITH

SCHOOLS = "urn,name,phase\n190001,St Wilfrid’s,primary\n"
Run = Callable[..., Result]


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Callable[[str], Run]]:
    """``installed("one")`` is a new, upgraded installation on SQLite; calling it runs a command there."""
    apps: list[Flask] = []

    def install(name: str) -> Run:
        settings = Settings(
            sqlite_url(tmp_path / f"{name}.sqlite3"), instance_dir=tmp_path, secret_key="for tests", testing=True
        )
        apps.append(app := create_app(settings))

        def run(*arguments: str) -> Result:
            return CliRunner().invoke(main, arguments, obj=app)

        assert run("db", "upgrade").exit_code == 0
        return run

    yield install
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_a_copy_comes_back_into_a_new_installation_and_into_no_other(
    installed: Callable[[str], Run], tmp_path: Path
) -> None:
    (tmp_path / "schools.csv").write_text(SCHOOLS, "utf-8")
    first, second, copy = installed("first"), installed("second"), str(tmp_path / "copy.zip")
    assert first("import", "schools", str(tmp_path / "schools.csv")).exit_code == 0
    copied, restored = first("backup", copy), second("restore", copy)
    assert (copied.exit_code, restored.exit_code) == (0, 0)
    assert copied.stdout.split()[0] == restored.stdout.split()[0]
    again = second("restore", copy)
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr.startswith("The database is not empty")


def test_a_copy_that_cannot_be_written_is_refused(installed: Callable[[str], Run], tmp_path: Path) -> None:
    refused = installed("one")("backup", str(tmp_path / "nowhere" / "copy.zip"))
    assert (refused.exit_code, refused.stderr) == (
        1,
        f"{tmp_path}/nowhere/copy.zip cannot be written: No such file or directory.\n",
    )


def test_a_database_of_another_version_is_refused(installed: Callable[[str], Run], tmp_path: Path) -> None:
    run = installed("older")
    app = create_app(Settings(sqlite_url(tmp_path / "older.sqlite3"), tmp_path, "for tests", testing=True))
    with app.app_context():
        with db.engine.connect().execution_options(**WRITING) as connection, connection.begin():
            connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        db.engine.dispose()
    refused = run("export", "coverage", "--out", str(tmp_path / "coverage.csv"))
    assert refused.exit_code == 1
    assert refused.stderr.startswith("The database has schema 0001,")
    assert refused.stderr.endswith("Run: cpd db upgrade\n")


def test_what_a_new_installation_holds(installed: Callable[[str], Run], tmp_path: Path) -> None:
    installed("new")
    app = create_app(Settings(sqlite_url(tmp_path / "new.sqlite3"), tmp_path, "for tests", testing=True))
    with app.app_context():
        with db.engine.connect() as connection:
            filled = {
                table.name
                for table in Base.metadata.sorted_tables
                if connection.scalar(select(func.count()).select_from(table))
            }
        db.engine.dispose()
    assert filled == STARTS_WITH


def test_an_address_of_no_database_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CPD_INSTANCE_DIR", str(tmp_path))
    monkeypatch.setenv("CPD_DATABASE_URL", "mysql://me:secret@localhost/cpd")
    refused = CliRunner().invoke(main, ["doctor"])
    assert refused.exit_code == 1
    assert refused.stderr.startswith("CPD_DATABASE_URL must begin with postgresql+psycopg://")
    assert "secret" not in refused.output
