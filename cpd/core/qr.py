"""An address as a QR code, for a page, a PDF or a screen."""

import segno
from markupsafe import Markup


def qr_code(address: str, title: str, scale: int = 8) -> Markup:
    """A QR code as SVG that stands in a page or a PDF; its title is read out in its place."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(scale=scale, border=4, title=title, light="#fff", omitsize=True)
    return Markup(svg)  # noqa: S704  # segno's own drawing; it escapes the title
