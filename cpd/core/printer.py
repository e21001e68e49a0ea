"""The one place that knows WeasyPrint: HTML to a tagged PDF, reaching the files under ``static/print`` alone."""

import gc
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pydyf  # type: ignore[import-untyped]  # it ships no types
from weasyprint import CSS, HTML, Document
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from cpd.core import paths
from cpd.core.pdf import Printed

# An address that leads nowhere but to the fetcher below; of a scheme whose relative addresses can be joined.
BASE_URL = "https://print.invalid/"
_CONTENT_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf", ".woff2": "font/woff2"}
_INTENT = "sRGB"
# Where several glyphs draw one thing, such as an emoji of many parts, all but the first stand for no letter. What is
# read out and copied of them is a space without width.
_NO_LETTER, _SPACE_WITHOUT_WIDTH = b"> <>", b"> <200b>"


class OutsidePrintFiles(ValueError):
    """A document asked for something else than a file under static/print."""


class PrintFiles(URLFetcher):
    """Gives a document the files under static/print, and nothing else."""

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
def _srgb() -> bytes:
    """The colours that a PDF/A means, as a profile that comes with WeasyPrint."""
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _styles() -> CSS:
    """The one stylesheet of everything that is printed: reading it anew would take an eighth of a statement's time."""
    return CSS(url=f"{BASE_URL}print.css", url_fetcher=PrintFiles(), font_config=_fonts())


def print_html(html: str) -> bytes:
    """The PDF/UA-1 of a whole HTML document."""
    with _collecting_later():
        return _written(_laid_out(html), "pdf/ua-1")


def print_both(html: str) -> Printed:
    """The PDF/UA-1 and the PDF/A-3a of a whole HTML document, laid out once."""
    with _collecting_later():
        pages = _laid_out(html)
        pdf = _written(pages, "pdf/ua-1")
        # WeasyPrint would open its own copy of the profile each time and leave it open.
        pages.color_profiles[_INTENT] = ColorProfile(
            io.BytesIO(_srgb()), _INTENT, "relative-colorimetric", (["r"], ["g"], ["b"])
        )
        return Printed(pdf, _written(pages, "pdf/a-3a", output_intent=_INTENT))


@contextmanager
def _collecting_later() -> Iterator[None]:
    """All that is made for a document lives until it is written: looking through it for garbage meanwhile, over and
    over, is an eighth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _laid_out(html: str) -> Document:
    pages: Document = HTML(string=html, base_url=BASE_URL, url_fetcher=PrintFiles()).render(
        font_config=_fonts(), stylesheets=[_styles()]
    )
    return pages


def _written(pages: Document, variant: str, **options: str) -> bytes:
    pdf = pages.write_pdf(pdf_variant=variant, finisher=_finish, **options)
    assert isinstance(pdf, bytes)
    return pdf


def _finish(_: Document, pdf: pydyf.PDF) -> None:
    """What the standards ask for beyond what WeasyPrint does: a letter for each glyph, and open metadata."""
    for item in pdf.objects:
        if not isinstance(item, pydyf.Stream):
            continue
        if item.extra.get("Type") == "/Metadata":
            item.compress = False
        if b"begincmap" in item.stream:
            item.stream = [
                line.replace(_NO_LETTER, _SPACE_WITHOUT_WIDTH) if line.endswith(_NO_LETTER) else line
                for line in item.stream
            ]
