"""What every form shares: tidy text, day-first dates, one record from a form posted twice, errors put on fields."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, IntegerField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget, TextInput, TimeInput

from cpd.core import dates
from cpd.core.errors import DomainError
from cpd.core.uploads import LARGEST, HandedIn, take_in

_TIME = re.compile(r"(\d{1,2})[:.h]?(\d{2})(?::\d{2})?")


def tidy(value: Any) -> Any:
    """Strip text, turn every line ending into one newline, and leave out what no database takes: NUL, half a letter."""
    if not isinstance(value, str):
        return value
    value = value.encode("utf-8", "ignore").decode()
    return value.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()


class BaseForm(FlaskForm):
    """The base of every form."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            if issubclass(unbound_field.field_class, StringField):
                options["filters"] = [*unbound_field.kwargs.get("filters", ()), tidy]
            return unbound_field.bind(form=form, **options)

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Forms are read from forms. What comes as JSON is read by the few views that ask for it."""
            if isinstance(formdata, MultiDict) or not request.is_json:
                return super().wrap_formdata(form, formdata)  # type: ignore[no-untyped-call]  # Flask-WTF ships no types
            return None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]  # Flask-WTF ships no types

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        return bool(super().validate_on_submit(extra_validators))  # type: ignore[no-untyped-call]  # the same


class OnceForm(BaseForm):
    """A form that makes one record however often it is posted: its key goes to a unique column."""

    request_key = HiddenField(default=lambda: str(uuid.uuid4()))

    def validate_request_key(self, field: Field) -> None:
        try:
            uuid.UUID(field.data or "")
        except ValueError:
            raise ValidationError("This page lost its key. Open it again; what you typed is kept below.") from None

    @property
    def key(self) -> uuid.UUID:
        return uuid.UUID(self.request_key.data)


class VersionField(IntegerField):
    """The version of the record as it was when the form was opened."""

    widget = HiddenInput()


class VersionedForm(BaseForm):
    """A form about a record that two people can edit.

    Refused, it keeps the version with which it was opened. It goes on from a newer one only after a save, or once the
    newer texts have been shown, so that nothing is written over unseen.
    """

    version = VersionField(
        default=0, validators=[InputRequired("This page lost its number. Open it again; what you typed is kept below.")]
    )

    @property
    def seen_version(self) -> int:
        return self.version.data or 0

    def go_on_from(self, version: int) -> None:
        self.version.raw_data, self.version.data = None, version


def at_most(letters: int) -> Length:
    """A text no longer than this; the page that refuses it keeps what was typed."""
    return Length(max=letters, message=f"Keep this under {letters:,} letters; what you typed is still here.")


def offered(pairs: Iterable[tuple[object, str]], nothing: str | None = None) -> list[Any]:
    """Values and labels as the choices of a field; ``nothing`` heads them where none may be chosen."""
    choices = [SelectChoice(str(value), label) for value, label in pairs]
    return choices if nothing is None else [SelectChoice("", nothing), *choices]


class ChecksField(SelectMultipleField):
    """Several of a short list, as checkboxes; nothing ticked is an empty list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([tidy(value) for value in valuelist])


class DayFirstDateField(Field):
    """A date typed day first, in any form that contract.md section 1 reads. ``data`` is a ``date`` or ``None``."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return dates.to_text(self.data) if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        try:
            self.data = dates.parse_date(text) if text else None
        except dates.NotADate as fault:
            raise ValueError(f"{str(fault).capitalize()}.") from None


class ClockField(Field):
    """A time of day, picked or typed: ``9:14``, ``09.14`` or ``0914``. ``data`` is a ``time`` or ``None``."""

    widget = TimeInput()
    data: dt.time | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        match = _TIME.fullmatch(text)
        if match is None or int(match[1]) > 23 or int(match[2]) > 59:
            raise ValueError("Write the time like 9:14, or leave it empty.")
        self.data = dt.time(int(match[1]), int(match[2]))


class IdsField(Field):
    """Records ticked in a list that the page draws itself. ``data`` is a frozen set of ids."""

    data: frozenset[uuid.UUID]

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            self.data = frozenset(uuid.UUID(value) for value in valuelist)
        except ValueError:
            raise ValueError("Something was chosen that is not in the list: choose again.") from None

    def process_data(self, value: Any) -> None:
        self.data = frozenset(value or ())


def add_error(form: FlaskForm, error: DomainError) -> None:
    """Show a refusal by the domain on the field it concerns, or on the form as a whole."""
    field = form._fields.get(error.field) if error.field else None
    if field is not None:
        field.errors = [*field.errors, error.message]
    else:
        form.form_errors.append(error.message)


def faults_of(form: FlaskForm) -> list[DomainError]:
    """What a form found wrong, each beside its field."""
    return [DomainError(str(text), name) for name, texts in form.errors.items() for text in texts]


def as_sentences(errors: Iterable[DomainError]) -> list[dict[str, str]]:
    """Refusals as a script reads them, each with the field it concerns."""
    return [{"field": error.field or "", "sentence": error.message} for error in errors]


def handed_in(field: Field) -> HandedIn | None:
    """The file of a field as it is kept, or nothing. Raises ``DomainError`` where it is none that can be."""
    if not field.data:
        return None
    content = field.data.stream.read(LARGEST + 1)
    field.data.close()
    return take_in(field.data.filename or "", content)
