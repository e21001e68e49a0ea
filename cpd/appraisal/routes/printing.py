"""A review as PDF, and what is kept of one that both have signed. The command line prints through here too."""

from cpd.appraisal.documents import ReviewDocument
from cpd.appraisal.rules.signing import check_code
from cpd.appraisal.services import Frozen, digest
from cpd.core.canonical import canonical_json
from cpd.core.pdf import render_page, to_pdf


def print_review(document: ReviewDocument, code: str | None = None) -> bytes:
    """The PDF. Without a check code it says that it is a draft."""
    return to_pdf(printed_page(document, code))


def printed_page(document: ReviewDocument, code: str | None = None) -> str:
    """The HTML that the PDF is made from."""
    return render_page("print/appraisal_review.html", review=document, trust_name=document.trust, check_code=code)


def frozen(document: ReviewDocument) -> Frozen:
    """What is kept of a review that both have signed."""
    record = canonical_json(document)
    return Frozen(record_json=record, pdf=print_review(document, check_code(digest(record))))
