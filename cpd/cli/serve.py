"""``cpd serve``: the production server (gunicorn), and the one that the demonstration runs on."""

import gc
import os
from collections.abc import Callable
from typing import Any, TypeVar

import click
from flask import Flask, current_app
from gunicorn.app.base import BaseApplication
from sqlalchemy.engine import make_url
from whitenoise import WhiteNoise

from cpd.app import create_app
from cpd.cli.application import on_ready_database
from cpd.core import paths, security
from cpd.core.database import db
from cpd.core.settings import Settings
from cpd.core.worker import start_embedded_worker

Command = TypeVar("Command", bound=Callable[..., Any])

_YEAR_OF_SECONDS = 365 * 24 * 3600


def host_and_port(default_port: int) -> Callable[[Command], Command]:
    """The two options that every serving command has."""

    def decorate(command: Command) -> Command:
        command = click.option("--port", type=int, default=default_port, show_default=True, help="Port to listen on.")(
            command
        )
        return click.option(
            "--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for every one."
        )(command)

    return decorate


@click.command()
@host_and_port(5000)
@click.option("--threads", type=int, default=8, show_default=True, help="Requests answered at once by each process.")
@click.option(
    "--workers",
    type=int,
    default=None,
    help="Processes. One on SQLite; on PostgreSQL as many as the machine has cores, unless given.",
)
@on_ready_database
def serve(host: str, port: int, threads: int, workers: int | None) -> None:
    """Run the production server. Put an HTTPS proxy in front of it (docs/operations.md)."""
    db.engine.dispose()
    run_server(current_app.extensions["cpd_settings"], host, port, threads, workers)


def run_server(settings: Settings, host: str, port: int, threads: int = 8, workers: int | None = None) -> None:
    """Serve until stopped. SQLite is served by one process, so that its one writer is never far away."""
    is_sqlite = make_url(settings.database_url).get_backend_name() == "sqlite"
    Server(
        settings,
        {
            "bind": f"{host}:{port}",
            "workers": 1 if is_sqlite else workers or os.cpu_count() or 1,
            "threads": threads,
            "worker_class": "gthread",
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": _start_jobs,
        },
    ).run()  # type: ignore[no-untyped-call]  # gunicorn types only part of itself


class Server(BaseApplication):
    """Gunicorn with our application and our options; it reads no configuration of its own."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self.settings = settings
        self.options = options
        super().__init__()  # type: ignore[no-untyped-call]  # gunicorn types only part of itself

    def load_config(self) -> None:
        assert self.cfg is not None
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called in each worker process, after the fork."""
        self.flask_app = create_app(self.settings)
        with_static = WhiteNoise(
            self.flask_app.wsgi_app,
            root=str(paths.STATIC),
            prefix="static/",
            max_age=_YEAR_OF_SECONDS,
            allow_all_origins=False,
            add_headers_function=security.add_to_static,
        )
        self.flask_app.wsgi_app = with_static  # type: ignore[method-assign]  # the documented way to wrap Flask
        leave_what_stays()
        return self.flask_app


def leave_what_stays() -> None:
    """Take what has been loaded out of the garbage collector's rounds, each of which kept a page waiting for 0.1 s."""
    gc.collect()
    gc.freeze()


def _start_jobs(worker: Any) -> None:
    start_embedded_worker(worker.app.flask_app)
