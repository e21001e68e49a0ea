"""A trust under measurement: its application, its personas and what they look at."""

import datetime as dt
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select, text

from benchmarks.generated import write_trust
from benchmarks.invented import NOW, Size
from benchmarks.multiplied import multiply
from cpd.accounts.models import Account, SignIn
from cpd.accounts.personas import Persona, demonstration_personas
from cpd.accounts.secrets import hashed, new_secret
from cpd.app import create_app
from cpd.cli.database import upgrade_database
from cpd.cli.serve import leave_what_stays
from cpd.core import clock
from cpd.core.database import db, transaction
from cpd.core.settings import DEMONSTRATION_DATABASE, Settings, sqlite_url
from cpd.people.models import Post, School
from cpd.training.models import Completion


@dataclass
class World:
    """One trust in one database."""

    name: str
    app: Flask
    people: int
    posts: int
    schools: int
    completions: int
    cast: dict[str, Persona]

    def client(self, part: str | None) -> FlaskClient:
        """A client signed in as the persona who plays a part; without a part, somebody who has not signed in."""
        return self.app.test_client() if part is None else self.client_of(self.cast[part].person_id)

    def client_of(self, person_id: uuid.UUID) -> FlaskClient:
        """A client signed in as somebody who has an account."""
        client, secret = self.app.test_client(), new_secret()
        with self.app.app_context(), transaction() as session:
            account_id = session.scalars(select(Account.id).where(Account.person_id == person_id)).one()
            session.add(
                SignIn(
                    account_id=account_id,
                    secret_hash=hashed(secret),
                    started_at=NOW,
                    expires_at=NOW + dt.timedelta(hours=12),
                )
            )
        with client.session_transaction() as cookie:
            cookie["sign_in"] = secret
        return client

    def person_id(self, part: str) -> uuid.UUID:
        return self.cast[part].person_id

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """The statements sent to the database meanwhile; what begins or ends a transaction is not among them."""
        statements: list[str] = []

        def listen(connection: object, cursor: object, statement: str, *rest: object) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA", "SET TRANSACTION")):
                statements.append(statement)

        with self.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", listen)
        try:
            yield statements
        finally:
            event.remove(engine, "before_cursor_execute", listen)

    def close(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def command(instance: Path, *arguments: str) -> None:
    """Run ``cpd`` as a person would, with a folder of its own. A failure ends the measurement."""
    # Told to write no bytecode, Python would compile the whole program at every start, which nobody's own machine does.
    kept_out = ("CPD_", "PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(kept_out)}
    done = subprocess.run(
        [str(Path(sys.executable).with_name("cpd")), *arguments],
        env=environment | {"CPD_INSTANCE_DIR": str(instance)},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"cpd {' '.join(arguments)} ended with {done.returncode}: {done.stderr[-2000:]}")


def demonstration(folder: Path) -> World:
    """The trust of ``cpd demo``; made unless the folder has it."""
    command(folder, "demo", "--no-serve")
    return _opened("demonstration", sqlite_url(folder / DEMONSTRATION_DATABASE), folder)


def reopened(world: World, url: str, folder: Path) -> World:
    """The same trust in a copy of its database."""
    return _opened(world.name, url, folder)


def generated(folder: Path, size: Size) -> World:
    """A generated trust on SQLite; made unless the folder has it."""
    folder.mkdir(parents=True, exist_ok=True)
    return _filled("generated", sqlite_url(folder / f"generated-{size.people}.sqlite3"), folder, size, _settle_sqlite)


def generated_on_postgresql(url: str, folder: Path, size: Size) -> World:
    return _filled("generated", url, folder, size, _settle_postgresql)


def engine_of(world: World) -> str:
    with world.app.app_context():
        return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[db.engine.dialect.name]


def multiplied(world: World, times: int) -> World:
    """The same trust with all its schools and people so many times."""
    settings: Settings = world.app.extensions["cpd_settings"]
    with world.app.app_context():
        with transaction() as session:
            multiply(session, times)
        settle = _settle_sqlite if db.engine.dialect.name == "sqlite" else _settle_postgresql
        db.session.remove()
        settle()
        db.engine.dispose()
    return _opened(world.name, settings.database_url, settings.instance_dir)


def _filled(name: str, url: str, folder: Path, size: Size, settle: Callable[[], None]) -> World:
    app = _app(url, folder)
    with app.app_context(), clock.pinned(NOW):
        upgrade_database()
        if db.session.scalar(select(func.count()).select_from(Post)) == 0:
            with transaction() as session:
                write_trust(session, size)
            settle()
        db.session.remove()
        db.engine.dispose()
    return _opened(name, url, folder)


def _settle_sqlite() -> None:
    with db.engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _settle_postgresql() -> None:
    """What PostgreSQL's autovacuum does by itself some minutes after so large a load."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _app(url: str, folder: Path) -> Flask:
    return create_app(Settings(database_url=url, instance_dir=folder, secret_key=new_secret()))


def _opened(name: str, url: str, folder: Path) -> World:
    app = _app(url, folder)
    with app.app_context():
        session = db.session()
        posts, schools, completions = (
            session.scalar(select(func.count()).select_from(model)) or 0 for model in (Post, School, Completion)
        )
        people = session.scalar(select(func.count(Post.person_id.distinct()))) or 0
        cast = {persona.part: persona for persona in demonstration_personas(session, NOW.date())}
        db.session.remove()
    leave_what_stays()
    return World(name, app, people, posts, schools, completions, cast)
