"""Fields that several forms of coaching have."""

import uuid
from typing import Any

from wtforms import Field
from wtforms.validators import DataRequired
from wtforms.widgets import TextInput

from cpd.core.forms import DayFirstDateField

MOST_SEEN, MOST_WORDS, MOST_STEP, MOST_FOCUS = 20_000, 4_000, 600, 600
MOST_MINUTES = 240


class IdField(Field):
    """One record, or none; drawn by the page itself unless it is given a hidden widget."""

    data: uuid.UUID | None

    def _value(self) -> str:
        return str(self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        try:
            self.data = uuid.UUID(text) if text else None
        except ValueError:
            raise ValueError("Something was chosen that is not in the list: choose again.") from None


def id_or_none(value: object) -> uuid.UUID | None:
    return uuid.UUID(str(value)) if value else None


def visit_day() -> Any:
    """When a visit of any kind was: a field of a form."""
    return DayFirstDateField(
        "Date", validators=[DataRequired("Say when the visit was, day first: for example 23/11/2026.")]
    )


class MinutesField(Field):
    """Whole minutes, or nothing."""

    widget = TextInput()
    data: int | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if not (text.isascii() and text.isdecimal()) or int(text) > MOST_MINUTES:
            raise ValueError(f"Write whole minutes, up to {MOST_MINUTES}, or leave it empty.")
        self.data = int(text)
