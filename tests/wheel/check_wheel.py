"""Build the sdist and from it the wheel, install that into an empty environment, and use it as an operator would.

Run by ``make wheel``. Nothing of the checkout can be reached from where the installed platform is tried.
"""

import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
BUNDLED = {"templates": "cpd/_bundled/templates", "static": "cpd/_bundled/static", "seeds": "cpd/_bundled/seeds"}
SIGN_IN = "/sign-in"
SECONDS_TO_START = 30


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build_wheel(folder)
        check_contents(wheel)
        python = install(wheel, folder)
        check_paths(python, folder)
        check_served_pages(python, folder)
    print(f"{wheel.name} holds everything it needs.")


def build_wheel(folder: Path) -> Path:
    dist = folder / "dist"
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", dist, CHECKOUT)
    return next(dist.glob("*.whl"))


def check_contents(wheel: Path) -> None:
    """Every file that is kept under version control and needed at run time is in the wheel."""
    held = set(zipfile.ZipFile(wheel).namelist())
    listed = run("git", "-C", CHECKOUT, "ls-files", "cpd", *BUNDLED).splitlines()
    wanted = {in_wheel(name) for name in listed if (CHECKOUT / name).is_file()}
    missing = sorted(wanted - held)
    expect(not missing, f"The wheel lacks {', '.join(missing)}")


def in_wheel(name: str) -> str:
    top, _, rest = name.partition("/")
    return f"{BUNDLED.get(top, top)}/{rest}"


def install(wheel: Path, folder: Path) -> Path:
    environment = folder / "environment"
    run(sys.executable, "-m", "venv", environment)
    python = environment / "bin" / "python"
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--require-hashes", "-r", CHECKOUT / "requirements" / "run.txt")
    run(*pip, "--no-deps", "--no-index", wheel)
    run(python, "-m", "pip", "check")
    return python


def check_paths(python: Path, folder: Path) -> None:
    """The installed package finds its own folders, not those of a checkout."""
    code = "from cpd.core import paths; print(paths.TEMPLATES, paths.STATIC, paths.SEEDS, sep='\\n')"
    for line in run(python, "-I", "-c", code, cwd=folder).splitlines():
        path = Path(line)
        expect(path.is_relative_to(folder.resolve()), f"{path} is outside the installed package")
        expect(any(path.iterdir()), f"{path} is empty")


def check_served_pages(python: Path, folder: Path) -> None:
    """The production server answers with a page and with the stylesheet that the page asks for."""
    cpd = python.with_name("cpd")
    env = environment_of_an_operator(folder / "instance")
    run(cpd, "db", "upgrade", cwd=folder, env=env)
    with serving(cpd, folder, env) as port:
        page = read(port, SIGN_IN)
        sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
        expect("<h1" in page, "The sign-in page has no heading")
        expect(bool(sheets), "The sign-in page asks for no stylesheet")
        for sheet in sheets:
            expect("{" in read(port, sheet), f"{sheet} is not a stylesheet")


@contextmanager
def serving(cpd: Path, folder: Path, env: dict[str, str]) -> Iterator[int]:
    port = free_port()
    server = subprocess.Popen([cpd, "serve", "--port", str(port)], cwd=folder, env=env)
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=SECONDS_TO_START)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        expect(server.poll() is None, "The server stopped at once")
        try:
            read(port, SIGN_IN)
        except OSError:
            expect(time.monotonic() < deadline, "The server did not answer")
            time.sleep(0.1)  # it is still starting
        else:
            return


def read(port: int, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    response = connection.getresponse()
    expect(response.status == HTTPStatus.OK, f"{path} answered {response.status}")
    text = response.read().decode()
    connection.close()
    return text


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment_of_an_operator(instance: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CPD_", "PYTHON"))}
    return kept | {"CPD_INSTANCE_DIR": str(instance)}


def run(*command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    expect(done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def expect(holds: bool, otherwise: str) -> None:
    if not holds:
        sys.exit(otherwise)


if __name__ == "__main__":
    main()
