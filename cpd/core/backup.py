"""A consistent copy of the whole database in one file, and back again, on either engine.

The file is a ZIP: ``manifest.json`` (schema revision, when, rows and SHA-256 of each table) and one JSON line a row in
``tables/NAME.jsonl``. A copy taken on SQLite can be restored into PostgreSQL, and the other way round.
"""

import base64
import datetime as dt
import hashlib
import json
import uuid
import zipfile
from collections.abc import Collection, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, Engine, Enum, LargeBinary, Numeric, Table, Time, Uuid, func, insert, select
from sqlalchemy.types import TypeEngine

from cpd.core.database import WRITING
from cpd.core.errors import DomainError
from cpd.core.models import Base, UTCDateTime

_BATCH = 2_000


class BackupError(DomainError):
    """The copy cannot be made or read back; the message says why."""


def write_backup(engine: Engine, path: Path, revision: str, at: dt.datetime) -> int:
    """Copy every table, as of one moment, into ``path``; the server may run meanwhile. Returns the rows copied.

    Raises ``BackupError`` when the file is there already or cannot be written.
    """
    if path.exists():
        raise BackupError(f"{path} is there already; choose another name.")
    partial = path.with_name(path.name + ".partial")
    try:
        # As confidential as the database: readable by its owner alone.
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive, _as_of_now(engine) as connection:
            tables = {table.name: _write_table(connection, archive, table) for table in Base.metadata.sorted_tables}
            manifest = {"format": 1, "revision": revision, "made_at": at.isoformat(), "tables": tables}
            archive.writestr("manifest.json", json.dumps(manifest, indent=2))
        partial.replace(path)
    except OSError as fault:
        raise BackupError(f"{path} cannot be written: {fault.strerror}.") from None
    finally:
        partial.unlink(missing_ok=True)
    return sum(int(table["rows"]) for table in tables.values())


def _as_of_now(engine: Engine) -> Connection:
    """A connection that sees one moment throughout; a reading transaction of SQLite does so by itself."""
    if engine.dialect.name == "postgresql":
        return engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine.connect()


def _write_table(connection: Connection, archive: zipfile.ZipFile, table: Table) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as file:
        result = connection.execution_options(yield_per=_BATCH).execute(select(table))
        for row in result:
            line = json.dumps([_to_json(value) for value in row], ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            file.write(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest(), "columns": [column.name for column in table.columns]}


def read_backup(engine: Engine, path: Path, revision: str, starts_with: Collection[str] = ()) -> int:
    """Fill an empty, upgraded database from ``path`` in one transaction. Returns the rows restored.

    ``starts_with`` names the tables that every installation starts with: a database that holds nothing else has not
    been used yet, and their rows give way to those of the copy.

    Raises ``BackupError`` for a damaged file, another schema revision, or a database that holds rows already.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            if manifest["revision"] != revision:
                raise BackupError(
                    f"The copy was made with schema {manifest['revision']} and this database has {revision}. "
                    "Restore it with the version of the program that made it, then upgrade."
                )
            with engine.connect().execution_options(**WRITING) as connection, connection.begin():
                _refuse_rows(connection, starts_with)
                if engine.dialect.name == "sqlite":
                    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
                for table in reversed(Base.metadata.sorted_tables):
                    if table.name in starts_with:
                        connection.execute(table.delete())
                return sum(
                    _read_table(connection, archive, table, manifest["tables"][table.name])
                    for table in Base.metadata.sorted_tables
                )
    except (OSError, zipfile.BadZipFile, KeyError, json.JSONDecodeError) as fault:
        raise BackupError(f"{path} cannot be read as a copy made by cpd backup: {fault}") from None


def _refuse_rows(connection: Connection, starts_with: Collection[str]) -> None:
    for table in Base.metadata.sorted_tables:
        if table.name not in starts_with and connection.scalar(select(func.count()).select_from(table)):
            raise BackupError(f"The database is not empty (it has rows in {table.name}); restore into a new one.")


def _read_table(connection: Connection, archive: zipfile.ZipFile, table: Table, entry: dict[str, Any]) -> int:
    digest, rows = hashlib.sha256(), 0
    columns = [table.columns[name] for name in entry["columns"]]
    for batch in _batches(archive, table.name):
        for line in batch:
            digest.update(line)
        values = [
            {
                column.name: _from_json(column.type, value)
                for column, value in zip(columns, json.loads(line), strict=True)
            }
            for line in batch
        ]
        connection.execute(insert(table), values)
        rows += len(batch)
    if digest.hexdigest() != entry["sha256"]:
        raise BackupError(f"The copy is damaged: table {table.name} does not match its SHA-256.")
    return rows


def _batches(archive: zipfile.ZipFile, name: str) -> Iterator[list[bytes]]:
    with archive.open(f"tables/{name}.jsonl") as file:
        batch: list[bytes] = []
        for line in file:
            batch.append(line)
            if len(batch) == _BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


def _to_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID | Decimal):
        return str(value)
    return value


def _from_json(column_type: TypeEngine[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column_type, UTCDateTime):
        return dt.datetime.fromisoformat(value)
    for sql_type, read in (
        (Uuid, uuid.UUID),
        (Date, dt.date.fromisoformat),
        (Time, dt.time.fromisoformat),
        (Numeric, Decimal),
        (LargeBinary, base64.b64decode),
    ):
        if isinstance(column_type, sql_type):
            return read(value)
    if isinstance(column_type, Enum) and column_type.enum_class is not None:
        return column_type.enum_class(value)
    return value
