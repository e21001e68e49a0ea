"""Rows by the million: past SQLAlchemy's statements, through its types, into the driver."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.orm import Session

from cpd.core.models import Base

Row = Sequence[Any]


class Loader:
    """Writes rows into tables: by ``COPY`` on PostgreSQL, by one prepared statement on SQLite."""

    def __init__(self, session: Session) -> None:
        self.connection: Connection = session.connection()

    def load(self, model: type[Base], columns: str, rows: Iterable[Row]) -> None:
        """``columns`` names what the values of a row are, in their order."""
        table = model.__table__
        assert isinstance(table, Table)
        names = columns.split()
        values = self._as_stored(table, names, rows)
        driver: Any = self.connection.connection.driver_connection
        quoted = ", ".join(f'"{name}"' for name in names)
        if self.connection.dialect.name == "sqlite":
            marks = ", ".join("?" for _ in names)
            driver.executemany(f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})', values)  # noqa: S608  # names of our own tables
            return
        with driver.cursor().copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:
            for row in values:
                copy.write_row(row)

    def _as_stored(self, table: Table, names: list[str], rows: Iterable[Row]) -> Iterator[list[Any]]:
        """The values as the types of the columns would bind them."""
        dialect = self.connection.dialect
        converters: list[tuple[int, Callable[[Any], Any]]] = []
        for position, name in enumerate(names):
            converter = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
            if converter is not None:
                converters.append((position, converter))
        for row in rows:
            stored = list(row)
            for position, convert in converters:
                stored[position] = convert(stored[position])
            yield stored
