"""A statement as a PDF: as the product makes it, beside other ways of making the same pages in the same run."""

import io
import subprocess
import sys
from collections.abc import Iterator

from pypdf import PdfReader
from sqlalchemy import func, select
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from benchmarks.files import FileResult
from benchmarks.timing import Effort, alternate
from benchmarks.world import World
from cpd.appraisal.documents import ReviewDocument
from cpd.appraisal.documents.printing import frozen, printed_page
from cpd.appraisal.models import SignedRecord
from cpd.appraisal.rules.signing import check_code
from cpd.core.canonical import from_canonical_json
from cpd.core.database import db
from cpd.core.pdf import to_pdf
from cpd.core.printer import BASE_URL, PrintFiles

STATEMENT = "a statement as PDF/UA, the process warm"
_ALONE = "import sys; from cpd.core.pdf import to_pdf; sys.stdout.buffer.write(to_pdf(sys.stdin.read()))"


def measure_statements(world: World, effort: Effort) -> Iterator[FileResult]:
    """The signed statement of middle length; nothing where nobody has signed."""
    with world.app.app_context():
        document = _of_middle_length()
        if document is None:
            return
        code = check_code("0" * 64)
        page = printed_page(document, code)
        pdf = to_pdf(page)
        ways = {
            STATEMENT: lambda: to_pdf(printed_page(document, code)),
            "the same and its PDF/A, as signing makes them": lambda: frozen(document),
            "the same PDF/UA, styles and fonts read anew": lambda: _read_anew(page),
            "the same PDF/UA, a process of its own each": lambda: _alone(page),
        }
        timings = alternate(list(ways.values()), effort, warm=2 if effort.turns > 1 else 0)
        db.session.remove()
    amount = f"{len(PdfReader(io.BytesIO(pdf)).pages)} pages"
    for what, timing in zip(ways, timings, strict=True):
        yield FileResult(what, timing, amount, len(pdf))


def _of_middle_length() -> ReviewDocument | None:
    length = func.length(SignedRecord.record_json)
    records = db.session.scalars(select(SignedRecord.record_json).order_by(length, SignedRecord.id)).all()
    return from_canonical_json(ReviewDocument, records[len(records) // 2]) if records else None


def _read_anew(page: str) -> None:
    fonts, files = FontConfiguration(), PrintFiles()
    styles = CSS(url=f"{BASE_URL}print.css", url_fetcher=files, font_config=fonts)
    HTML(string=page, base_url=BASE_URL, url_fetcher=files).write_pdf(
        pdf_variant="pdf/ua-1", font_config=fonts, stylesheets=[styles]
    )


def _alone(page: str) -> None:
    subprocess.run([sys.executable, "-c", _ALONE], input=page.encode(), capture_output=True, check=True)
