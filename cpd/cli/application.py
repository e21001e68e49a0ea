"""Every command runs inside the application, and answers a refusal with one sentence and its exit status."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from cpd.app import create_app
from cpd.core.database import db
from cpd.core.errors import DomainError
from cpd.core.schema import current_revision, newest_revision
from cpd.core.settings import BadSetting


def in_application(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a click command in the application context of the database that the settings name.

    A test passes its own application as the context's ``obj``.
    """

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        context = click.get_current_context()
        try:
            app = context.find_object(Flask)
            if app is not None:
                with app.app_context():
                    return command(*args, **kwargs)
            with create_app().app_context(), _closing_connections():
                return command(*args, **kwargs)
        except (DomainError, BadSetting) as refusal:
            raise Refused(str(refusal)) from None

    return run


@contextmanager
def _closing_connections() -> Iterator[None]:
    """Leave no connection open behind a command."""
    try:
        yield
    finally:
        db.session.remove()
        db.engine.dispose()


def on_ready_database(command: Callable[..., Any]) -> Callable[..., Any]:
    """Like :func:`in_application`, and refuse kindly when the database cannot be reached, has no tables yet or
    those of another version of the program.
    """

    @in_application
    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            ready = inspect(db.engine).has_table("person")
            revision = current_revision(db.engine)
        except OperationalError as fault:
            raise Refused(f"The database cannot be reached: {fault.orig}") from None
        if not ready:
            raise Refused("The database has no tables yet. Run: cpd db upgrade")
        if revision not in {None, newest_revision()}:
            raise Refused(
                f"The database has schema {revision}, and this version of the program works with {newest_revision()}. "
                "Run: cpd db upgrade"
            )
        return command(*args, **kwargs)

    return run


class Refused(click.ClickException):
    """The reason on standard error, exit status 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)
