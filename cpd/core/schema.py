"""Which revision of the schema a database has, and which it should have."""

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from cpd.core import paths


def current_revision(engine: Engine) -> str | None:
    """The revision of the database, or nothing before its first upgrade."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision that this version of the program works with."""
    head = ScriptDirectory(str(paths.MIGRATIONS)).get_current_head()
    assert head is not None
    return head
