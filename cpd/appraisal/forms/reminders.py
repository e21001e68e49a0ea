"""Which mails about appraisal come."""

from wtforms import BooleanField

from cpd.core.forms import BaseForm


class AppraisalMailForm(BaseForm):
    wanted = BooleanField("I would like a mail when something has waited for me past its day")
