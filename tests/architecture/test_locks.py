"""The locks install the same files anywhere: hashed, one version of each package, no host and no path of a machine."""

import re
import tomllib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LOCKS = sorted((CHECKOUT / "requirements").glob("*.txt"))


def _pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock.read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_of_a_lock_has_a_hash(lock: Path) -> None:
    for entry in re.split(r"\n(?=[a-z])", lock.read_text()):
        if "==" in entry:
            assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_host_and_no_path(lock: Path) -> None:
    assert not re.search(r"https?:|file:|index-url|find-links|^[./]", lock.read_text(), re.MULTILINE)


def test_what_runs_is_what_was_tested() -> None:
    tested = _pins(CHECKOUT / "requirements" / "dev.txt")
    for lock in LOCKS:
        assert _pins(lock).items() <= tested.items()


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["postgres"]]
    names = {re.split(r"[\[<>=]", line)[0] for line in wanted}
    assert names <= _pins(CHECKOUT / "requirements" / "run.txt").keys()
