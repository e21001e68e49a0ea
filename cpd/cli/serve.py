"""``cpd serve``: the production server (gunicorn), and the one that the demonstration runs on."""

import os
from pathlib import Path
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy.engine import make_url
from whitenoise import WhiteNoise

from cpd.app import create_app
from cpd.cli.application import in_application
from cpd.core import jobs, paths
from cpd.core.database import db

_YEAR_OF_SECONDS = 365 * 24 * 3600


def host_and_port(default_port: int) -> Any:
    """The two options that every serving command has."""

    def decorate(command: Any) -> Any:
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
@in_application
def serve(host: str, port: int, threads: int, workers: int | None) -> None:
    """Run the production server. Put an HTTPS proxy in front of it (docs/operations.md)."""
    run_server(host, port, threads, workers)


def run_server(host: str, port: int, threads: int = 8, workers: int | None = None) -> None:
    """Serve until stopped. SQLite is served by one process, so that its one writer is never far away."""
    is_sqlite = make_url(str(db.engine.url)).get_backend_name() == "sqlite"
    count = 1 if is_sqlite else workers or os.cpu_count() or 1
    db.engine.dispose()
    Server(
        {
            "bind": f"{host}:{port}",
            "workers": count,
            "threads": threads,
            "worker_class": "gthread",
            "accesslog": None,
            "control_socket_disable": True,
            "post_worker_init": _start_jobs,
        }
    ).run()


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        app = create_app()
        self.flask_app = app
        with_static = WhiteNoise(
            app.wsgi_app, root=str(Path(paths.STATIC)), prefix="static/", max_age=_YEAR_OF_SECONDS
        )
        app.wsgi_app = with_static  # type: ignore[method-assign]  # the documented way to wrap a Flask application
        return app


def _start_jobs(worker: Any) -> None:
    app: Flask = worker.app.flask_app
    jobs.start_embedded_worker(app)
