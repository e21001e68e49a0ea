"""``cpd worker``: background jobs in a process of their own."""

import signal

import click
from flask import current_app

from cpd.cli.application import on_ready_database
from cpd.core.worker import Worker


@click.command()
@click.option("--once", is_flag=True, help="Do what is waiting and what is due today, then end.")
@on_ready_database
def worker(once: bool) -> None:
    """Run background jobs: mail, long imports and exports. Set CPD_EMBEDDED_WORKER=0 for the web server then.

    A job begun is finished before the worker ends (Ctrl+C, or SIGTERM from a service manager). A worker that is killed
    leaves its job to the next one, a minute later.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's documented way
    runner = Worker(app)
    if once:
        count = runner.run_once()
        click.echo(f"{count:,} job{'' if count == 1 else 's'} run.")
        return
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: runner.stop())
    click.echo("Waiting for jobs.")
    runner.run_for_ever()
