"""Signing a review, and who appraises and reads."""

from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from cpd.core.forms import BaseForm


class SignForm(BaseForm):
    seen = HiddenField()
    typed_name = StringField(
        "Type your name to sign",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
        validators=[DataRequired("Type your name to sign."), Length(max=200, message="That is longer than a name.")],
    )


class AppointForm(BaseForm):
    appraiser_id = SelectField("Appraiser", validators=[InputRequired("Choose an appraiser.")])


class ConfidentialForm(BaseForm):
    hr_contact_id = SelectField("HR contact", validators=[InputRequired("Choose an HR contact.")])
