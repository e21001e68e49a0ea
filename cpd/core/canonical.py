"""Frozen dataclasses as canonical JSON and back: the same value always gives the same bytes, and so the same hash.

Keys are sorted, there are no spaces, text is UTF-8 as it is, and there are whole numbers, texts, dates and instants
(in UTC) only: nothing that two machines could write differently.
"""

import dataclasses
import datetime as dt
import json
import types
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def canonical_json(value: Any) -> str:
    """The canonical JSON of a frozen dataclass of plain values and tuples of such. Raises ``TypeError``."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def from_canonical_json(kind: type[T], text: str) -> T:
    """The dataclass that ``text`` was written from."""
    return cast("T", _typed(kind, json.loads(text)))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical form")


@cache
def _types(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _typed(kind: Any, value: Any) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        if value is None:
            return None
        kind = next(part for part in get_args(kind) if part is not types.NoneType)
    if get_origin(kind) is tuple:
        return tuple(_typed(get_args(kind)[0], item) for item in value)
    if dataclasses.is_dataclass(kind):
        return cast("Any", kind)(
            # A record of an earlier form has fewer names; what it lacks is what the class says of it.
            **{name: _typed(part, value[name]) for name, part in _types(cast("Any", kind)).items() if name in value}
        )
    return kind.fromisoformat(value) if kind in (dt.date, dt.datetime) else value
