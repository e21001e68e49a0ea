"""Moving a review to another stage, and taking it up again."""

from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from cpd.core.forms import BaseForm, at_most

MOST_REASON = 280


class ReasonForm(BaseForm):
    reason = TextAreaField(
        "Why?",
        description="A few words. They stand on the page for everybody who reads this review.",
        render_kw={"rows": 3},
        validators=[DataRequired("Say why in a few words."), at_most(MOST_REASON)],
    )


class MoveForm(ReasonForm):
    stage = SelectField("To which stage?", validators=[InputRequired("Choose a stage.")])
