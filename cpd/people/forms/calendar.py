"""Forms of the school calendar and of working hours."""

import re
from itertools import pairwise
from typing import Any

from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from cpd.core.forms import BaseForm, ClockField, DayFirstDateField, VersionedForm, offered
from cpd.people.models import CalendarKind
from cpd.people.rules.calendar import Hours
from cpd.people.services.calendar import Entry

_SPAN = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(?:-|–|to)\s*(\d{1,2})(?:[:.]?(\d{2}))?")
_HOURS = "Write hours like 8:30-12:00, 13:00-15:30."


class PeriodForm(VersionedForm):
    kind = RadioField(
        "What is it?",
        choices=offered((kind.value, kind.label) for kind in CalendarKind),
        validators=[InputRequired("Choose what it is.")],
    )
    started_on = DayFirstDateField("First day", validators=[InputRequired("Give the first day.")])
    ended_on = DayFirstDateField(
        "Last day",
        description="The same day again for a single day.",
        validators=[InputRequired("Give the last day; for a single day, the same.")],
    )

    def entry(self) -> Entry:
        return Entry(CalendarKind(self.kind.data), self.started_on.data, self.ended_on.data)


class DayHoursForm(VersionedForm):
    day_starts_at = ClockField("The working day starts", validators=[InputRequired("Say when the day starts.")])
    day_ends_at = ClockField("It ends", validators=[InputRequired("Say when the day ends.")])


class PostHoursForm(BaseForm):
    """A line for each day of the week; several spans where somebody comes twice a day."""

    monday = StringField("Monday", validators=[Length(max=100)])
    tuesday = StringField("Tuesday", validators=[Length(max=100)])
    wednesday = StringField("Wednesday", validators=[Length(max=100)])
    thursday = StringField("Thursday", validators=[Length(max=100)])
    friday = StringField("Friday", validators=[Length(max=100)])
    saturday = StringField("Saturday", validators=[Length(max=100)])
    sunday = StringField("Sunday", validators=[Length(max=100)])
    opened = HiddenField()

    DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        for name in self.DAYS:
            try:
                read_hours(self[name].data or "")
            except ValueError as fault:
                self[name].errors = [*self[name].errors, str(fault)]
                sound = False
        return sound

    def week(self) -> dict[int, list[Hours]]:
        week = {weekday: read_hours(self[name].data or "") for weekday, name in enumerate(self.DAYS)}
        return {weekday: spans for weekday, spans in week.items() if spans}


def read_hours(text: str) -> list[Hours]:
    """``8:30-12:00, 13:00-15:30`` as spans in order. Raises ``ValueError`` with a sentence."""
    spans: list[Hours] = []
    for part in filter(None, (part.strip() for part in re.split(r"[,;]|\band\b", text))):
        match = _SPAN.fullmatch(part)
        if match is None:
            raise ValueError(_HOURS)
        first_hour, first_minute, last_hour, last_minute = (int(number or 0) for number in match.groups())
        if max(first_hour, last_hour) > 23 or max(first_minute, last_minute) > 59:
            raise ValueError(f"“{part}” is not a time of day. {_HOURS}")
        span = Hours(first_hour * 60 + first_minute, last_hour * 60 + last_minute)
        if not span.minutes:
            raise ValueError(f"“{part}” ends before it starts.")
        spans.append(span)
    spans.sort()
    if any(later.start < earlier.end for earlier, later in pairwise(spans)):
        raise ValueError("Two of these times overlap.")
    return spans
