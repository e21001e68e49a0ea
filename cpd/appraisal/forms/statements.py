"""Asking whether a statement is ours."""

from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import Length

from cpd.core.forms import BaseForm


class CheckForm(BaseForm):
    code = StringField(
        "The code on the page",
        description="Twenty letters and digits; spaces and hyphens do not matter.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
        validators=[Length(max=100, message="That is longer than a code.")],
    )
    file = FileField("Or the file itself", description="The PDF as it was saved. It is compared and not kept.")
