"""What each side writes in a review."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from cpd.core.forms import OnceForm, VersionedForm

MOST_SENTENCE, MOST_FOCUS, MOST_LINE, MOST_NOTE = 500, 600, 400, 4_000
# Some forty pages: nobody who sees things differently is told to be brief.
MOST_COMMENT = 150_000


def at_most(letters: int) -> Length:
    return Length(max=letters, message=f"Keep this under {letters:,} letters; what you typed is still here.")


# The person's part


class FocusForm(VersionedForm):
    text = TextAreaField(
        "My focus",
        description="In your own words: what you work on, and what you notice. Leave it empty to bring none.",
        validators=[at_most(MOST_FOCUS)],
    )


class CommentForm(VersionedForm):
    text = TextAreaField(
        "My comment",
        description="Anything you want to stand in the record.",
        render_kw={"rows": 8},
        validators=[at_most(MOST_COMMENT)],
    )
    disagreement = TextAreaField(
        "What I see differently",
        description="In your own words; nobody changes them, and signing does not take them back. Leave it empty if "
        "there is nothing.",
        render_kw={"rows": 5},
        validators=[at_most(MOST_COMMENT)],
    )


class BringForm(OnceForm):
    text = TextAreaField(
        "What I want to bring",
        description="A sentence or two. Nothing has to be uploaded.",
        validators=[DataRequired("Write what you want to bring."), at_most(MOST_SENTENCE)],
    )


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
        validators=[DataRequired("Say what will be different."), at_most(MOST_LINE)],
    )
    how_we_will_know = TextAreaField(
        "How will you both know?",
        description="What somebody would see or hear.",
        render_kw={"rows": 3},
        validators=[at_most(MOST_LINE)],
    )
    what_came_of_it = TextAreaField(
        "What came of it?",
        description="For the end of the year. Leave it empty until then.",
        render_kw={"rows": 3},
        validators=[at_most(MOST_LINE)],
    )
    is_not_about_results = BooleanField("This is not about pupils’ results")

    def words(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in OBJECTIVE_FIELDS[:3]}


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

    def words(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in NEED_FIELDS[:2]}
