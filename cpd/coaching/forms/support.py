"""The forms of caseloads, of what people wish of coaching, and of supervision."""

import uuid

from wtforms import BooleanField, Field, IntegerField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, ValidationError

from cpd.coaching.forms.fields import MOST_WORDS, IdField, id_or_none
from cpd.coaching.rules.support import Reminder, Rhythm
from cpd.core.forms import BaseForm, ChecksField, OnceForm, VersionedForm, at_most, offered


class AllotForm(BaseForm):
    person_id = SelectField("Who is to be supported?", coerce=id_or_none, validate_choice=False)
    ambassador_id = SelectField("Which ambassador?", coerce=id_or_none, validate_choice=False)
    knowingly = BooleanField("Ask them all the same: both know of it and want it so")

    def offer(self, people: list[tuple[uuid.UUID, str]], ambassadors: list[tuple[uuid.UUID, str]]) -> None:
        for field, pairs in ((self.person_id, people), (self.ambassador_id, ambassadors)):
            field.choices = offered(((id_, name) for id_, name in pairs), "Choose a name")

    def validate_person_id(self, field: Field) -> None:
        if field.data is None:
            raise ValidationError("Choose who is to be supported.")

    def validate_ambassador_id(self, field: Field) -> None:
        if field.data is None:
            raise ValidationError("Choose an ambassador.")


def _whole(label: str, description: str, most: int) -> IntegerField:
    return IntegerField(
        label,
        description=description,
        validators=[
            InputRequired("Write a whole number."),
            NumberRange(1, most, f"Write a whole number from 1 to {most}."),
        ],
        render_kw={"inputmode": "numeric"},
    )


class RhythmForm(VersionedForm):
    visit_every_weeks = _whole("Weeks from one visit to the next", "What a caseload calls due and late.", 26)
    nobody_for_weeks = _whole("Weeks after which nobody should be left without a visit", "Shown as it comes up.", 52)
    share_within_days = _whole("Days within which a visit is shared", "After them its visitor is reminded.", 28)

    @property
    def rhythm(self) -> Rhythm:
        assert self.visit_every_weeks.data
        assert self.nobody_for_weeks.data
        assert self.share_within_days.data
        return Rhythm(self.visit_every_weeks.data, self.nobody_for_weeks.data, self.share_within_days.data)


class RemindersForm(BaseForm):
    wanted = ChecksField("Write to me when", choices=offered((one.value, one.label) for one in Reminder))


class LookForForm(BaseForm):
    look_for_id = IdField("Look-for of the week")


class SupervisionForm(OnceForm):
    text = TextAreaField(
        "What do you bring to supervision?",
        description="What happened, what you did, what you would like to think through. Leave names out: “a colleague "
        "new to Year 4” is enough.",
        validators=[DataRequired("Write something first."), at_most(MOST_WORDS)],
        render_kw={"rows": 8, "autocapitalize": "sentences"},
    )
