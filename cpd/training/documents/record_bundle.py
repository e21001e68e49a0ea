"""Everything of one person's record in one file, that opens on any computer and needs nothing of ours."""

import io
import re
import zipfile
from collections.abc import Iterable

_READ_ME = """Your training record
====================

record.pdf      all you have completed, to read and to print
badges/         each completion as a digital badge (Open Badges 3.0): give these files to a system that takes them
certificates/   the photographs and PDFs of certificates that you handed in

How somebody else can check a badge
-----------------------------------
A badge is a signed text. Who issued it:
    {profile}
The keys that signatures are checked with:
    {keys}
Nothing has to be asked of us, and it can be checked for as long as these addresses answer.

Keep this file somewhere that is yours. It is about you.
"""


def build_bundle(
    pdf: bytes,
    badges: Iterable[tuple[str, str]],
    certificates: Iterable[tuple[str, bytes]],
    *,
    profile: str,
    keys: str,
) -> bytes:
    """A ZIP of the PDF, the badges (name without ending, token) and the certificates (name, content)."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("READ-ME.txt", _READ_ME.format(profile=profile, keys=keys))
        bundle.writestr("record.pdf", pdf)
        for name, token in badges:
            bundle.writestr(f"badges/{_tidy(name)}.jwt", token)
        for number, (name, file) in enumerate(certificates, 1):
            bundle.writestr(f"certificates/{number:02}-{_tidy(name)}", file)
    return content.getvalue()


def _tidy(name: str) -> str:
    return re.sub(r"[^\w.()-]+", "_", name)
