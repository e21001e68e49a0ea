"""The forms of coaching: their shape and their sentences. What may be chosen is judged by the services."""

import uuid
from typing import Any

from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from cpd.coaching.models import Focus, Visit
from cpd.coaching.rules.steps import StepState
from cpd.coaching.rules.visits import VisitKind, VisitWords
from cpd.core.forms import BaseForm, ClockField, DayFirstDateField, IdsField, OnceForm, VersionField

MOST_SEEN, MOST_WORDS, MOST_STEP, MOST_FOCUS = 20_000, 4_000, 600, 600


def _at_most(letters: int) -> Length:
    return Length(max=letters, message=f"Keep this under {letters:,} letters; what you typed is still here.")


class IdField(Field):
    """One record, or none; drawn by the page itself unless it is given a hidden widget."""

    data: uuid.UUID | None

    def _value(self) -> str:
        return str(self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        try:
            self.data = uuid.UUID(text) if text else None
        except ValueError:
            raise ValueError("Something was chosen that is not in the list: choose again.") from None


def _id_or_none(value: object) -> uuid.UUID | None:
    return uuid.UUID(str(value)) if value else None


class BeginForm(OnceForm):
    person_id = IdField(widget=HiddenInput(), validators=[InputRequired("Choose a colleague.")])
    school_id = IdField(widget=HiddenInput(), validators=[InputRequired("Choose a colleague.")])
    # A withdrawn visit whose words are taken over.
    source_id = IdField(widget=HiddenInput())

    @property
    def chosen(self) -> tuple[uuid.UUID, uuid.UUID]:
        assert self.person_id.data
        assert self.school_id.data
        return self.person_id.data, self.school_id.data


class WordsForm(BaseForm):
    """What a visit and its correction have in common."""

    version = VersionField(validators=[InputRequired("This page lost its number. Open it again.")])
    visited_on = DayFirstDateField(
        "Date", validators=[DataRequired("Say when the visit was, day first: for example 23/11/2026.")]
    )
    visited_at = ClockField("Time")
    kind = RadioField(
        "What kind of visit?",
        choices=[SelectChoice(kind.value, kind.label) for kind in VisitKind],
        validators=[InputRequired("Say what kind of visit it was.")],
    )
    seen = TextAreaField(
        "What was seen and heard",
        description="What was said and done, with times and without opinion. For example: 09:14 T: “Thirty seconds, "
        "then tell your partner.” 09:15 all but four pupils talking. Do not name pupils.",
        validators=[_at_most(MOST_SEEN)],
        render_kw={"rows": 8, "autocapitalize": "sentences"},
    )
    worked = TextAreaField(
        "What worked",
        description="One thing, said exactly: what you did, and what pupils did because of it.",
        validators=[_at_most(MOST_WORDS)],
        render_kw={"rows": 3},
    )
    step_text = TextAreaField(
        "One action step",
        description="Small enough to see and to practise before next week.",
        validators=[_at_most(MOST_STEP)],
        render_kw={"rows": 2},
    )
    check_back_on = DayFirstDateField("Check back on")
    message = TextAreaField(
        "Message",
        validators=[_at_most(MOST_WORDS)],
        render_kw={"rows": 3},
    )

    @property
    def seen_version(self) -> int:
        return self.version.data or 0

    def words(self, **more: Any) -> VisitWords:
        assert self.visited_on.data is not None
        return VisitWords(
            visited_on=self.visited_on.data,
            visited_at=self.visited_at.data,
            kind=VisitKind(self.kind.data),
            seen=self.seen.data or "",
            worked=self.worked.data or "",
            step_text=self.step_text.data or "",
            check_back_on=self.check_back_on.data,
            message=self.message.data or "",
            **more,
        )


class VisitForm(WordsForm):
    look_for_ids = IdsField("Look-fors")
    term_ids = IdsField("Words of the glossary")
    library_step_id = IdField("Step from the library")

    def whole(self) -> VisitWords:
        return self.words(
            look_for_ids=self.look_for_ids.data,
            term_ids=self.term_ids.data,
            library_step_id=self.library_step_id.data,
        )


def values_of(visit: Visit, words: VisitWords) -> dict[str, Any]:
    """What a form about a visit is filled with when it is opened."""
    return {name: getattr(words, name) for name in VisitWords.__dataclass_fields__} | {
        "version": visit.version,
        "kind": words.kind.value,
    }


class ReplyForm(OnceForm):
    text = TextAreaField(
        "Your reply",
        validators=[DataRequired("Write something first."), _at_most(MOST_WORDS)],
        render_kw={"rows": 4},
    )


class EndStepForm(BaseForm):
    state = RadioField(
        "What became of it?",
        choices=[
            SelectChoice(StepState.EMBEDDED.value, "Embedded: it happens without thinking about it"),
            SelectChoice(StepState.REPLACED.value, "Replaced: another step helps more"),
            SelectChoice(StepState.LET_GO.value, "Let go: it did not help, or not now"),
        ],
        validators=[InputRequired("Choose what became of the step.")],
    )
    how_it_went = TextAreaField(
        "In a sentence",
        description="What happens now that did not before? Do not name pupils.",
        validators=[DataRequired("Say in a sentence how it went."), _at_most(MOST_STEP)],
        render_kw={"rows": 3},
    )


class FocusForm(BaseForm):
    of = IdField(widget=HiddenInput())
    version = StringField(widget=HiddenInput())
    text = TextAreaField(
        "What are you working on?",
        description="In your own words. For example: “Every pupil answers before I move on.” Do not name pupils.",
        validators=[DataRequired("Write what you are working on."), _at_most(MOST_FOCUS)],
        render_kw={"rows": 3},
    )
    standard_id = SelectField("Which standard does it belong to?", coerce=_id_or_none, validate_choice=False)

    def offer(self, standards: list[tuple[uuid.UUID, str]]) -> None:
        self.standard_id.choices = [
            SelectChoice("", "None in particular"),
            *(SelectChoice(str(standard_id), name) for standard_id, name in standards),
        ]

    def show(self, live: Focus | None) -> None:
        """Carry on with the focus that is live now."""
        self.of.data = live.id if live else None
        self.version.data = str(live.version) if live else ""

    @property
    def seen_version(self) -> int | None:
        text = self.version.data or ""
        return int(text) if text.isdecimal() else None
