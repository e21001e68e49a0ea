"""May this happen? The two answers every door knows: not there (404) and not yours to do (403)."""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


class NotFound(Exception):
    """The record is not there, or not visible to who asks. The two look the same from outside."""


class Forbidden(Exception):
    """The record is visible, but this change or page is not for who asks."""


def require(allowed: bool) -> None:
    """Refuse with :class:`Forbidden` unless ``allowed``. Every service starts with it."""
    if not allowed:
        raise Forbidden


def found(row: T | None) -> T:
    """The row, or :class:`NotFound`."""
    if row is None:
        raise NotFound
    return row


def public(view: F) -> F:
    """Mark a view as open to people who have not signed in. Everything else needs an account."""
    view.is_public = True  # type: ignore[attr-defined]  # a mark on a function, read by the gate in app.py
    return view
