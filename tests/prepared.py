"""Rows that many tests begin with: written once in a process by the code that makes them, put back after that."""

import copy
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import CompoundSelect, Connection, Table, exists, insert, literal, select, union_all
from sqlalchemy.orm import Session

from cpd.core.changes import TableChange
from cpd.core.database import transaction
from cpd.core.models import Base

Result = TypeVar("Result")
Rows = list[tuple[Table, list[dict[str, Any]]]]

# What a writing transaction notes about tables (core/changes.py) is never put back: each transaction notes its own.
_TABLES = [table for table in Base.metadata.sorted_tables if table.name != TableChange.__tablename__]


def tables_with_rows(connection: Connection) -> set[str]:
    """The names of all tables that are not empty, found in one statement."""
    return set(connection.scalars(_which_tables()))


# Putting it together takes longer than asking.
@cache
def _which_tables() -> CompoundSelect[Any]:
    tables = Base.metadata.sorted_tables
    return union_all(*(select(literal(table.name)).where(exists(select(1).select_from(table))) for table in tables))


class Prepared:
    """What was made under a name, after what else, for as long as the process lives."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, ...], tuple[Rows, Any]] = {}
        # What this test has already, in the order of its coming, with what it gave.
        self._there: dict[str, Any] = {}

    def put(self, name: str, make: Callable[[Session], Result]) -> Result:
        """Have the rows that ``make`` writes, once a test, and what it gives. It fills tables that were empty alone."""
        if name not in self._there:
            key = (*self._there, name)
            with transaction() as session:
                if key not in self._made:
                    self._made[key] = _make(session, make)
                else:
                    for table, rows in self._made[key][0]:
                        session.execute(insert(table), rows)
            self._there[name] = copy.deepcopy(self._made[key][1])
        result: Result = self._there[name]
        return result

    def forget(self) -> None:
        """The tables are empty again."""
        self._there.clear()


def _make(session: Session, make: Callable[[Session], Result]) -> tuple[Rows, Result]:
    connection = session.connection()
    before = tables_with_rows(connection)
    result = make(session)
    session.flush()
    rows = [
        (table, [dict(row) for row in connection.execute(select(table)).mappings()])
        for table in _TABLES
        if table.name not in before
    ]
    return [(table, of_table) for table, of_table in rows if of_table], result
