"""The form of several sessions of one day: what they share, an hour and a place for each, and who is asked to which."""

import uuid
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from cpd.core.forms import BaseForm, OnceForm, offered
from cpd.training.forms.sessions import DayForm, HourForm
from cpd.training.models import SessionForm
from cpd.training.services.session_days import MOST_SESSIONS

FIRST_OFFERED = 3
# To every session of the day; to none of them, whatever is said of all schools.
EACH, NONE = "each", "none"


class _Part(BaseForm):
    """A part of the form, which carries the one token for all."""

    class Meta(BaseForm.Meta):
        csrf = False


class SlotForm(HourForm, _Part):
    """One session of the day. Left empty, it is none."""

    other_course = SelectField("Another course", validators=[Optional()])

    @property
    def is_filled(self) -> bool:
        """Whether anything was typed; a school that stands in a list by itself says nothing."""
        typed = (self.starts_at, self.ends_at, self.place, self.leader, self.led_with, self.online_address, self.places)
        return any(field.raw_data and str(field.raw_data[0]).strip() for field in typed) or bool(self.other_course.data)


class GoesForm(_Part):
    """To which session the people of a school go."""

    session = SelectField("Session", validators=[Optional()])


class SessionDayForm(OnceForm, DayForm):
    rows = IntegerField(widget=HiddenInput(), default=FIRST_OFFERED, validators=[NumberRange(1, MOST_SESSIONS)])
    group = SelectField("Which staff", validators=[Optional()])
    who_need = BooleanField("Only who still needs the course on that day")

    @property
    def row_count(self) -> int:
        return min(max(self.rows.data or FIRST_OFFERED, 1), MOST_SESSIONS)

    def offer_one_more(self) -> None:
        self.rows.raw_data, self.rows.data = None, min(self.row_count + 1, MOST_SESSIONS)


def day_form(typed: MultiDict[str, str] | None) -> SessionDayForm:
    """An INSET day is what several sessions mostly are."""
    return SessionDayForm(formdata=typed, data={"form": SessionForm.INSET.value})


def slot_forms(typed: MultiDict[str, str] | None, count: int, first: dict[str, Any]) -> list[SlotForm]:
    """The sessions of the day, numbered from one; the first as it is suggested."""
    return [SlotForm(formdata=typed, prefix=f"s{n}-", data=first if n == 1 else None) for n in range(1, count + 1)]


def goes_form(typed: MultiDict[str, str] | None, school_id: uuid.UUID | None, rows: int) -> GoesForm:
    """To which of so many sessions a school goes; without a school, all that nothing else is said of."""
    form = GoesForm(formdata=typed, prefix=f"to-{school_id.hex if school_id else 'all'}-")
    numbers = [(str(n), f"Session {n}") for n in range(1, rows + 1)]
    if school_id is None:
        form.session.choices = offered([*numbers, (EACH, "Every session of the day")], "Nobody yet")
    else:
        of_one = [*numbers, (EACH, "Every session of the day"), (NONE, "Nobody of this school")]
        form.session.choices = offered(of_one, "As all the others")
    return form


def sessions_of(goes: GoesForm, rows: int) -> tuple[int, ...] | None:
    """Which of the rows was chosen; ``None`` where nothing is said of this school."""
    chosen = goes.session.data or ""
    if chosen == EACH:
        return tuple(range(1, rows + 1))
    if chosen == NONE:
        return ()
    return (int(chosen),) if chosen else None
