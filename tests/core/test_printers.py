"""Many pages printed by processes of their own."""

import io

import pytest
from pypdf import PdfReader

from cpd.core.printers import FEW, print_many


def test_they_come_in_order_each_with_its_key() -> None:
    pages = [(number, f"<!DOCTYPE html><html lang='en-GB'><title>Page {number}</title>") for number in range(FEW + 1)]
    printed = list(print_many(pages, len(pages)))
    assert [number for number, _ in printed] == list(range(FEW + 1))
    for number, pdf in printed:
        assert isinstance(pdf, bytes)
        metadata = PdfReader(io.BytesIO(pdf)).metadata
        assert metadata is not None
        assert metadata.title == f"Page {number}"


@pytest.mark.parametrize("number", [3, FEW + 1])
def test_one_that_cannot_be_printed_holds_up_no_other(number: int) -> None:
    # Half a letter, which no font can be asked for.
    texts = ["\ud800" if place == 1 else "Words" for place in range(number)]
    pages = [
        (place, f"<!DOCTYPE html><html lang='en-GB'><title>One</title><p>{text}") for place, text in enumerate(texts)
    ]
    printed = dict(print_many(pages, number))
    assert [place for place, pdf in printed.items() if not isinstance(pdf, bytes)] == [1]
    assert isinstance(printed[1], UnicodeEncodeError)
