"""The platform as browsers meet it: ``cpd serve`` in processes of its own, with a proxy in front that compresses."""

import datetime as dt
import gzip
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sqlalchemy import select

from benchmarks.world import World
from cpd.accounts.models import Account, SignIn
from cpd.accounts.secrets import hashed, new_secret
from cpd.core.database import transaction
from cpd.core.settings import Settings

_READY_WITHIN = 60
_PASSED_ON = ("Accept", "Content-Type", "Cookie", "Origin", "Referer", "X-CSRFToken")
_COMPRESSED = ("text/", "application/json", "image/svg")
# Shorter answers are larger compressed, or nearly so.
_LEAST = 500


def real_now() -> dt.datetime:
    """The time that a server in a process of its own goes by, whatever the clock of the measurement says."""
    return dt.datetime.fromtimestamp(time.time(), dt.UTC)


@contextmanager
def served(world: World, processes: int = 1) -> Iterator[list[int]]:
    """The ports at which so many servers answer, each ``cpd serve`` with one process on the database of the world."""
    with ExitStack() as stack:
        yield [stack.enter_context(one_server(world)).port for _ in range(processes)]


@dataclass(frozen=True)
class Served:
    """A server, and the process of it that answers."""

    port: int
    worker: int

    @property
    def peak(self) -> int:
        """The most memory that it has had, all in all, in bytes."""
        status = Path(f"/proc/{self.worker}/status").read_text("ascii")
        [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) * 1024


@contextmanager
def one_server(world: World) -> Iterator[Served]:
    """``cpd serve`` with one process on the database of the world."""
    with _server(world.app.extensions["cpd_settings"]) as (port, process):
        _wait_until_it_answers(port)
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
        yield Served(port, int(children[0]))


@contextmanager
def _server(settings: Settings) -> Iterator[tuple[int, int]]:
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CPD_")} | {
        "CPD_INSTANCE_DIR": str(settings.instance_dir),
        "CPD_DATABASE_URL": settings.database_url,
        "CPD_SECRET_KEY": settings.secret_key,
        "CPD_BASE_URL": f"http://127.0.0.1:{port}",
    }
    program = str(Path(sys.executable).with_name("cpd"))
    server = subprocess.Popen([program, "serve", "--port", str(port), "--workers", "1"], env=environment)
    try:
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(_READY_WITHIN)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_until_it_answers(port: int) -> None:
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/sign-in")
            connection.getresponse().read()
            connection.close()
            return
        except OSError:
            time.sleep(0.2)  # it is still starting; asking at once again would take time from it
    raise RuntimeError(f"no server answers at port {port}")


def cookies_for(world: World, people: list[uuid.UUID]) -> list[str]:
    """For each of these people the cookie of a browser signed in now."""
    now, secrets = real_now(), [new_secret() for _ in people]
    with world.app.app_context(), transaction() as session:
        accounts = dict(
            session.execute(select(Account.person_id, Account.id).where(Account.person_id.in_(people))).tuples().all()
        )
        session.add_all(
            SignIn(
                account_id=accounts[person],
                secret_hash=hashed(secret),
                started_at=now,
                expires_at=now + dt.timedelta(hours=12),
            )
            for person, secret in zip(people, secrets, strict=True)
        )
    return [_cookie(world, secret) for secret in secrets]


def _cookie(world: World, secret: str) -> str:
    client = world.app.test_client()
    with client.session_transaction() as cookie:
        cookie["sign_in"] = secret
    kept = client.get_cookie("cpd")
    assert kept is not None
    return kept.value


@contextmanager
def compressing(port: int) -> Iterator[int]:
    """The port of a proxy before a server: connections stay open, text is compressed, as docs/operations.md says."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._pass_on(None)

        def do_POST(self) -> None:
            self._pass_on(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def _pass_on(self, body: bytes | None) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            headers = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
            connection.request(self.command, self.path, body, headers | {"Host": self.headers["Host"]})
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            kind = answer.headers.get("Content-Type", "")
            is_compressed = kind.startswith(_COMPRESSED) and len(content) >= _LEAST
            if is_compressed:
                content = gzip.compress(content, 6)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                if name.lower() not in {"content-length", "connection", "date", "server", "transfer-encoding"}:
                    self.send_header(name, value)
            if is_compressed:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the library's
            pass

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    proxy.daemon_threads = True
    thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield proxy.server_port
    finally:
        proxy.shutdown()
        thread.join()
        proxy.server_close()
