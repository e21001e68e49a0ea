"""A review as PDF, and what is kept of one that both have signed. The command line prints through here too."""

from markupsafe import Markup

from cpd.appraisal.documents import ReviewDocument
from cpd.appraisal.rules.signing import check_code
from cpd.appraisal.services import Frozen, digest
from cpd.core import mail
from cpd.core.canonical import canonical_json
from cpd.core.pdf import render_page, to_pdf, to_pdf_and_archive
from cpd.core.qr import qr_code


def print_review(document: ReviewDocument) -> bytes:
    """The PDF of a review as it stands; it says that it is a draft."""
    return to_pdf(printed_page(document))


def printed_page(document: ReviewDocument, code: str | None = None) -> str:
    """The HTML that the PDF is made from. Without a check code it says that it is a draft."""
    address = mail.address("appraisal.statement_check", code=code) if code else ""
    return render_page(
        "print/appraisal_review.html",
        review=document,
        trust_name=document.trust,
        check_code=code,
        check_address=address,
        qr=qr_code(address, f"Whether this is the signed statement: {address}", scale=3) if code else Markup(""),
    )


def frozen(document: ReviewDocument) -> Frozen:
    """What is kept of a review that both have signed."""
    record = canonical_json(document)
    printed = to_pdf_and_archive(printed_page(document, check_code(digest(record))))
    return Frozen(record_json=record, pdf=printed.pdf, archive=printed.archive)
