"""A cycle with its policy and dates, and the trust's priorities."""

import datetime as dt

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from cpd.appraisal.rules.stages import BEFORE_CLOSING, CyclePolicy, Stage
from cpd.core.forms import BaseForm, DayFirstDateField, OnceForm, VersionedForm, at_most, offered

_POLICIES = offered([(policy.value, policy.label) for policy in CyclePolicy])


class CycleForm(BaseForm):
    starts_on = DayFirstDateField("First day", validators=[InputRequired("Give the first day of the cycle.")])
    ends_on = DayFirstDateField("Last day", validators=[InputRequired("Give the last day of the cycle.")])
    policy = RadioField(
        "What does it follow?",
        choices=_POLICIES,
        default=CyclePolicy.OWN.value,
        validators=[InputRequired("Choose what the cycle follows.")],
    )


class _CycleChoicesForm(VersionedForm):
    policy = RadioField(
        "What does it follow?", choices=_POLICIES, validators=[InputRequired("Choose what the cycle follows.")]
    )
    policy_address = StringField(
        "Address of the policy",
        description="Where people read it. It stands on each review.",
        render_kw={"type": "url", "autocomplete": "off", "spellcheck": "false"},
        validators=[
            Optional(),
            Length(max=300, message="That is longer than an address."),
            Regexp("https?://[^ ]+$", message="Copy the whole address, beginning with https://."),
        ],
    )
    has_pay_field = BooleanField("Reviews have a field for a recommendation on pay")
    has_moderation = BooleanField("Our policy names moderators")

    def dates(self) -> dict[Stage, dt.date]:
        """The days that were given; a stage left empty gets the usual one."""
        return {stage: self[stage.value].data for stage in BEFORE_CLOSING if self[stage.value].data}


CycleChoicesForm: type[_CycleChoicesForm] = type(
    "CycleChoicesForm",
    (_CycleChoicesForm,),
    {stage.value: DayFirstDateField(stage.label, validators=[Optional()]) for stage in BEFORE_CLOSING},
)


class PriorityForm(OnceForm, VersionedForm):
    title = StringField(
        "What do we work on together?",
        description="A few words that everybody can say from memory.",
        render_kw={"autocomplete": "off"},
        validators=[DataRequired("Name the priority."), Length(max=200, message="Keep this under 200 letters.")],
    )
    why = TextAreaField("Why?", render_kw={"rows": 3}, validators=[at_most(600)])
    started_on = DayFirstDateField("From", validators=[InputRequired("Give the first day.")])
    ended_on = DayFirstDateField(
        "Until", description="Leave it empty while there is no end in sight.", validators=[Optional()]
    )
