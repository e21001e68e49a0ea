"""How Alembic reaches the database. See docs/adr/0002-migrations-on-sqlite.md."""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Enum, inspect

from cpd.core.changes import TableChange, change_everything
from cpd.core.database import WRITING
from cpd.core.models import Base, UTCDateTime


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our own column types into a revision as what they are in the database, so that it never changes."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def run_migrations() -> None:
    """Run revisions in one transaction, on the application's own engine."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect().execution_options(**WRITING) as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Rebuilding a table drops it, and with foreign keys on that would delete the rows that point at it.
            # The pragma does nothing inside a transaction, so it goes to the driver before one begins.
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        try:
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                render_as_batch=True,
                compare_type=True,
                render_item=render_item,
                # SQLite's DDL is transactional once the driver leaves BEGIN to us (core.database); Alembic assumes not.
                transactional_ddl=True,
                transaction_per_migration=False,
            )
            with context.begin_transaction():
                context.run_migrations()
                if inspect(connection).has_table(TableChange.__tablename__):
                    change_everything(connection)
                if sqlite:
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise RuntimeError(f"the migration would leave rows that point nowhere: {broken[:3]}")
        finally:
            if sqlite:
                connection.rollback()
                connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")


run_migrations()
