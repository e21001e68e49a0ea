"""The bones of a tagged PDF file: objects packed into streams, embedded fonts, the tree of its structure.

For ``table_pdf``: tens of thousands of cells, which a layout engine needs a minute for. Every other document is a page
of ``templates/print``.
"""

import uuid
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it carries no types

from cpd.core import paths

_AT_ONCE = 500


class PdfFile:
    """Objects by number, written at the end; all but streams are packed together."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []
        self._streams: dict[int, bytes] = {}

    def reserve(self) -> int:
        self._objects.append(b"null")
        return len(self._objects)

    def put(self, text: str, number: int | None = None) -> int:
        number = number or self.reserve()
        self._objects[number - 1] = text.encode("latin-1")
        return number

    def stream(self, data: bytes, entries: str = "") -> int:
        number, packed = self.reserve(), zlib.compress(data, 6)
        head = f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode("latin-1")
        self._streams[number] = head + packed + b"\nendstream"
        return number

    def whole(self, root: int, info: int) -> bytes:
        """The file. Streams stand by themselves, the rest in object streams; the table of all in one of its own."""
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places: dict[int, tuple[int, int, int]] = {}
        plain = [number for number in range(1, len(self._objects) + 1) if number not in self._streams]
        for start in range(0, len(plain), _AT_ONCE):
            group = plain[start : start + _AT_ONCE]
            holder = self._pack(group)
            places |= {number: (2, holder, index) for index, number in enumerate(group)}
        for number, data in self._streams.items():
            places[number] = (1, len(out), 0)
            out += b"%d 0 obj\n" % number + data + b"\nendobj\n"
        last, at = self.reserve(), len(out)
        places[last] = (1, at, 0)
        table = bytes(7) + b"".join(_entry(places[number]) for number in range(1, last + 1))
        packed, key = zlib.compress(table), uuid.uuid4().hex
        head = (
            f"<</Type/XRef/Size {last + 1}/W[1 4 2]/Root {root} 0 R/Info {info} 0 R/ID[<{key}><{key}>]"
            f"/Filter/FlateDecode/Length {len(packed)}>>stream\n"
        )
        out += b"%d 0 obj\n" % last + head.encode() + packed + b"\nendstream\nendobj\n"
        return bytes(out + b"startxref\n%d\n%%%%EOF\n" % at)

    def _pack(self, group: list[int]) -> int:
        body, heads = bytearray(), []
        for number in group:
            heads.append(f"{number} {len(body)}")
            body += self._objects[number - 1] + b"\n"
        first = (" ".join(heads) + "\n").encode()
        return self.stream(first + bytes(body), f"/Type/ObjStm/N {len(group)}/First {len(first)}")


def _entry(place: tuple[int, int, int]) -> bytes:
    kind, where, index = place
    return bytes([kind]) + where.to_bytes(4, "big") + index.to_bytes(2, "big")


def text_of(text: str) -> str:
    """A text string of a dictionary."""
    return f"<{(chr(0xFEFF) + text).encode('utf-16-be').hex()}>"


@cache
def _face(weight: int) -> tuple[bytes, dict[int, int], dict[int, float], tuple[int, ...]]:
    """A font of static/print: its file, glyphs by letter, widths by glyph in thousandths, and its measures."""
    path = paths.STATIC / "print" / "fonts" / f"atkinson-next-{weight}.ttf"
    font: Any = TTFont(path)
    unit, order = font["head"].unitsPerEm, font.getGlyphOrder()
    number = {name: index for index, name in enumerate(order)}
    glyphs = {code: number[name] for code, name in font.getBestCmap().items()}
    widths = {number[name]: font["hmtx"][name][0] * 1000 / unit for name in order}
    head = font["head"]
    box = tuple(round(one * 1000 / unit) for one in (head.xMin, head.yMin, head.xMax, head.yMax))
    return path.read_bytes(), glyphs, widths, box


@dataclass
class Font:
    """One weight of the font, and the letters that were used of it."""

    weight: int
    used: dict[int, str] = field(default_factory=dict)

    def width(self, text: str, size: float) -> float:
        _, glyphs, widths, _ = _face(self.weight)
        return sum(widths[glyphs.get(ord(letter), 0)] for letter in text) * size / 1000

    def shown(self, text: str) -> str:
        """The text as glyphs, for a ``Tj``."""
        glyphs = _face(self.weight)[1]
        numbers = [(glyphs.get(ord(letter), 0), letter) for letter in text]
        self.used.update(numbers)
        return "<" + "".join(f"{number:04x}" for number, _ in numbers) + ">"

    def put(self, file: PdfFile) -> int:
        data, _, widths, box = _face(self.weight)
        name = f"/AtkinsonNext-{self.weight}"
        held = file.stream(data, f"/Length1 {len(data)}")
        shape = file.put(
            f"<</Type/FontDescriptor/FontName{name}/Flags 32/FontBBox[{' '.join(map(str, box))}]/ItalicAngle 0"
            f"/Ascent 984/Descent -316/CapHeight 668/StemV {80 if self.weight == 400 else 130}/FontFile2 {held} 0 R>>"
        )
        wide = " ".join(f"{glyph}[{widths[glyph]:.0f}]" for glyph in sorted(self.used))
        inner = file.put(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            f"/Supplement 0>>/FontDescriptor {shape} 0 R/CIDToGIDMap/Identity/W[{wide}]>>"
        )
        letters = file.stream(self._letters())
        return file.put(
            f"<</Type/Font/Subtype/Type0/BaseFont{name}/Encoding/Identity-H/DescendantFonts[{inner} 0 R]"
            f"/ToUnicode {letters} 0 R>>"
        )

    def _letters(self) -> bytes:
        """Which letter each glyph is, for whoever copies, searches or listens."""
        lines = [f"<{glyph:04x}><{letter.encode('utf-16-be').hex()}>" for glyph, letter in sorted(self.used.items())]
        groups = [lines[start : start + 100] for start in range(0, len(lines), 100)]
        maps = "\n".join(f"{len(group)} beginbfchar\n" + "\n".join(group) + "\nendbfchar" for group in groups)
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def /CMapType 2 def\n"
            f"1 begincodespacerange <0000><ffff> endcodespacerange\n{maps}\n"
            "endcmap CMapName currentdict /CMap defineresource pop end end"
        ).encode()


def metadata(title: str, author: str, made: str) -> bytes:
    """What says that the file is PDF/UA-1."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>"
        f"<xmp:CreateDate>{made}</xmp:CreateDate></rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="r"?>'
    ).encode()


def references(numbers: Iterable[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)
