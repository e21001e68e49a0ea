"""Which tables have changed, so that what was reckoned from them may be kept for as long as they have not.

Every writing transaction gives each table it wrote to another state, in the same commit (docs/adr/0011). What the
database changes by itself, because a row that a foreign key points at has gone, is noticed with the table of that row.
"""

import re
import secrets
from collections.abc import Callable, Collection, Hashable, Iterable, Sized
from functools import cached_property
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from cachetools import LRUCache
from sqlalchemy import Connection, String, select, text
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from cpd.core.models import Base

_WRITE = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|MERGE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM|"
    r'TRUNCATE(?:\s+TABLE)?)\s+(?:ONLY\s+)?"?(\w+)',
    re.IGNORECASE,
)
Result = TypeVar("Result", bound=Sized)
# Text, since both databases know this form of INSERT and SQLAlchemy has one of its own for each.
_NEW_STATE = text(
    "INSERT INTO table_change (table_name, state) VALUES (:table_name, :state) "
    "ON CONFLICT (table_name) DO UPDATE SET state = excluded.state"
)


class TableChange(Base):
    """The state of one table: equal states, equal rows. A table without one has never been written to."""

    __tablename__ = "table_change"

    table_name: Mapped[str] = mapped_column(String(63), primary_key=True)
    # Drawn by lot, not counted: a database brought back from a backup never repeats a state with other rows.
    state: Mapped[str] = mapped_column(String(32))


_STATES = select(TableChange.table_name, TableChange.state)


def table_written(statement: str) -> str | None:
    """The table that an SQL statement writes to, if it writes."""
    match = _WRITE.match(statement)
    return match[1] if match else None


def record_changes(connection: Connection, tables: Iterable[str]) -> None:
    """Give each table another state. In the order of their names, so that two transactions never wait crosswise."""
    state = secrets.token_hex(16)
    rows = [{"table_name": name, "state": state} for name in sorted(tables)]
    if rows:
        connection.execute(_NEW_STATE, rows)


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
        self._most_rows = most_rows
        self._lock = Lock()
        _EVERY.add(self)

    def read(self, session: Session, key: Hashable, reckon: Callable[[], Result]) -> Result:
        """What ``reckon`` gives for ``key``: as it was kept, where no table has changed since."""
        if session.info.get("writing"):
            return reckon()
        # Read before anything is reckoned: what changes meanwhile is at worst kept under the states before it.
        states = frozenset((name, state) for name, state in _read_states(session).items() if name in self.tables)
        if not states:
            return reckon()
        with self._lock:
            found = self._results.get((states, key))
        if found is None:
            found = reckon()
            if len(found) <= self._most_rows:
                with self._lock:
                    self._results[states, key] = found
        return found

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
