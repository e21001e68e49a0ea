"""The session, and the one place that commits.

A session reads until :func:`transaction` is entered; a write outside it raises. SQLite gets the pragmas and the
explicit ``BEGIN`` that its driver needs for real transactions (SQLAlchemy's documented recipe): plain for reading,
``IMMEDIATE`` for writing, so that no read-modify-write is lost between two processes. On PostgreSQL reading is
REPEATABLE READ, writing READ COMMITTED.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from cpd.core.changes import record_changes, table_written
from cpd.core.models import Base

db = SQLAlchemy(model_class=Base, disable_autonaming=True)

# For what writes beside the session: migrations and the loading of a backup.
WRITING = {"cpd_writing": True}


class WriteOutsideTransaction(RuntimeError):
    """A row was about to be written outside ``with transaction():``. A fault in the program, never in the input."""


class NestedTransaction(RuntimeError):
    """``transaction()`` inside ``transaction()``: two places would commit."""


@contextmanager
def transaction() -> Iterator[Session]:
    """Open a writing transaction on the request's session; commit at the end, roll back on any exception.

    The reading transaction before it ends, so rows loaded earlier are read again inside: what a service checks is
    what it changes.
    """
    session = db.session()
    if session.info.get("writing"):
        raise NestedTransaction
    session.rollback()
    with _turn_of(session.get_bind()):
        yield from _written(session)


def _written(session: Session) -> Iterator[Session]:
    session.info["writing"] = True
    written: set[str] = set()
    try:
        connection = session.connection(execution_options={**WRITING, "cpd_written": written})
        yield session
        session.flush()
        # Closed: what was written has been rolled back inside.
        if not connection.closed:
            record_changes(connection, frozenset(written))
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.info["writing"]


# SQLite has one writer. Those of one process take turns here, each as soon as the one before is done; in SQLite itself
# they would look again after pauses that grow, and whoever came first might wait longest.
_TURNS: WeakKeyDictionary[Engine | Connection, threading.Lock] = WeakKeyDictionary()
_BUSY_SECONDS = 15


@contextmanager
def _turn_of(engine: Engine | Connection) -> Iterator[None]:
    turn = _TURNS.get(engine)
    if turn is None:
        yield
        return
    # After this long SQLite says itself that it is busy.
    has_turn = turn.acquire(timeout=_BUSY_SECONDS)
    try:
        yield
    finally:
        if has_turn:
            turn.release()


def configure_engine(engine: Engine) -> None:
    """Attach the write guard, and what each database needs at connect and begin."""
    event.listen(engine, "before_cursor_execute", _refuse_stray_writes)
    if engine.dialect.name == "sqlite":
        _TURNS[engine] = threading.Lock()
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "begin", _write_what_is_there)


def _refuse_stray_writes(
    connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
) -> None:
    table = table_written(statement)
    if table is None:
        return
    options = connection.get_execution_options()
    if not options.get("cpd_writing"):
        raise WriteOutsideTransaction(statement.split(None, 3)[:3])
    if "cpd_written" in options:
        options["cpd_written"].add(table)


def _set_pragmas(dbapi_connection: Any, record: Any) -> None:
    dbapi_connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={_BUSY_SECONDS * 1000}"):
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _prepare_postgresql(dbapi_connection: Any, record: Any) -> None:
    """Reading sees one moment from its first statement to its last, as on SQLite. A page never mixes two.

    PostgreSQL would also compile a long statement for seconds to save milliseconds (docs/adr/0003).
    """
    dbapi_connection.execute("SET default_transaction_isolation = 'repeatable read'")
    dbapi_connection.execute("SET jit = off")
    # A day that the database makes of an instant is that of UTC, as on SQLite, whatever the server is set to.
    dbapi_connection.execute("SET timezone = 'UTC'")
    dbapi_connection.commit()


def _write_what_is_there(connection: Connection) -> None:
    """Writing waits for who wrote before and then sees what they wrote, where reading would be refused."""
    if connection.get_execution_options().get("cpd_writing"):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("cpd_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
