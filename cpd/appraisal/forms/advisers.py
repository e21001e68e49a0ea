"""Naming an adviser on the review of a head."""

from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from cpd.appraisal.rules.stages import Capacity
from cpd.core.forms import OnceForm, offered


class AdviserForm(OnceForm):
    name = StringField(
        "Name",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
        validators=[DataRequired("Give their name."), Length(max=200, message="That is longer than a name.")],
    )
    capacity = RadioField(
        "As what do they take part?",
        choices=offered([(one.value, one.label) for one in Capacity]),
        validators=[InputRequired("Choose one.")],
    )
