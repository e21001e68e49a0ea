"""Pages to PDF. Every document is PDF/UA-1, in British English, with a title, bookmarks and embedded fonts."""

from dataclasses import dataclass
from typing import Any

from flask import current_app


@dataclass(frozen=True)
class Printed:
    """The same pages twice: PDF/UA-1 to read, and PDF/A-3a with the same tags for the file."""

    pdf: bytes
    archive: bytes


def render_pdf(template: str, **context: Any) -> bytes:
    """Render a template of ``templates/print`` (it extends ``print/base.html``) to the bytes of a PDF/UA-1 file.

    Raises ``OSError`` where Pango is not installed; ``cpd doctor`` says what to do.
    """
    return to_pdf(render_page(template, **context))


def render_page(template: str, **context: Any) -> str:
    """The HTML that a PDF is made from."""
    # Straight from the environment: a printed page has no frame around it, and is printed outside a request as well.
    return current_app.jinja_env.get_template(template).render(context)


def to_pdf(page: str) -> bytes:
    """The PDF of a page that ``render_page`` made; needs no application, so that other processes can share the work."""
    # The printer needs system libraries and takes a while to load: a command that prints nothing goes without it.
    from cpd.core.printer import print_html  # noqa: PLC0415  # see the line above

    return print_html(page)


def to_pdf_and_archive(page: str) -> Printed:
    """The PDF of a page and, of the same layout, the copy for the file."""
    from cpd.core.printer import print_both  # noqa: PLC0415  # as above

    return print_both(page)
