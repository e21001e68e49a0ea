"""Pages to PDF. Every document is PDF/UA-1, in British English, with a title, bookmarks and embedded fonts."""

from typing import Any

from flask import current_app


def render_pdf(template: str, **context: Any) -> bytes:
    """Render a template of ``templates/print`` (it extends ``print/base.html``) to the bytes of a PDF/UA-1 file.

    Raises ``OSError`` where Pango is not installed; ``cpd doctor`` says what to do.
    """
    # The printer needs system libraries and takes a while to load: a command that prints nothing goes without it.
    from cpd.core.printer import print_html  # noqa: PLC0415  # see the line above

    # Straight from the environment: a printed page has no frame around it, and is printed outside a request as well.
    return print_html(current_app.jinja_env.get_template(template).render(context))
