"""Whom one asks to read a review as moderator."""

from wtforms import SelectField
from wtforms.validators import InputRequired

from cpd.core.forms import BaseForm


class ModerationForm(BaseForm):
    moderator_id = SelectField(
        "Who should read this review?",
        description="Somebody who heads or appraises at another school. They read nothing unless its person agrees.",
        validators=[InputRequired("Choose who should read it.")],
    )
