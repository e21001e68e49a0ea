"""A copy of everything, and back again."""

import json
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpd.app import create_app
from cpd.core.backup import BackupError, read_backup, write_backup
from cpd.core.database import db, transaction
from cpd.core.models import Base
from cpd.core.settings import Settings, sqlite_url
from cpd.people.models import Person
from tests.world import NOW, World


@pytest.fixture
def elsewhere(tmp_path: Path) -> Flask:
    """An empty installation on SQLite, whichever engine the copy comes from."""
    app = create_app(
        Settings(sqlite_url(tmp_path / "new.sqlite3"), instance_dir=tmp_path, secret_key="another", testing=True)
    )
    with app.app_context(), transaction() as session:
        Base.metadata.create_all(session.connection())
    return app


def _rows() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def test_a_copy_comes_back_whole(session: Session, trust: World, elsewhere: Flask, tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    before = _rows()
    assert write_backup(db.engine, file, "1", NOW) == sum(before.values())
    assert file.stat().st_mode & 0o077 == 0
    with elsewhere.app_context():
        assert read_backup(db.engine, file, "1") == sum(before.values())
        assert _rows() == before
        person = db.session.get(Person, trust.person("ta"))
        assert person is not None
        assert person.name == "Łukasz Thorn"
        db.session.remove()
        db.engine.dispose()


def test_a_database_with_rows_is_left_alone(session: Session, trust: World, tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    write_backup(db.engine, file, "1", NOW)
    before = _rows()
    with pytest.raises(BackupError, match="not empty"):
        read_backup(db.engine, file, "1")
    assert _rows() == before


def test_another_schema_is_refused(session: Session, trust: World, elsewhere: Flask, tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    write_backup(db.engine, file, "1", NOW)
    with elsewhere.app_context():
        with pytest.raises(BackupError, match="schema 1"):
            read_backup(db.engine, file, "2")
        db.engine.dispose()


def test_a_damaged_copy_leaves_nothing(session: Session, trust: World, elsewhere: Flask, tmp_path: Path) -> None:
    file, damaged = tmp_path / "copy.zip", tmp_path / "damaged.zip"
    write_backup(db.engine, file, "1", NOW)
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(damaged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "manifest.json":
                manifest = json.loads(content)
                manifest["tables"]["person"]["sha256"] = "0" * 64
                content = json.dumps(manifest).encode()
            target.writestr(name, content)
    with elsewhere.app_context():
        with pytest.raises(BackupError, match="damaged"):
            read_backup(db.engine, damaged, "1")
        assert sum(_rows().values()) == 0
        db.engine.dispose()


def test_an_earlier_copy_is_not_overwritten(session: Session, trust: World, tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    file.write_text("mine")
    with pytest.raises(BackupError, match="already"):
        write_backup(db.engine, file, "1", NOW)
    assert file.read_text() == "mine"
