"""For how long reviews are kept, holding one, and erasing those whose time is over."""

import uuid

from wtforms import Field, HiddenField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, ValidationError
from wtforms.widgets import HiddenInput

from cpd.appraisal.rules.keeping import FEWEST_YEARS, MOST_YEARS
from cpd.core.forms import BaseForm, VersionedForm, at_most

MOST_REASON = 280
_SAYS_YEARS = f"Give a number of years from {FEWEST_YEARS} to {MOST_YEARS}."


class LookAtYearsForm(BaseForm):
    """Shows what a span would mean; it is in the address, and changes nothing."""

    class Meta(BaseForm.Meta):
        csrf = False

    for_years = IntegerField(
        "Years after the end of the cycle",
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
        validators=[InputRequired(_SAYS_YEARS), NumberRange(FEWEST_YEARS, MOST_YEARS, _SAYS_YEARS)],
    )


class SpanForm(VersionedForm):
    years = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired(_SAYS_YEARS), NumberRange(FEWEST_YEARS, MOST_YEARS, _SAYS_YEARS)],
    )


class HoldForm(BaseForm):
    reason = TextAreaField(
        "Why?",
        description="A few words, without details of the dispute. The person of the review reads them.",
        render_kw={"rows": 3},
        validators=[DataRequired("Say why in a few words."), at_most(MOST_REASON)],
    )


class EraseForm(BaseForm):
    """Carries which reviews the page showed, each with its version."""

    seen = HiddenField()

    def validate_seen(self, field: Field) -> None:
        try:
            _read(field.data or "")
        except ValueError:
            raise ValidationError("This page lost its list. Go back to the reviews and open it again.") from None

    @property
    def versions(self) -> dict[uuid.UUID, int]:
        return _read(self.seen.data or "")


def _read(text: str) -> dict[uuid.UUID, int]:
    pairs = [one.rsplit(".", 1) for one in text.split()]
    return {uuid.UUID(key): int(version) for key, version in pairs}
