"""A trust's own two colours: whether they can be read, and the stylesheet that puts them in the place of ours."""

import re

from cpd.core.errors import DomainError

LEAST_CONTRAST = 4.5  # WCAG 2.2, level AA, for text
PAGE = "#fbf6ec"  # the cream of tools/ui/sass/_theme.scss, darker than white: what is read on it is read on a card too
# Our own two, of the same stylesheet.
BRAND, ACTION = "#4a1f45", "#0b6360"

_HEX = re.compile(r"#[0-9a-f]{6}")

Channels = tuple[float, float, float]


class UnreadableColour(DomainError):
    """A colour on which, or in which, text cannot be read; the message names the nearest that passes."""


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours such as ``#4a1f45``, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str) -> bool:
    """Whether text in this colour can be read on the page and on the colour's own tint, and white text on it."""
    return min(contrast(colour, PAGE), contrast(colour, _towards(colour, 255, 0.9))) >= LEAST_CONTRAST


def nearest_readable(colour: str) -> str:
    """The colour itself, or the lightest of its darker shades that can be read."""
    shades = (_towards(colour, 0, step / 100) for step in range(101))
    return next(shade for shade in shades if readable(shade))


def checked(colour: str, field: str) -> str:
    """The colour as we keep it. Raises ``UnreadableColour`` for the form's ``field`` where it is none, or too pale."""
    colour = colour.strip().lower()
    if not _HEX.fullmatch(colour):
        raise UnreadableColour("Write the colour as # and six letters or digits, for example #4a1f45.", field)
    if not readable(colour):
        nearest = nearest_readable(colour)
        raise UnreadableColour(f"{colour} is too pale to be read. The nearest that can be is {nearest}.", field)
    return colour


def stylesheet(brand: str, action: str) -> str:
    """The properties of ``_theme.scss`` that follow from a trust's colours: the header's, and what one can do."""
    values = {
        "--brand": brand,
        "--brand-deep": _towards(brand, 0, 0.28),
        "--brand-tint": _towards(brand, 255, 0.92),
        "--action": action,
        "--action-deep": _towards(action, 0, 0.3),
        "--action-tint": _towards(action, 255, 0.9),
    }
    return ":root{" + "".join(f"{name}:{value};" for name, value in values.items()) + "}\n"


def _channels(colour: str) -> Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _towards(colour: str, end: int, share: float) -> str:
    """The colour mixed with black (``end`` 0) or white (255)."""
    return "#" + "".join(f"{round(channel + (end - channel) * share):02x}" for channel in _channels(colour))
