"""Forms of training: completions for many at once, putting one right, exemptions, own certificates."""

import uuid

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from cpd.core.forms import BaseForm, ClockField, DayFirstDateField, IdsField, OnceForm, VersionedForm
from cpd.training.services.completions import Facts, Occasion
from cpd.training.services.exemptions import Spell

_MOST_TYPED = 300


def _minutes() -> IntegerField:
    return IntegerField(
        "Minutes",
        description="How long it took, for example 90.",
        validators=[Optional(), NumberRange(1, 60_000, "Write the minutes as a whole number, for example 90.")],
        render_kw={"inputmode": "numeric"},
    )


class _FactsForm(BaseForm):
    completed_on = DayFirstDateField("Completed on", validators=[InputRequired("Say on which day it was completed.")])
    expires_on = DayFirstDateField(
        "Valid until",
        description="Only where the certificate itself says so. Otherwise leave it empty.",
        validators=[Optional()],
    )
    minutes = _minutes()
    provider = StringField("Who provided it", validators=[Optional(), Length(max=200)])
    certificate_ref = StringField("Number of the certificate", validators=[Optional(), Length(max=100)])

    def facts(self) -> Facts:
        return Facts(
            self.completed_on.data,
            self.expires_on.data,
            self.minutes.data,
            self.provider.data or "",
            self.certificate_ref.data or "",
        )


class CompletionsForm(OnceForm, _FactsForm):
    """One course, one day, many people, and the occasion as far as it is known."""

    course = SelectField("Course", validators=[InputRequired("Choose the course.")])
    people = IdsField("Who completed it")
    typed = TextAreaField(
        "Anybody else",
        description="Staff codes, work addresses or whole names, one on each line.",
        validators=[Optional(), Length(max=20_000)],
        render_kw={"rows": 3, "spellcheck": "false"},
    )
    place = StringField("Place", validators=[Optional(), Length(max=200)])
    starts_at = ClockField("From", validators=[Optional()])
    ends_at = ClockField("To", validators=[Optional()])
    host_school = SelectField("Host school", validators=[Optional()])
    led_by = StringField(
        "Led by",
        description="The staff code of whoever led it, if they work for the trust.",
        validators=[Optional(), Length(max=40)],
    )

    def lines(self) -> list[str]:
        """What was typed, a person a line, each once."""
        lines = [line.strip(" ,;") for line in (self.typed.data or "").splitlines()]
        return list(dict.fromkeys(line for line in lines if line))[:_MOST_TYPED]

    def occasion(self, leader_id: uuid.UUID | None) -> Occasion:
        return Occasion(
            self.starts_at.data,
            self.ends_at.data,
            self.place.data or "",
            uuid.UUID(self.host_school.data) if self.host_school.data else None,
            leader_id,
        )


class CompletionForm(VersionedForm, _FactsForm):
    pass


class OwnCertificateForm(OnceForm, _FactsForm):
    course = SelectField("Course", validators=[InputRequired("Choose the course.")])


class ReturnForm(BaseForm):
    remark = StringField(
        "What is missing",
        description="One sentence that the person reads, for example: the certificate is of another course.",
        validators=[InputRequired("Say what is missing, so that it can be put right."), Length(max=300)],
    )


class _SpellForm(BaseForm):
    reason = StringField(
        "Reason",
        description="For example: teaches this course herself. No health details, please.",
        validators=[InputRequired("Give a reason."), Length(max=500)],
    )
    started_on = DayFirstDateField("First day", validators=[InputRequired("Say from which day.")])
    ended_on = DayFirstDateField(
        "Last day", description="Leave it empty while no end is known.", validators=[Optional()]
    )

    def spell(self) -> Spell:
        return Spell(self.reason.data or "", self.started_on.data, self.ended_on.data)


class ExemptionNewForm(_SpellForm):
    course = SelectField("Course", validators=[InputRequired("Choose the course.")])


class ExemptionForm(VersionedForm, _SpellForm):
    pass
