"""Which revision of the schema a database has."""

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine


def current_revision(engine: Engine) -> str | None:
    """The revision of the database, or nothing before its first upgrade."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
