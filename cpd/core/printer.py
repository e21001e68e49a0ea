"""The one place that knows WeasyPrint: HTML to a tagged PDF, reaching the files under ``static/print`` alone."""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from cpd.core import paths

# An address that leads nowhere but to the fetcher below; of a scheme whose relative addresses can be joined.
BASE_URL = "https://print.invalid/"
_CONTENT_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf", ".woff2": "font/woff2"}


class OutsidePrintFiles(ValueError):
    """A document asked for something else than a file under static/print."""


class _PrintFiles(URLFetcher):
    def __init__(self) -> None:
        # A missing font or picture is a fault to see at once, not a document without it.
        super().__init__(fail_on_errors=True)  # type: ignore[no-untyped-call]  # WeasyPrint gives it no types

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        root = (paths.STATIC / "print").resolve()
        path = (root / unquote(parts.path).lstrip("/")).resolve()
        if not url.startswith(BASE_URL) or not path.is_relative_to(root):
            raise OutsidePrintFiles(url)
        return URLFetcherResponse(url, body=path.read_bytes(), headers={"Content-Type": _content_type(path)})


def _content_type(path: Path) -> str:
    return _CONTENT_TYPES[path.suffix]


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


def print_html(html: str) -> bytes:
    """The PDF/UA-1 of a whole HTML document."""
    pdf = HTML(string=html, base_url=BASE_URL, url_fetcher=_PrintFiles()).write_pdf(
        pdf_variant="pdf/ua-1", font_config=_fonts()
    )
    assert isinstance(pdf, bytes)
    return pdf
