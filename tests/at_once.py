"""Two people who save at the same moment: the second begins while the first has written and not yet committed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from cpd.core.access import Forbidden, NotFound
from cpd.core.database import transaction
from cpd.core.errors import DomainError

# Where the second waits for the first, as it should, the first goes on after this long.
_PATIENCE = 0.3


def at_once(app: Flask, first: Callable[[Session], Any], second: Callable[[Session], Any]) -> tuple[str, str]:
    """What came of each: ``done``, or the name of what refused it."""
    has_written, is_over = Event(), Event()

    def earlier() -> str:
        with app.app_context():
            try:
                with transaction() as writing:
                    first(writing)
                    writing.flush()
                    has_written.set()
                    is_over.wait(timeout=_PATIENCE)
            except (DomainError, Forbidden, NotFound) as error:
                return type(error).__name__
            finally:
                has_written.set()
        return "done"

    def later() -> str:
        has_written.wait(timeout=10)
        try:
            with app.app_context(), transaction() as writing:
                second(writing)
        except (DomainError, Forbidden, NotFound) as error:
            return type(error).__name__
        finally:
            is_over.set()
        return "done"

    with ThreadPoolExecutor(2) as threads:
        answers = threads.submit(earlier), threads.submit(later)
        return answers[0].result(), answers[1].result()
