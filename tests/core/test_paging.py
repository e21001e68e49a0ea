"""Long lists in pages."""

import pytest

from cpd.core.paging import PAGE_SIZE, slice_of


@pytest.mark.parametrize(
    ("length", "number", "first", "count", "pages"),
    [(0, 1, None, 0, 1), (50, 1, 0, 50, 1), (51, 1, 0, 50, 2), (51, 2, 50, 1, 2), (51, 3, None, 0, 2)],
)
def test_a_page_of_a_list(length: int, number: int, first: int | None, count: int, pages: int) -> None:
    page = slice_of(range(length), number)
    assert (next(iter(page.items), None), len(page.items), page.pages, page.total) == (first, count, pages, length)
    assert PAGE_SIZE == 50
