"""Where the Chromium of the browser tests is. As a command: prints its path, or exits with 1."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_PROGRAMS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# No sandbox, which root cannot have; and nothing of what a browser otherwise asks the network for.
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
)
# Where `playwright install chromium` puts it.
_OF_PLAYWRIGHT = (
    ".cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)


def find_chromium() -> Path | None:
    """The first Chromium that starts; ``CPD_CHROMIUM`` overrides the search."""
    return next((path for path in _candidates() if _starts(path)), None)


def _candidates() -> Iterator[Path]:
    chosen = os.environ.get("CPD_CHROMIUM")
    if chosen:
        yield Path(chosen)
        return
    yield from (Path(found) for name in _NAMES if (found := shutil.which(name)))
    yield from (Path(program) for program in _MAC_PROGRAMS)
    for pattern in _OF_PLAYWRIGHT:
        yield from sorted(Path.home().glob(pattern), reverse=True)


def _starts(path: Path) -> bool:
    """Ubuntu's ``chromium-browser`` may be a note that the snap is missing."""
    if not path.is_file():
        return False
    answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    return answer.returncode == 0


if __name__ == "__main__":
    chromium = find_chromium()
    print(chromium or "No Chromium was found.")
    sys.exit(chromium is None)
