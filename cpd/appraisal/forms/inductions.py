"""Who looks after an induction, and what its dates hang on."""

from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from cpd.core.forms import VersionedForm

INDUCTION_FIELDS = (
    "mentor_id",
    "tutor_id",
    "percent_of_full_time",
    "terms_served",
    "days_absent_first",
    "days_absent_second",
    "appropriate_body",
    "appropriate_body_address",
)


def _between(low: int, high: int, message: str) -> list[object]:
    return [InputRequired(message), NumberRange(low, high, message)]


class InductionForm(VersionedForm):
    mentor_id = SelectField("Mentor", description="Supports them week by week, and does not assess them.")
    tutor_id = SelectField("Induction tutor", description="Reviews their progress each term.")
    percent_of_full_time = IntegerField(
        "Share of full time, in per cent",
        default=100,
        render_kw={"inputmode": "numeric"},
        validators=_between(1, 100, "Give a whole number from 1 to 100."),
    )
    terms_served = IntegerField(
        "Terms served before, elsewhere",
        description="Whole terms of full time that the appropriate body has counted, or taken off for experience.",
        default=0,
        render_kw={"inputmode": "numeric"},
        validators=_between(0, 5, "Give a whole number from 0 to 5."),
    )
    days_absent_first = IntegerField(
        "School days away in the first year",
        description=(
            "Those on which they were due to work, up to the first assessment. Maternity, paternity, adoption, shared "
            "parental and parental bereavement leave only if they have chosen to extend by it. The number alone; why "
            "is written nowhere."
        ),
        default=0,
        render_kw={"inputmode": "numeric"},
        validators=_between(0, 400, "Give a whole number of days."),
    )
    days_absent_second = IntegerField(
        "School days away in the second year",
        description="The same, from the first assessment to the final one.",
        default=0,
        render_kw={"inputmode": "numeric"},
        validators=_between(0, 400, "Give a whole number of days."),
    )
    appropriate_body = StringField(
        "Appropriate body",
        render_kw={"autocomplete": "off"},
        validators=[Length(max=200, message="Keep this shorter.")],
    )
    appropriate_body_address = StringField(
        "Address of its system",
        description="Where assessments are made. There are no assessment forms here.",
        render_kw={"type": "url", "autocomplete": "off", "spellcheck": "false"},
        validators=[
            Optional(),
            Length(max=300, message="That is longer than an address."),
            Regexp("https?://[^ ]+$", message="Copy the whole address, beginning with https://."),
        ],
    )
