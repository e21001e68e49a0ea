"""A round of consistency, and how somebody reads one of its cases."""

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from cpd.appraisal.forms.parts import MOST_LINE
from cpd.core.forms import BaseForm, ChecksField, DayFirstDateField, OnceForm, at_most


class RoundForm(OnceForm):
    title = StringField(
        "What do you call it?",
        description="For example: before the end-of-year meetings.",
        render_kw={"autocomplete": "off"},
        validators=[DataRequired("Give the round a name."), Length(max=200, message="Keep this under 200 letters.")],
    )
    closes_on = DayFirstDateField(
        "Until when may people answer?", validators=[InputRequired("Give the last day for answers.")]
    )
    case_codes = ChecksField("Which reviews do you read?", validators=[InputRequired("Choose one review at least.")])


class LastDayForm(BaseForm):
    closes_on = DayFirstDateField(
        "Until when may people answer?", validators=[InputRequired("Give the last day for answers.")]
    )


class CaseAnswerForm(BaseForm):
    conclusion = RadioField(
        "How would you conclude it?", validators=[InputRequired("Choose how you would conclude it.")]
    )
    standard_codes = ChecksField(
        "Which standards would the support concern?",
        description="Only where you would agree support, and only those that it concerns.",
    )
    why = TextAreaField(
        "Why, in a sentence?",
        description="Once the round is over the others read it without your name.",
        render_kw={"rows": 3},
        validators=[DataRequired("Say why, in a sentence."), at_most(MOST_LINE)],
    )
