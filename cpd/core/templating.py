"""What every template may use: dates and numbers as people read them, and the addresses of static files."""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment
from markupsafe import Markup, escape

from cpd.core.periods import AcademicYear

LONDON = ZoneInfo("Europe/London")

# What a form field is drawn as, by the name of its WTForms widget.
_KIND_OF_WIDGET = {
    "HiddenInput": "hidden",
    "CheckboxInput": "checkbox",
    "FileInput": "file",
    "PasswordInput": "password",
    "TextArea": "textarea",
    "Select": "select",
    "ListWidget": "choices",
}


def long_day(day: dt.date | None) -> str:
    """``Mon 23 November 2026``; nothing for no date."""
    return f"{day:%a} {day.day} {day:%B %Y}" if day else ""


def short_day(day: dt.date | None) -> str:
    """``23 Nov 2026``, for tables."""
    return f"{day.day} {day:%b %Y}" if day else ""


def moment(instant: dt.datetime | None) -> str:
    """``Mon 23 November 2026 at 14:05``, London time, of an instant that knows its zone."""
    if instant is None:
        return ""
    local = instant.astimezone(LONDON)
    return f"{long_day(local.date())} at {local:%H:%M}"


def clock_time(time: dt.time | dt.datetime | None) -> str:
    """``14:05``; an instant is read in London."""
    if isinstance(time, dt.datetime):
        time = time.astimezone(LONDON).time()
    return f"{time:%H:%M}" if time else ""


def academic_year(year: dt.date | AcademicYear | int) -> str:
    """``2026/27`` for a day in it, the year itself, or the calendar year it starts in."""
    if isinstance(year, dt.date):
        year = AcademicYear.of(year)
    elif isinstance(year, int):
        year = AcademicYear(year)
    return year.on_screen


def number(value: int | float | Decimal | None) -> str:
    """``1,400``; nothing for no number."""
    return "" if value is None else f"{value:,}"


def percent(part: int, whole: int) -> str:
    """``83.3%``, halves up; nothing where there is no whole."""
    if not whole:
        return ""
    return f"{(Decimal(100 * part) / whole).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 visit``, ``3 visits``; give ``many`` where it is not ``one`` with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listing(words: Sequence[str], last: str = "and") -> str:
    """``Ann, Łukasz and Siân``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def sentence(text: object) -> str:
    """The text with a capital at its start; the rest stays as it is written."""
    words = str(text)
    return words[:1].upper() + words[1:]


def is_right_to_left(text: str) -> bool:
    """Whether a text begins in letters that run from right to left."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"


def paragraphs(text: str | None) -> Markup:
    """Words as somebody typed them: a blank line parts paragraphs, a line end stays a line end.

    What begins in Arabic or Urdu letters runs from right to left.
    """
    parts = [part.strip() for part in (text or "").split("\n\n")]
    return Markup("").join(
        Markup("<p{}>{}</p>").format(
            Markup(' dir="rtl"') if is_right_to_left(part) else "",
            Markup("<br>").join(escape(line) for line in part.split("\n")),
        )
        for part in parts
        if part
    )


def field_kind(field: Any) -> str:
    """How a form field is drawn: hidden, checkbox, file, password, textarea, select, choices, date or text."""
    for cls in type(field.widget).__mro__:
        if cls.__name__ in _KIND_OF_WIDGET:
            return _KIND_OF_WIDGET[cls.__name__]
    return "date" if any("Date" in cls.__name__ for cls in type(field).__mro__) else "text"


def static_address(folder: Path, prefix: str) -> Callable[[str], str]:
    """``asset('css/app.css')``: the file's address and a mark of its content, so that browsers may keep it."""

    @cache
    def asset(name: str) -> str:
        mark = hashlib.sha256((folder / name).read_bytes()).hexdigest()[:10]
        return f"{prefix}/{name}?v={mark}"

    return asset


FILTERS: dict[str, Callable[..., Any]] = {
    "long_day": long_day,
    "short_day": short_day,
    "moment": moment,
    "clock_time": clock_time,
    "academic_year": academic_year,
    "number": number,
    "listing": listing,
    "sentence": sentence,
    "is_right_to_left": is_right_to_left,
    "paragraphs": paragraphs,
    "field_kind": field_kind,
}


def register(env: Environment, static_folder: Path, static_prefix: str = "/static") -> None:
    """Give an environment the filters above and the functions ``plural``, ``percent`` and ``asset``."""
    env.trim_blocks = env.lstrip_blocks = True
    env.filters.update(FILTERS)
    env.globals.update(
        plural=plural, percent=percent, asset=static_address(Path(static_folder), static_prefix.rstrip("/"))
    )
