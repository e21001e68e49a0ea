"""What each side writes in a review."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from cpd.core.forms import OnceForm, VersionedForm, at_most, handed_in
from cpd.core.uploads import HandedIn

MOST_SENTENCE, MOST_LINE, MOST_NOTE = 500, 400, 4_000


# The person's part


class BringForm(OnceForm):
    text = TextAreaField(
        "What I want to bring",
        description="A sentence or two. Nothing has to be uploaded.",
        validators=[DataRequired("Write what you want to bring."), at_most(MOST_SENTENCE)],
    )
    address = StringField(
        "A link (optional)",
        description="To a page that your appraiser can open.",
        render_kw={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"},
    )
    file = FileField(
        "A file (optional)",
        description="PDF, JPEG or PNG of at most 5 MB. Where a photograph was taken is not kept. No pupil can be seen "
        "or named in it.",
        validators=[Optional()],
        render_kw={"accept": "application/pdf,image/jpeg,image/png"},
    )

    def handed_in(self) -> HandedIn | None:
        """The file as it is kept. Raises ``DomainError`` where it is none that can be."""
        return handed_in(self.file)


class PickForm(OnceForm):
    picked = SelectMultipleField("Choose what to carry in", validate_choice=False)


# The appraiser's part


class SentenceForm(VersionedForm):
    text = TextAreaField(
        "A sentence or two",
        description="What you have seen, and what came of it. Leave it empty to say nothing under this standard.",
        render_kw={"rows": 4},
        validators=[at_most(MOST_SENTENCE)],
    )


# What a form shows of a record that is there already: its words first.
OBJECTIVE_FIELDS = ("text", "how_we_will_know", "what_came_of_it", "standard_id", "trust_priority_id", "version")
NEED_FIELDS = ("need", "agreed_action", "standard_id", "course_id", "version")


def values_of(record: object | None, fields: Sequence[str]) -> dict[str, Any]:
    """What a form is filled with; without a record it begins empty."""
    values = {field: getattr(record, field) for field in fields} if record else {}
    return {field: "" if value is None else value for field, value in values.items()}


class ObjectiveForm(OnceForm, VersionedForm):
    standard_id = SelectField(
        "Which standard is it about?", coerce=str, validators=[InputRequired("Choose a standard.")]
    )
    text = TextAreaField(
        "What will be different?",
        description="What the person will do, in plain words. Results of pupils are not an objective.",
        render_kw={"rows": 3},
        validators=[DataRequired("Say what will be different."), at_most(MOST_LINE)],
    )
    how_we_will_know = TextAreaField(
        "How will you both know?",
        description="What somebody would see or hear.",
        render_kw={"rows": 3},
        validators=[at_most(MOST_LINE)],
    )
    trust_priority_id = SelectField("Does it serve a priority of the trust? (optional)", default="")
    what_came_of_it = TextAreaField(
        "What came of it?",
        description="For the end of the year. Leave it empty until then.",
        render_kw={"rows": 3},
        validators=[at_most(MOST_LINE)],
    )
    is_not_about_results = BooleanField("This is not about pupils’ results")

    def words(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in OBJECTIVE_FIELDS[:3]}

    @property
    def priority(self) -> uuid.UUID | None:
        return uuid.UUID(self.trust_priority_id.data) if self.trust_priority_id.data else None


class NeedForm(OnceForm, VersionedForm):
    need = TextAreaField(
        "What would help?",
        description="Something to learn, practise or have time for.",
        render_kw={"rows": 3},
        validators=[DataRequired("Say what would help."), at_most(MOST_LINE)],
    )
    agreed_action = TextAreaField(
        "What have you agreed to do about it?",
        description="Who does what, by when.",
        render_kw={"rows": 3},
        validators=[at_most(MOST_LINE)],
    )

    standard_id = SelectField("Which standard is it about? (optional)", coerce=str, default="")
    course_id = SelectField(
        "Would a course help? (optional)",
        description="Needs that several share are counted for whoever plans training, without names.",
        coerce=str,
        default="",
    )

    def words(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in NEED_FIELDS[:2]}

    def links(self) -> dict[str, uuid.UUID | None]:
        """The standard and the course, where they are chosen."""
        return {name: uuid.UUID(self[name].data) if self[name].data else None for name in ("standard_id", "course_id")}
