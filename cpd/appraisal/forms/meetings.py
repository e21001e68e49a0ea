"""What the two write before and in a meeting, and when it is."""

import datetime as dt
from collections.abc import Iterable

from wtforms.validators import InputRequired, ValidationError

from cpd.appraisal.documents import standard_name
from cpd.appraisal.forms.parts import MOST_LINE, MOST_SENTENCE
from cpd.appraisal.forms.words import Place
from cpd.appraisal.pages.meetings import MeetingPage
from cpd.appraisal.services.parts import SENTENCE, TEXT
from cpd.core.clock import LONDON
from cpd.core.forms import BaseForm, ClockField, DayFirstDateField, VersionedForm
from cpd.standards.models import Standard

MOST_PART, MOST_UNDER, MOST_MINUTES = 12_000, 2_000, 20_000
EARLIEST, LATEST = dt.time(7), dt.time(20)


def part_places(standards: Iterable[Standard]) -> list[Place]:
    """One text, and a few words under whichever standard somebody likes."""
    under = [Place(f"{SENTENCE}{one.code}", standard_name(one), MOST_UNDER, rows=2) for one in standards]
    return [Place(TEXT, "What I want to say", MOST_PART, "As much or as little as you like.", rows=10), *under]


# What the two write down for both.
NOTES = (
    Place(
        "minutes",
        "Minutes",
        MOST_MINUTES,
        "What you talked about and what you agreed. Both of you can type, also at the same time.",
        rows=8,
    ),
    Place(
        "workload",
        "Workload, wellbeing and flexible working",
        MOST_MINUTES,
        "What you agreed to change. Details of health are not written here.",
        rows=3,
    ),
    Place(
        "next_steps",
        "Next steps",
        MOST_MINUTES,
        "In this job or beyond it: what would you like to do in a few years, and what leads there?",
        rows=3,
    ),
)


def meeting_places(page: MeetingPage) -> list[Place]:
    """What is finished together: notes by both, and by the appraiser what stands in the statement."""
    if not page.can_agree:
        return [*NOTES]
    sentences = [Place(one.field, f"Agreed sentence: {one.name}", MOST_SENTENCE, rows=2) for one in page.standards]
    outcomes = [
        Place(one.field, f"What came of objective {number}", MOST_LINE, rows=2)
        for number, one in enumerate(page.objectives, 1)
    ]
    actions = [
        Place(one.field, f"What you agreed to do about need {number}", MOST_LINE, "Who does what, by when.", rows=2)
        for number, one in enumerate(page.needs, 1)
    ]
    return [*NOTES, *sentences, *outcomes, *actions]


class PlanForm(VersionedForm):
    """When a meeting is. Left empty it has no time."""

    planned_on = DayFirstDateField("Day")
    planned_at = ClockField("Time")

    def validate_planned_at(self, field: ClockField) -> None:
        if (self.planned_on.data is None) != (field.data is None):
            raise ValidationError("Give both the day and the time, or neither.")
        if field.data is not None and not EARLIEST <= field.data <= LATEST:
            raise ValidationError("Give a time between 7:00 and 20:00.")

    @property
    def moment(self) -> dt.datetime | None:
        if self.planned_on.data is None or self.planned_at.data is None:
            return None
        return dt.datetime.combine(self.planned_on.data, self.planned_at.data, LONDON).astimezone(dt.UTC)


class HeldForm(BaseForm):
    held_on = DayFirstDateField("You met on", validators=[InputRequired("Give the day on which you met.")])
