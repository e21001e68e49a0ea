"""Many pages printed by processes of their own."""

import io

from pypdf import PdfReader

from cpd.core.printers import FEW, print_many


def test_they_come_in_order_each_with_its_key() -> None:
    pages = [(number, f"<!DOCTYPE html><html lang='en-GB'><title>Page {number}</title>") for number in range(FEW + 1)]
    printed = list(print_many(pages, len(pages)))
    assert [number for number, _ in printed] == list(range(FEW + 1))
    for number, pdf in printed:
        metadata = PdfReader(io.BytesIO(pdf)).metadata
        assert metadata is not None
        assert metadata.title == f"Page {number}"
