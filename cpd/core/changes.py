"""Which tables have changed, so that what was reckoned from them may be kept for as long as they have not.

Every writing transaction gives each table it wrote to another state, in the same commit (docs/adr/0011). What the
database changes by itself, because a row that a foreign key points at has gone, is noticed with the table of that row.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Collection, Hashable, Sized
from functools import cached_property
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from cachetools import LRUCache
from sqlalchemy import Connection, String, select, text, update
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from cpd.core.models import Base

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "TRUNCATE")
_WRITE = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|MERGE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM|"
    r'TRUNCATE(?:\s+TABLE)?)\s+(?:ONLY\s+)?"?(\w+)',
    re.IGNORECASE,
)
Result = TypeVar("Result", bound=Sized)
States = frozenset[tuple[str, str]]
# Text, since both databases know this form of INSERT and SQLAlchemy has one of its own for each.
_SET_STATE = text(
    "INSERT INTO table_change (table_name, state) VALUES (:table_name, :state) "
    "ON CONFLICT (table_name) DO UPDATE SET state = excluded.state"
)


class TableChange(Base):
    """The state of one table that somebody watches: as long as it is the same, so are its rows."""

    __tablename__ = "table_change"

    table_name: Mapped[str] = mapped_column(String(63), primary_key=True)
    # Drawn by lot, not counted: a database brought back from a backup never repeats a state with other rows.
    state: Mapped[str] = mapped_column(String(32))


_STATES = select(TableChange.table_name, TableChange.state)


def table_written(statement: str) -> str | None:
    """The table that an SQL statement writes to; nothing where it only reads.

    Raises ``ValueError`` for a write that does not name its table first.
    """
    if not statement.lstrip().upper().startswith(_WRITES):
        return None
    match = _WRITE.match(statement)
    if match is None:
        raise ValueError(f"it cannot be told which table this writes to: {statement[:60]}")
    return match[1]


def record_changes(connection: Connection, tables: Collection[str]) -> None:
    """Give each of these tables that somebody watches another state.

    In the order of their names, so that two transactions never wait crosswise. A process that writes has made the
    application, and with it every ``Kept``.
    """
    watched = frozenset[str]().union(*(kept.tables for kept in _EVERY))
    state = _new_state()
    rows = [{"table_name": name, "state": state} for name in sorted(watched.intersection(tables))]
    if rows:
        connection.execute(_SET_STATE, rows)


def change_everything(connection: Connection) -> None:
    """Give every table another state: the schema has changed, and perhaps rows with it."""
    connection.execute(update(TableChange).values(state=_new_state()))


def _new_state() -> str:
    return secrets.token_hex(16)


def _read_states(session: Session) -> dict[str, str]:
    """The state of every table, read once in a reading transaction."""
    transaction: SessionTransaction | None
    states: dict[str, str]
    transaction, states = session.info.get("table_states", (None, {}))
    if transaction is None or transaction is not session.get_transaction():
        states = {row.table_name: row.state for row in session.execute(_STATES)}
        session.info["table_states"] = session.get_transaction(), states
    return states


_EVERY: WeakSet["Kept[Any]"] = WeakSet()


def forget_everything() -> None:
    """Keep nothing of what was kept, as after a start."""
    for kept in _EVERY:
        kept.forget()


class Kept(Generic[Result]):
    """What was reckoned from some tables, kept in this process until one of them changes.

    ``tables`` are all that the reckoning reads; ``most_rows`` is how much is kept, the lengths of the results together.
    Inside a writing transaction nothing is kept, since what it has written has no state yet.
    """

    def __init__(self, tables: Collection[str], most_rows: int) -> None:
        self._read = tables
        self._results: LRUCache[Hashable, Result] = LRUCache(most_rows, getsizeof=lambda result: max(1, len(result)))
        self._states: States = frozenset()
        self._most_rows = most_rows
        self._lock = Lock()
        self._reckoning: dict[Hashable, Lock] = {}
        _EVERY.add(self)

    def read(self, session: Session, key: Hashable, reckon: Callable[[], Result]) -> Result:
        """What ``reckon`` gives for ``key``: as it was kept, where no table has changed since.

        Of several who ask at once for what is not kept, one reckons and the others wait for it.
        """
        if session.info.get("writing"):
            return reckon()
        states = frozenset((name, state) for name, state in _read_states(session).items() if name in self.tables)
        if not states:
            return reckon()
        with self._lock:
            one_at_a_time = self._reckoning.setdefault((states, key), Lock())
        try:
            with one_at_a_time:
                found = self._find(states, key)
                if found is None:
                    found = reckon()
                    self._keep(states, key, found)
                return found
        finally:
            with self._lock:
                self._reckoning.pop((states, key), None)

    def state(self, session: Session) -> str:
        """A mark that is the same for as long as no table has changed; empty before any of them was ever written."""
        states = sorted((name, state) for name, state in _read_states(session).items() if name in self.tables)
        return hashlib.sha256(repr(states).encode()).hexdigest() if states else ""

    def _find(self, states: States, key: Hashable) -> Result | None:
        with self._lock:
            if states != self._states:
                # Whatever was kept is of tables that have changed; nobody asks for it again.
                self._results.clear()
                self._states = states
            return self._results.get(key)

    def _keep(self, states: States, key: Hashable, result: Result) -> None:
        with self._lock:
            if states == self._states and len(result) <= self._most_rows:
                self._results[key] = result

    @cached_property
    def tables(self) -> frozenset[str]:
        """The tables that are watched: those that are read, and those whose rows take or empty some of theirs along."""
        watched, to_do = set[str](), list(self._read)
        while to_do:
            name = to_do.pop()
            if name not in watched:
                watched.add(name)
                keys = Base.metadata.tables[name].foreign_keys
                to_do += [key.column.table.name for key in keys if key.ondelete is not None]
        return frozenset(watched)

    def forget(self) -> None:
        with self._lock:
            self._results.clear()
