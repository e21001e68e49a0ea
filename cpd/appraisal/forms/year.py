"""Beginning the reviews of a school."""

import uuid
from collections.abc import Iterable, Sequence

from wtforms import SelectField, SelectMultipleField

from cpd.appraisal.queries import Candidate
from cpd.core.forms import BaseForm, offered


class StartForm(BaseForm):
    """Whom to begin with. Those without an appraiser get one field each; see ``start_form``."""

    people = SelectMultipleField("Begin a review for", validate_choice=False)

    def appraisers(self, candidates: Iterable[Candidate]) -> dict[uuid.UUID, uuid.UUID | None]:
        """Person to chosen appraiser; empty where the appointed one stays."""
        ticked = set(self.people.data or ())
        chosen: dict[uuid.UUID, uuid.UUID | None] = {}
        for candidate in candidates:
            field = self._fields.get(appraiser_field(candidate))
            if field is not None and field.data:
                chosen[candidate.person_id] = uuid.UUID(field.data)
            elif field is None and str(candidate.person_id) in ticked:
                chosen[candidate.person_id] = None
        return chosen


def appraiser_field(candidate: Candidate) -> str:
    return f"appraiser_{candidate.person_id.hex}"


def start_form(candidates: Iterable[Candidate], choices: Sequence[tuple[uuid.UUID, str]]) -> StartForm:
    """The form for these people, with a field to choose an appraiser for each who has none."""
    fields = {
        appraiser_field(candidate): SelectField(
            f"{candidate.name}, {candidate.job_title}",
            choices=offered([(id_, name) for id_, name in choices if id_ != candidate.person_id], "Not now"),
            default="",
        )
        for candidate in candidates
        if candidate.appraiser_id is None and candidate.can_begin
    }
    form = type("StartForm", (StartForm,), fields)()
    assert isinstance(form, StartForm)
    return form
