"""Forms of figures for other programs, of files made regularly, and of which mail about training comes."""

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from cpd.core.forms import BaseForm, ChecksField, DayFirstDateField, OnceForm, offered
from cpd.training.models import Rhythm

SCOPE_NAMES = {"coverage": "Figures", "people": "Names: who is trained and who is not"}
RHYTHM_NAMES = {Rhythm.WEEKLY: "Each Monday", Rhythm.MONTHLY: "On the first of each month"}
FILE_NAMES = {
    "summary csv": "Figures, CSV",
    "people csv": "By name, CSV",
    "all xlsx": "Figures, the names you may see and definitions, XLSX",
}


class ReadingTokenForm(OnceForm):
    name = StringField(
        "What it is for",
        description="For example: the board's dashboard.",
        validators=[InputRequired("Say what it is for, so that you know it again."), Length(max=100)],
    )
    scopes = ChecksField("What it may read", validators=[InputRequired("Choose what it may read.")])
    ends_on = DayFirstDateField(
        "Last day",
        description="At the latest a year from now; then make a new one.",
        validators=[InputRequired("Say until when.")],
    )


class ScheduledExportForm(BaseForm):
    rhythm = SelectField("How often", choices=offered(RHYTHM_NAMES.items()))
    file = SelectField("Which file")


class TrainingMailForm(BaseForm):
    wanted = ChecksField("I would like a mail when")
