"""Make the TrueType files that PDFs are set in: our own font, and what it lacks for names and emoji.

Atkinson Hyperlegible Next comes in Latin and Latin-Extended files, which are joined. Vazirmatn has the Arabic letters,
those of Urdu and Persian among them, one shape a letter: where a font builds letters from strokes and dots, the text of a
PDF cannot be selected or read out. Noto Emoji draws emoji in one colour, so that they print in black.

After `npm ci`, with the project's virtual environment: `.venv/bin/python tools/ui/print_fonts.py`.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
SOURCE = HERE / "node_modules/@fontsource"
TARGET = HERE.parents[1] / "static/print/fonts"


def join(weight: int) -> None:
    with TemporaryDirectory() as folder:
        parts = []
        for script in ("latin", "latin-ext"):
            part = Path(folder) / f"{script}.ttf"
            unpack(f"atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-{script}-{weight}-normal.woff2", part)
            parts.append(str(part))
        Merger().merge(parts).save(TARGET / f"atkinson-next-{weight}.ttf")


def unpack(name: str, target: Path) -> None:
    font = TTFont(SOURCE / name)
    font.flavor = None
    font.save(target)


for number in (400, 700):
    join(number)
    unpack(f"vazirmatn/files/vazirmatn-arabic-{number}-normal.woff2", TARGET / f"vazirmatn-{number}.ttf")
unpack("noto-emoji/files/noto-emoji-emoji-400-normal.woff2", TARGET / "noto-emoji-400.ttf")
for family in ("vazirmatn", "noto-emoji"):
    shutil.copyfile(SOURCE / family / "LICENSE", TARGET / f"OFL-{family}.txt")
