"""Whom a head has reminded, and which mails about appraisal come."""

from wtforms import BooleanField
from wtforms.validators import InputRequired

from cpd.appraisal.rules.stages import BEFORE_CLOSING
from cpd.core.forms import BaseForm, ChecksField, offered


class RemindForm(BaseForm):
    """Each stage is a group that is reminded whole; one at which nobody is late any more does no harm."""

    stages = ChecksField(
        "Whom to remind",
        choices=offered((stage.value, stage.label) for stage in BEFORE_CLOSING),
        validators=[InputRequired("Tick at least one stage.")],
    )


class AppraisalMailForm(BaseForm):
    wanted = BooleanField(
        "I would like a mail when it becomes my move, and when something has waited for me past its day"
    )
