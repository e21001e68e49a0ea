"""Join the Latin and Latin-Extended files of the font into one TrueType file a weight, for PDFs.

After `npm ci`, with the project's virtual environment: `.venv/bin/python tools/ui/print_fonts.py`.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
SOURCE = HERE / "node_modules/@fontsource/atkinson-hyperlegible-next/files"
TARGET = HERE.parents[1] / "static/print/fonts"


def join(weight: int) -> None:
    with TemporaryDirectory() as folder:
        parts = []
        for script in ("latin", "latin-ext"):
            font = TTFont(SOURCE / f"atkinson-hyperlegible-next-{script}-{weight}-normal.woff2")
            font.flavor = None
            parts.append(str(Path(folder) / f"{script}.ttf"))
            font.save(parts[-1])
        Merger().merge(parts).save(TARGET / f"atkinson-next-{weight}.ttf")


for weight in (400, 700):
    join(weight)
