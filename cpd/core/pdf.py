"""Pages to PDF: the one place that knows WeasyPrint.

Every document is PDF/UA-1, in British English, with a title, bookmarks and embedded fonts. A document reaches the files
under ``static/print`` and nothing else: no network, no other file.
"""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import render_template
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from cpd.core import paths

# An address that leads nowhere but to the fetcher below.
BASE_URL = "print:///"


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
        if parts.scheme != "print" or not path.is_relative_to(root):
            raise OutsidePrintFiles(url)
        return URLFetcherResponse(url, body=path.read_bytes(), headers={"Content-Type": _content_type(path)})


def _content_type(path: Path) -> str:
    return {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf", ".woff2": "font/woff2"}[path.suffix]


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


def render_pdf(template: str, **context: Any) -> bytes:
    """Render a template of ``templates/print`` (it extends ``print/base.html``) to the bytes of a PDF/UA-1 file."""
    document = HTML(string=render_template(template, **context), base_url=BASE_URL, url_fetcher=_PrintFiles())
    pdf = document.write_pdf(pdf_variant="pdf/ua-1", font_config=_fonts())
    assert isinstance(pdf, bytes)
    return pdf
