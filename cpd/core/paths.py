"""Where templates, static files and seeds stand: inside an installed wheel, or at the top of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_BUNDLED = _PACKAGE / "_bundled"
_TOP = _BUNDLED if _BUNDLED.is_dir() else _PACKAGE.parent

TEMPLATES = _TOP / "templates"
STATIC = _TOP / "static"
SEEDS = _TOP / "seeds"
# Only the texts that are pages as well.
DOCS = _TOP / "docs"
# Python files, and so always inside the package.
MIGRATIONS = _PACKAGE / "core" / "migrations"
