"""What time it is. Routes, commands and the actor ask; rules and services are told."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_pinned: ContextVar[dt.datetime | None] = ContextVar("pinned_now", default=None)


def now() -> dt.datetime:
    """This instant, in UTC."""
    return _pinned.get() or dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The calendar day in England."""
    return now().astimezone(LONDON).date()


@contextmanager
def pinned(instant: dt.datetime) -> Iterator[None]:
    """Hold the clock at ``instant`` (aware): for seeds that are the same each time, and for tests."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    token = _pinned.set(instant.astimezone(dt.UTC))
    try:
        yield
    finally:
        _pinned.reset(token)
