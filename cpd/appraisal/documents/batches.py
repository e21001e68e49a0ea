"""Many statements in one file: a ZIP with the SHA-256 of each, and one PDF with a bookmark for each person."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence

from cpd.appraisal.queries.batches import MadeFile
from cpd.core.clock import LONDON

# Named and written as `sha256sum --check` reads it.
MANIFEST = "SHA256SUMS"


def zip_statements(files: Sequence[MadeFile], at: dt.datetime) -> bytes:
    """A ZIP of the files and of the list of their hashes."""
    content, made = io.BytesIO(), at.astimezone(LONDON).timetuple()[:6]
    with zipfile.ZipFile(content, "w") as bundle:
        for file in files:
            # Stored: a PDF is packed already.
            bundle.writestr(zipfile.ZipInfo(file.name, made), file.pdf)
        manifest = "".join(f"{file.sha256}  {file.name}\n" for file in files)
        bundle.writestr(zipfile.ZipInfo(MANIFEST, made), manifest)
    return content.getvalue()


def combine_statements(files: Sequence[MadeFile], title: str) -> bytes:
    # What joins PDF files weighs six megabytes in every process that has it, and one of them joins any.
    from cpd.core.combined_pdf import combine_pdfs  # noqa: PLC0415  # see the line above

    return combine_pdfs(((file.bookmark, file.pdf) for file in files), title)
