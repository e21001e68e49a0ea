"""The forms of appraisal: their shape and their sentences. What may be chosen is passed in."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from cpd.appraisal.queries import Candidate
from cpd.core.forms import BaseForm, DayFirstDateField, OnceForm, VersionedForm, offered

MOST_SENTENCE, MOST_FOCUS, MOST_LINE, MOST_COMMENT = 500, 600, 400, 4_000


def _at_most(letters: int) -> Length:
    return Length(max=letters, message=f"Keep this under {letters:,} letters; what you typed is still here.")


# The person's part


class FocusForm(VersionedForm):
    text = TextAreaField(
        "My focus",
        description="In your own words: what you work on, and what you notice. Leave it empty to bring none.",
        validators=[_at_most(MOST_FOCUS)],
    )


class CommentForm(VersionedForm):
    text = TextAreaField(
        "My comment",
        description="Anything you want to stand in the record, and anything you see differently.",
        render_kw={"rows": 8},
        validators=[_at_most(MOST_COMMENT)],
    )


class BringForm(OnceForm):
    text = TextAreaField(
        "What I want to bring",
        description="A sentence or two. Nothing has to be uploaded.",
        validators=[DataRequired("Write what you want to bring."), _at_most(MOST_SENTENCE)],
    )


class PickForm(OnceForm):
    picked = SelectMultipleField("Choose what to carry in", validate_choice=False)


# The appraiser's part


class SentenceForm(VersionedForm):
    text = TextAreaField(
        "A sentence or two",
        description="What you have seen, and what came of it. Leave it empty to say nothing under this standard.",
        render_kw={"rows": 4},
        validators=[_at_most(MOST_SENTENCE)],
    )


# What a form shows of a record that is there already: its words first.
OBJECTIVE_FIELDS = ("text", "how_we_will_know", "what_came_of_it", "standard_id", "version")
NEED_FIELDS = ("need", "agreed_action", "version")


def values_of(record: object, fields: Sequence[str]) -> dict[str, Any]:
    return {field: getattr(record, field) for field in fields}


class ObjectiveForm(OnceForm, VersionedForm):
    standard_id = SelectField(
        "Which standard is it about?", coerce=str, validators=[InputRequired("Choose a standard.")]
    )
    text = TextAreaField(
        "What will be different?",
        description="What the person will do, in plain words. Results of pupils are not an objective.",
        render_kw={"rows": 3},
        validators=[DataRequired("Say what will be different."), _at_most(MOST_LINE)],
    )
    how_we_will_know = TextAreaField(
        "How will you both know?",
        description="What somebody would see or hear.",
        render_kw={"rows": 3},
        validators=[_at_most(MOST_LINE)],
    )
    what_came_of_it = TextAreaField(
        "What came of it?",
        description="For the end of the year. Leave it empty until then.",
        render_kw={"rows": 3},
        validators=[_at_most(MOST_LINE)],
    )
    is_not_about_results = BooleanField("This is not about pupils’ results")

    def words(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in OBJECTIVE_FIELDS[:3]}


class NeedForm(OnceForm, VersionedForm):
    need = TextAreaField(
        "What would help?",
        description="Something to learn, practise or have time for.",
        render_kw={"rows": 3},
        validators=[DataRequired("Say what would help."), _at_most(MOST_LINE)],
    )
    agreed_action = TextAreaField(
        "What have you agreed to do about it?",
        description="Who does what, by when.",
        render_kw={"rows": 3},
        validators=[_at_most(MOST_LINE)],
    )

    def words(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in NEED_FIELDS[:2]}


# Signing, appointing, confidentiality


class SignForm(BaseForm):
    seen = HiddenField()
    typed_name = StringField(
        "Type your name to sign",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
        validators=[DataRequired("Type your name to sign."), Length(max=200, message="That is longer than a name.")],
    )


class AppointForm(BaseForm):
    appraiser_id = SelectField("Appraiser", validators=[InputRequired("Choose an appraiser.")])


class ConfidentialForm(BaseForm):
    hr_contact_id = SelectField("HR contact", validators=[InputRequired("Choose an HR contact.")])


# The round


class CycleForm(BaseForm):
    starts_on = DayFirstDateField("First day", validators=[InputRequired("Give the first day of the cycle.")])
    ends_on = DayFirstDateField("Last day", validators=[InputRequired("Give the last day of the cycle.")])


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
