"""Forms of who must hold a course."""

import datetime as dt
import uuid
from typing import Any

from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from cpd.core.errors import DomainError
from cpd.core.forms import BaseForm, ChecksField, DayFirstDateField, OnceForm, offered
from cpd.people.models import Phase, Role, StaffGroup
from cpd.training.services.requirements import Asked
from cpd.training.wording import GROUP_NAMES, ROLE_NAMES

_MOST_LINES = 300


class DraftForm(BaseForm):
    """Whom a course would be asked of. It is sent as an address, so that a draft can be looked at and passed on."""

    class Meta(BaseForm.Meta):
        csrf = False

    staff_groups = ChecksField(
        "Staff groups",
        description="None ticked: all staff.",
        choices=offered((group.value, GROUP_NAMES[group]) for group in StaffGroup),
        validators=[Optional()],
    )
    phases = ChecksField(
        "Phases",
        description="None ticked: every phase.",
        choices=offered((phase.value, phase.value.capitalize()) for phase in Phase),
        validators=[Optional()],
    )
    schools = ChecksField("Schools", description="None ticked: every school.", validators=[Optional()])
    job_titles = TextAreaField(
        "Job titles",
        description="One on each line, as they stand in the staff list. Empty: every job.",
        validators=[Optional(), Length(max=5_000)],
        render_kw={"rows": 2, "spellcheck": "false"},
    )
    roles = ChecksField(
        "Roles",
        description="Only people who hold one of these on the platform.",
        choices=offered((role.value, ROLE_NAMES[role].capitalize()) for role in Role),
        validators=[Optional()],
    )
    people = TextAreaField(
        "Only these people",
        description="Staff codes, work addresses or whole names, one on each line. Empty: all of the above.",
        validators=[Optional(), Length(max=20_000)],
        render_kw={"rows": 2, "spellcheck": "false"},
    )
    effective_from = DayFirstDateField("From", validators=[InputRequired("Say from which day.")])
    effective_to = DayFirstDateField(
        "Until", description="Leave it empty while no end is known.", validators=[Optional()]
    )
    grace_days = IntegerField(
        "Days to do it in",
        description="Counted from the first day above, or from the start of a new post.",
        validators=[InputRequired("Say how many days."), NumberRange(0, 3660, "From 0 to 3,660 days.")],
        render_kw={"inputmode": "numeric"},
    )

    def lines(self) -> list[str]:
        """The people typed, one a line, each once."""
        return _lines(self.people.data)

    def asked(self, person_ids: frozenset[uuid.UUID]) -> Asked:
        groups, phases = set(self.staff_groups.data or ()), set(self.phases.data or ())
        roles = set(self.roles.data or ())
        asked = Asked(
            tuple(group for group in StaffGroup if group in groups),
            tuple(phase for phase in Phase if phase in phases),
            frozenset(uuid.UUID(key) for key in self.schools.data or ()),
            tuple(_lines(self.job_titles.data)),
            tuple(role for role in Role if role in roles),
            person_ids,
            self.effective_from.data,
            self.effective_to.data,
            self.grace_days.data or 0,
        )
        asked.check()
        return asked


class RequirementForm(OnceForm, DraftForm):
    """The same draft, sent to be switched on."""

    class Meta(BaseForm.Meta):
        csrf = True


class EndRequirementForm(BaseForm):
    last_day = DayFirstDateField(
        "Last day on which it is asked",
        description="Figures up to that day stay as they are.",
        validators=[InputRequired("Say which day is the last.")],
    )
    seen = HiddenField()

    @property
    def seen_day(self) -> dt.date | None:
        try:
            return dt.date.fromisoformat(self.seen.data) if self.seen.data else None
        except ValueError:
            raise DomainError("This page lost what it knew. Open it again.") from None


def _lines(text: Any) -> list[str]:
    lines = [line.strip(" ,;") for line in (text or "").splitlines()]
    return list(dict.fromkeys(line for line in lines if line))[:_MOST_LINES]
