"""Forms of paid time: claiming, answering, and the files of payroll."""

import datetime as dt
import uuid

from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from cpd.core.forms import BaseForm, VersionedForm, offered
from cpd.training.rules.paid_time import in_files, read_month

_MINUTES = "Write the minutes as a whole number, for example 45."
_LONGEST_DAY = 24 * 60


def _minutes(label: str, description: str = "") -> IntegerField:
    return IntegerField(
        label,
        description=description,
        validators=[InputRequired(_MINUTES), NumberRange(1, _LONGEST_DAY, _MINUTES)],
        render_kw={"inputmode": "numeric"},
    )


class OwnClaimForm(VersionedForm):
    minutes = _minutes("Minutes")
    remark = StringField(
        "A sentence about it",
        description="Only needed where you claim more than was reckoned.",
        validators=[Length(max=300)],
    )


class DecisionForm(VersionedForm):
    answer = RadioField(
        "Your answer",
        choices=offered([("approve", "Approve"), ("refuse", "Refuse")]),
        validators=[InputRequired("Choose whether these minutes are approved.")],
    )
    minutes = _minutes("Minutes")
    remark = StringField(
        "A sentence about it",
        description="Needed where you refuse, or change the minutes or an earlier answer. The person reads it.",
        validators=[Length(max=300)],
    )


class AnswersForm(BaseForm):
    """Claims ticked in a list, each with its version as it was seen: ``ID:VERSION``."""

    answer = HiddenField()
    remark = StringField(
        "A sentence about it",
        description="Needed where you refuse. Each person reads it.",
        validators=[Length(max=300)],
    )

    @staticmethod
    def seen(values: list[str]) -> dict[uuid.UUID, int]:
        """What was ticked. A value that is none of ours is left out."""
        seen: dict[uuid.UUID, int] = {}
        for value in values:
            claim_id, _, version = value.partition(":")
            try:
                seen[uuid.UUID(claim_id)] = int(version)
            except ValueError:
                continue
        return seen


class PayrollForm(BaseForm):
    month = SelectField("Month", validators=[InputRequired("Choose the month.")])

    def offer(self, today: dt.date) -> None:
        """This month and the eleven before it, last month first chosen."""
        first = today.replace(day=1)
        months = [first]
        while len(months) < 12:
            months.append((months[-1] - dt.timedelta(days=1)).replace(day=1))
        self.month.choices = offered((in_files(month), f"{month:%B %Y}") for month in months)
        self.month.data = self.month.data or in_files(months[1])

    def asked(self) -> dt.date:
        return read_month(self.month.data)
