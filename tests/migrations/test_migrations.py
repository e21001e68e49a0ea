"""Revisions of the schema, up and down, on databases that hold rows."""

import datetime as dt
import importlib
import uuid
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select, text
from sqlalchemy.engine import make_url

from cpd.app import create_app
from cpd.core import paths
from cpd.core.database import WRITING, db, transaction
from cpd.core.models import Base
from cpd.core.settings import Settings, sqlite_url
from cpd.insight.starting import load_what_every_trust_starts_from
from cpd.training.models import Course
from tests.world import ROOMS, build_world


@pytest.fixture
def fresh_app(engine_name: str, database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty database without tables."""
    in_a_file = engine_name == "sqlite"
    url = sqlite_url(tmp_path / "fresh.sqlite3") if in_a_file else _new_postgresql_database(database_url, tmp_path)
    app = create_app(Settings(url, instance_dir=tmp_path, secret_key="for tests only", testing=True))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _new_postgresql_database(server_url: str, folder: Path) -> str:
    name = f"fresh_{uuid.uuid4().hex}"
    app = create_app(Settings(server_url, instance_dir=folder, secret_key="for tests only", testing=True))
    with app.app_context():
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        db.engine.dispose()
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def _revisions() -> list[str]:
    """From the first to the newest."""
    return [revision.revision for revision in ScriptDirectory(str(paths.MIGRATIONS)).walk_revisions()][::-1]


def _rows() -> dict[str, int]:
    names = set(inspect(db.engine).get_table_names())
    with db.engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name in names
        }


def _populate() -> None:
    """Rows in every room: the small trust, and the records that the access matrix is tried on."""
    with transaction() as session:
        load_what_every_trust_starts_from(session)
        world = build_world(session)
    for room in ROOMS:
        make = getattr(importlib.import_module(f"tests.{room}.access"), "examples", None)
        if make is not None:
            make(db.session(), world)
    # What they read last is a transaction still open, and PostgreSQL would wait for its end to drop a table.
    db.session.remove()


def test_the_revisions_make_exactly_the_models(fresh_app: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_revision_goes_down_and_up_again_and_keeps_the_rows_below(fresh_app: Flask) -> None:
    upgrade()
    _populate()
    revisions = _revisions()
    for lower, upper in reversed(list(pairwise(revisions))):
        before = _rows()
        downgrade(revision=lower)
        below = _rows()
        assert below == {name: count for name, count in before.items() if name in below}
        upgrade(revision=upper)
        after = _rows()
        assert {name: after[name] for name in below} == below
        downgrade(revision=lower)
    downgrade(revision="base")
    assert _rows() == {}
    upgrade()
    assert set(_rows()) == {table.name for table in Base.metadata.sorted_tables}


def test_whom_ambassadors_visited_this_year_they_support(fresh_app: Flask) -> None:
    upgrade()
    _populate()
    downgrade(revision="0008")
    upgrade(revision="0009")
    pairs = text("SELECT DISTINCT visitor_id, person_id FROM visit WHERE state <> 'withdrawn'")
    supports = text("SELECT ambassador_id, person_id FROM support WHERE ended_on IS NULL")
    with db.engine.connect() as connection:
        visited, supported = (sorted(map(str, connection.execute(query))) for query in (pairs, supports))
    assert supported == visited
    assert supported


def test_a_course_that_says_why_was_open_to_everybody_all_along(fresh_app: Flask) -> None:
    upgrade(revision="0013")
    said = (("A", "Out safely."), ("B", ""))
    with db.engine.connect().execution_options(**WRITING) as connection:
        for code, why in said:
            connection.execute(
                text(
                    "INSERT INTO course (id, code, title, category, standards, source, why, entered_at) "
                    "VALUES (:id, :code, :code, 'other', '[]', '', :why, '2026-09-01 10:00:00.000000+00:00')"
                ),
                {"id": uuid.uuid4().hex, "code": code, "why": why},
            )
        connection.commit()
    upgrade()
    published = db.session.execute(select(Course.code, Course.published_on))
    assert dict(iter(published)) == {"A": dt.date(2026, 9, 1), "B": None}


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(fresh_app: Flask) -> None:
    first, second = _revisions()[:2]
    upgrade(revision=first)
    blocked = min({table.name for table in Base.metadata.sorted_tables} - set(_rows()))
    with db.engine.connect().execution_options(**WRITING) as connection, connection.begin():
        connection.execute(text(f'CREATE TABLE "{blocked}" (in_the_way INTEGER)'))
    before = set(inspect(db.engine).get_table_names())
    with pytest.raises(Exception, match=blocked):
        upgrade()
    assert set(inspect(db.engine).get_table_names()) == before
    with db.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == first
    assert second != first
