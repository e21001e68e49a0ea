"""A generated trust taken many times, by one statement a table."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from cpd.core.models import Base
from cpd.people.models import Away, Person, Post, School
from cpd.training.models import Completion, Exemption

# Of a trust made by ``generated`` every key begins with these three digits; the copies have the numbers after.
_KEYS_BEGIN = 0x018
MOST_COPIES = 999
_COPIED: tuple[type[Base], ...] = (School, Person, Post, Away, Completion, Exemption)
_KEYS = frozenset({"id", "person_id", "school_id", "line_manager_id"})


@dataclass(frozen=True)
class _Words:
    """What is said otherwise by the two databases."""

    key: str
    number: str


_SQLITE = _Words(f"printf('%03x', {_KEYS_BEGIN} + n) || substr({{0}}, 4)", "n")
_POSTGRESQL = _Words(f"(lpad(to_hex({_KEYS_BEGIN} + n), 3, '0') || substr({{0}}::text, 4))::uuid", "n::text")


def multiply(session: Session, times: int) -> None:
    """Schools, people, posts and training of the trust stand ``times`` times in the end; courses and roles once."""
    assert 1 < times <= MOST_COPIES + 1
    words = _SQLITE if session.get_bind().dialect.name == "sqlite" else _POSTGRESQL
    for model in _COPIED:
        table = str(model.__tablename__)
        names = [column.name for column in model.__table__.columns]
        values = ", ".join(_copied(table, name, words) for name in names)
        # From a table of its own: SQLite would put all the new rows aside before it writes the first.
        session.execute(text(f"CREATE TEMPORARY TABLE once AS SELECT * FROM {table}"))  # noqa: S608  # our own tables
        session.execute(
            text(
                f"INSERT INTO {table} ({', '.join(names)}) "  # noqa: S608  # names of our own tables
                f"WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < {times - 1}) "
                f"SELECT {values} FROM copy CROSS JOIN once"
            )
        )
        session.execute(text("DROP TABLE once"))


def _copied(table: str, name: str, words: _Words) -> str:
    if name in _KEYS:
        return words.key.format(name)
    if name == "urn":
        return "urn + 100 * n"
    if name == "staff_code":
        return f"staff_code || '-' || {words.number}"
    return "NULL" if (table, name) == ("person", "email") else name
