"""The base of every table: keys, instants, enums.

Models subclass :class:`Base` directly, so the domain needs neither Flask nor ``db.Model``.
"""

import datetime as dt
import os
import time
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Dialect, Enum, MetaData, String, Uuid, and_, or_
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> uuid.UUID:
    """A version 7 UUID (RFC 9562): time comes first, so that index pages fill in order."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


class UTCDateTime(TypeDecorator[dt.datetime]):
    """An instant: aware on the way in and out, kept as UTC (SQLite would lose the zone)."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def enum_type(enum: type[StrEnum]) -> Enum:
    """A column type that stores the values of a ``StrEnum`` as plain strings, never a native enum."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={dt.datetime: UTCDateTime(), uuid.UUID: Uuid(), str: String()},
    )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {getattr(self, 'id', None)}>"


class Identified:
    """A row with a UUID key made by us, known before the row is written."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)


def holds(period: Any, day: dt.date) -> ColumnElement[bool]:
    """SQL: the period of a model with ``started_on`` and ``ended_on`` holds ``day``."""
    return and_(period.started_on <= day, or_(period.ended_on.is_(None), period.ended_on >= day))
