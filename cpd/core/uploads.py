"""Files that people hand in: what they are is told by their first bytes, and a photograph loses where it was taken.

A photograph is drawn anew: what is kept holds the picture and nothing that the camera wrote beside it (place, time,
owner, device), is no larger than reading it needs, and cannot be a picture and a program at once.
"""

import hashlib
import io
import re
from dataclasses import dataclass
from enum import StrEnum

from cpd.core.errors import DomainError

LARGEST = 5 * 1024 * 1024
# Enough to read small print on a photographed sheet.
_LONGEST_SIDE = 2400
_MOST_PIXELS = {"JPEG": 60_000_000, "PNG": 25_000_000}
_PHONE_PHOTOGRAPHS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


class FileKind(StrEnum):
    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"


MEDIA_TYPES = {FileKind.PDF: "application/pdf", FileKind.JPEG: "image/jpeg", FileKind.PNG: "image/png"}


@dataclass(frozen=True)
class HandedIn:
    """A file as it is kept. Its name ends as its kind does, whatever it was called."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def kind_of(content: bytes) -> FileKind | None:
    """What a file is, by its first bytes."""
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    return FileKind.PNG if content.startswith(b"\x89PNG\r\n\x1a\n") else None


def take_in(name: str, content: bytes) -> HandedIn:
    """A PDF as it is, a photograph without what the camera wrote beside it. Raises ``DomainError`` for field ``file``.

    Give at least one byte more than ``LARGEST`` where there is one.
    """
    if len(content) > LARGEST:
        raise DomainError("This file is larger than 5 MB. A photograph of one page is enough.", "file")
    kind = kind_of(content)
    if kind is None:
        raise DomainError(_refusal(content), "file")
    if kind is not FileKind.PDF:
        content = _drawn_anew(content, "JPEG" if kind is FileKind.JPEG else "PNG")
    return HandedIn(_tidy_name(name, kind), MEDIA_TYPES[kind], content)


def _refusal(content: bytes) -> str:
    if not content:
        return "This file is empty. Choose it once more."
    if content[4:8] == b"ftyp" and content[8:12] in _PHONE_PHOTOGRAPHS:
        return (
            "This is a photograph in the phone’s own form (HEIC), which many computers cannot open. "
            "Take a screenshot of it and choose that, or set the camera to “Most compatible”."
        )
    return "This is not a PDF, a JPEG or a PNG. Photograph the page, or save it as a PDF, and choose that."


def _drawn_anew(content: bytes, form: str) -> bytes:
    # What opens pictures weighs two megabytes in every process that has it, and photographs are rare.
    from PIL import Image, ImageOps  # noqa: PLC0415  # see the line above

    try:
        with Image.open(io.BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > _MOST_PIXELS[form]:
                raise DomainError("This picture is too large to open here. Choose a smaller one.", "file")
            # A large photograph is read at a part of its size, which needs a part of the memory.
            picture.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            drawn = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
            if drawn.mode == "RGBA":
                drawn = Image.alpha_composite(Image.new("RGBA", drawn.size, "white"), drawn).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise DomainError("This picture cannot be opened; it may be damaged. Choose another.", "file") from None
    result = io.BytesIO()
    drawn.save(result, form, quality=85, optimize=True)
    return result.getvalue()


def _tidy_name(name: str, kind: FileKind) -> str:
    stem = re.split(r"[/\\]", name)[-1].rpartition(".")[0] or "certificate"
    tidy = re.sub(r"[^\w .()-]+", "_", stem).strip(" .")[:100]
    return f"{tidy or 'certificate'}.{kind}"
