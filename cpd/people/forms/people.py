"""Forms of people, schools, roles, settings and imports."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from cpd.core import theme
from cpd.core.forms import BaseForm, DayFirstDateField, VersionedForm, offered
from cpd.people.models import Phase, Role, StaffGroup
from cpd.people.rules.staff import read_staff_group

_PHASES = offered((phase.value, phase.value.capitalize()) for phase in Phase)


def _needed(message: str) -> InputRequired:
    return InputRequired(message)


class UploadForm(BaseForm):
    kind = RadioField("What is in the file?", validators=[_needed("Choose what is in the file.")])
    file = FileField(
        "The file",
        description="CSV or Excel (XLSX), as your own system writes it.",
        validators=[FileRequired("Choose the file.")],
    )
    sheet = StringField(
        "Sheet", description="Only for an Excel file whose list is not on the first sheet.", validators=[Optional()]
    )
    trust_uid = StringField(
        "Trust UID",
        description="Only for the schools download of the whole country: the number of your trust.",
        validators=[Optional(), Length(max=20)],
    )
    end_missing_on = DayFirstDateField(
        "End missing posts on",
        description="Only for staff: posts of the schools in the file that are missing from it end on this day.",
        validators=[Optional()],
    )


class ConfirmImportForm(BaseForm):
    mark = HiddenField()
    agreed = BooleanField("Yes, end these posts")


class ContactsForm(BaseForm):
    """The lead, up to three deputies, and the head; an empty line is left out."""

    lead_name = StringField("Designated safeguarding lead", validators=[Length(max=200)])
    lead_reached_by = StringField("How to reach them", validators=[Length(max=200)])
    deputy_name = StringField("Deputy", validators=[Length(max=200)])
    deputy_reached_by = StringField("How to reach them", validators=[Length(max=200)])
    second_deputy_name = StringField("Second deputy", validators=[Length(max=200)])
    second_deputy_reached_by = StringField("How to reach them", validators=[Length(max=200)])
    third_deputy_name = StringField("Third deputy", validators=[Length(max=200)])
    third_deputy_reached_by = StringField("How to reach them", validators=[Length(max=200)])
    head_name = StringField("Head", validators=[Length(max=200)])
    head_reached_by = StringField("How to reach them", validators=[Length(max=200)])
    opened = HiddenField()

    LINES = ("lead", "deputy", "second_deputy", "third_deputy", "head")

    def pairs(self) -> list[tuple[Any, Any]]:
        return [(self[f"{line}_name"], self[f"{line}_reached_by"]) for line in self.LINES]

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        for name, reached_by in self.pairs():
            if name.data and not reached_by.data:
                reached_by.errors = [*reached_by.errors, f"Say how {name.data} is reached, for example by telephone."]
                sound = False
            if reached_by.data and not name.data:
                name.errors = [*name.errors, "Give a name, or leave both empty."]
                sound = False
        return sound


class SchoolForm(VersionedForm):
    name = StringField("Name", validators=[_needed("Give the name of the school."), Length(max=200)])
    phase = SelectField("Phase", choices=_PHASES)
    postcode = StringField("Postcode", validators=[Optional(), Length(max=10)])
    joined_on = DayFirstDateField(
        "Joined the trust on",
        description="Posts count in training figures from this day.",
        validators=[Optional()],
    )
    closed_on = DayFirstDateField("Closed on", validators=[Optional()])


class TrustForm(VersionedForm):
    name = StringField("Name of the trust", validators=[_needed("Give the name of the trust."), Length(max=200)])
    named_person = StringField(
        "Named person",
        description="Whom to turn to with a worry about a head. Shown on every page of a visit.",
        validators=[Length(max=200)],
    )
    named_person_reached_by = StringField("How to reach them", validators=[Length(max=200)])
    colour_header = StringField(
        "Colour of the header",
        description=f"For example {theme.BRAND}, which is ours. Empty: ours.",
        validators=[Length(max=7)],
    )
    colour_action = StringField(
        "Colour of buttons and links",
        description=f"For example {theme.ACTION}, which is ours. Empty: ours.",
        validators=[Length(max=7)],
    )


class JobTitlesForm(BaseForm):
    table = TextAreaField(
        "The table",
        description="One line each: words = staff group. The groups are leader, teacher, teaching_assistant, support.",
        validators=[_needed("The table needs at least one line.")],
        render_kw={"rows": 30, "spellcheck": "false"},
    )
    opened = HiddenField()

    def validate_table(self, field: Any) -> None:
        for number, line in enumerate(field.data.split("\n"), 1):
            words, sign, group = line.rpartition("=")
            if line.strip() and not (sign and words.strip() and read_staff_group(group)):
                raise ValidationError(f"Line {number} is not words = staff group: {line.strip()[:60]}")

    def lines(self) -> list[tuple[str, StaffGroup]]:
        pairs = (line.rpartition("=") for line in (self.table.data or "").split("\n") if line.strip())
        return [(" ".join(words.split())[:200], group) for words, _, text in pairs if (group := read_staff_group(text))]


class AwayForm(VersionedForm):
    started_on = DayFirstDateField("First day away", validators=[_needed("Give the first day away.")])
    ended_on = DayFirstDateField(
        "Last day away", description="Leave it empty while the day is not known.", validators=[Optional()]
    )


class RoleForm(BaseForm):
    role = SelectField("Role", choices=offered((role.value, role.label) for role in Role))
    school = SelectField("School", description="For an ambassador, a head or an office.", validators=[Optional()])
    of_person = StringField(
        "Staff code of the person appraised",
        description="For an appraiser. The staff code is on the person's page.",
        validators=[Optional(), Length(max=40)],
    )
    started_on = DayFirstDateField("From", validators=[_needed("Give the first day.")])
    ended_on = DayFirstDateField("Until", description="Empty: until somebody ends it.", validators=[Optional()])


class EndRoleForm(BaseForm):
    ended_on = DayFirstDateField("Last day", validators=[_needed("Give the last day.")])


class DelegationForm(BaseForm):
    person = SelectField("Deputy", validators=[_needed("Choose who acts for you.")])
    started_on = DayFirstDateField("From", validators=[_needed("Give the first day.")])
    ended_on = DayFirstDateField("Until", validators=[_needed("Give the last day: a delegation always ends.")])
