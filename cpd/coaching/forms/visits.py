"""The forms of a coaching visit: begun, written, shared, answered."""

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired
from wtforms.widgets import HiddenInput

from cpd.coaching.forms.fields import (
    MOST_FOCUS,
    MOST_SEEN,
    MOST_STEP,
    MOST_WORDS,
    IdField,
    MinutesField,
    id_or_none,
    visit_day,
)
from cpd.coaching.models import Focus, Visit
from cpd.coaching.rules.steps import KEEP_BOTH, Settled, StepState
from cpd.coaching.rules.visits import VisitKind, VisitWords
from cpd.core.forms import (
    BaseForm,
    ClockField,
    DayFirstDateField,
    IdsField,
    OnceForm,
    VersionedForm,
    at_most,
    offered,
)
from cpd.people.models import Person

KEEP = "keep"


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


class WordsForm(VersionedForm):
    """What a visit and its correction have in common."""

    visited_on = visit_day()
    visited_at = ClockField("Time")
    kind = RadioField(
        "What kind of visit?",
        choices=offered((kind.value, kind.label) for kind in VisitKind),
        validators=[InputRequired("Say what kind of visit it was.")],
    )
    seen = TextAreaField(
        "What was seen and heard",
        description="What was said and done, with times and without opinion. For example: 09:14 T: “Thirty seconds, "
        "then tell your partner.” 09:15 all but four pupils talking. Do not name pupils.",
        validators=[at_most(MOST_SEEN)],
        render_kw={"rows": 8, "autocapitalize": "sentences"},
    )
    worked = TextAreaField(
        "What worked",
        description="One thing, said exactly: what you did, and what pupils did because of it.",
        validators=[at_most(MOST_WORDS)],
        render_kw={"rows": 3},
    )
    question = TextAreaField(
        "A question that probes",
        description="One that you do not know the answer to. For example: what told you that they were ready?",
        validators=[at_most(MOST_STEP)],
        render_kw={"rows": 2},
    )
    modelled = TextAreaField(
        "How the step was modelled",
        description="Who showed it, and with which words or pages.",
        validators=[at_most(MOST_WORDS)],
        render_kw={"rows": 2},
    )
    modelled_minutes = MinutesField("Minutes of modelling")
    rehearsed = TextAreaField(
        "How the step was rehearsed",
        description="What was said or done out loud, and what changed the second time.",
        validators=[at_most(MOST_WORDS)],
        render_kw={"rows": 2},
    )
    rehearsed_minutes = MinutesField("Minutes of rehearsal")
    step_text = TextAreaField(
        "One action step",
        description="Small enough to see and to practise before next week.",
        validators=[at_most(MOST_STEP)],
        render_kw={"rows": 2},
    )
    tried_where = TextAreaField(
        "Where and when it will be tried",
        description="The class, the lesson and the moment. For example: Year 4, Thursday, as the register closes.",
        validators=[at_most(MOST_STEP)],
        render_kw={"rows": 2},
    )
    check_back_on = DayFirstDateField("Check back on")
    check_back_at = ClockField("At what time?")
    message = TextAreaField(
        "Message",
        validators=[at_most(MOST_WORDS)],
        render_kw={"rows": 3},
    )

    def words(self, **more: Any) -> VisitWords:
        assert self.visited_on.data is not None
        return VisitWords(
            visited_on=self.visited_on.data,
            visited_at=self.visited_at.data,
            kind=VisitKind(self.kind.data),
            seen=self.seen.data or "",
            worked=self.worked.data or "",
            question=self.question.data or "",
            modelled=self.modelled.data or "",
            modelled_minutes=self.modelled_minutes.data,
            rehearsed=self.rehearsed.data or "",
            rehearsed_minutes=self.rehearsed_minutes.data,
            step_text=self.step_text.data or "",
            tried_where=self.tried_where.data or "",
            check_back_on=self.check_back_on.data,
            check_back_at=self.check_back_at.data,
            message=self.message.data or "",
            **more,
        )


STEP_ENDS = [
    (StepState.EMBEDDED.value, "Embedded: it happens without thinking about it"),
    (StepState.REPLACED.value, "Replaced: another step helps more"),
    (StepState.LET_GO.value, "Let go: it did not help, or not now"),
]


class VisitForm(WordsForm):
    look_for_ids = IdsField("Look-fors")
    term_ids = IdsField("Words of the glossary")
    library_step_id = IdField("Step from the library")
    second_visitor_id = SelectField(
        "Who visited with you?",
        description="They read the visit once it is shared, and can reply. The colleague sees both names.",
        coerce=id_or_none,
        validate_choice=False,
    )
    # Of the step that is open, when this visit brings a new one.
    earlier = RadioField(
        "What becomes of the step that is open?",
        choices=offered([*STEP_ENDS, (KEEP, "Keep both: we go on with each")]),
        validate_choice=False,
    )
    earlier_went = TextAreaField(
        "In a sentence",
        description="How the earlier step went. Not needed where you keep both.",
        validators=[at_most(MOST_STEP)],
        render_kw={"rows": 2},
    )

    def offer(self, second_visitors: Sequence[Person]) -> None:
        self.second_visitor_id.choices = offered(
            ((person.id, person.name) for person in second_visitors), "Nobody: I visited alone"
        )

    @property
    def settled(self) -> Settled | None:
        """What becomes of the step that is open, where that was said."""
        if self.earlier.data == KEEP:
            return KEEP_BOTH
        if self.earlier.data not in {value for value, _ in STEP_ENDS}:
            return None
        return Settled(StepState(self.earlier.data), self.earlier_went.data or "")

    def whole(self) -> VisitWords:
        return self.words(
            look_for_ids=self.look_for_ids.data,
            term_ids=self.term_ids.data,
            library_step_id=self.library_step_id.data,
            second_visitor_id=self.second_visitor_id.data,
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
        validators=[DataRequired("Write something first."), at_most(MOST_WORDS)],
        render_kw={"rows": 4},
    )


class ReflectionForm(OnceForm):
    reflection = TextAreaField(
        "What do you make of it?",
        description="For you alone, until you choose to share it. It is kept as long as the visit. Do not name pupils.",
        validators=[DataRequired("Write something first."), at_most(MOST_WORDS)],
        render_kw={"rows": 3},
    )


class FocusForm(BaseForm):
    of = IdField(widget=HiddenInput())
    version = StringField(widget=HiddenInput())
    text = TextAreaField(
        "What are you working on?",
        description="In your own words. For example: “Every pupil answers before I move on.” Do not name pupils.",
        validators=[DataRequired("Write what you are working on."), at_most(MOST_FOCUS)],
        render_kw={"rows": 3},
    )
    standard_id = SelectField("Which standard does it belong to?", coerce=id_or_none, validate_choice=False)

    def offer(self, standards: list[tuple[uuid.UUID, str]]) -> None:
        self.standard_id.choices = offered(
            ((standard_id, name) for standard_id, name in standards), "None in particular"
        )

    def show(self, live: Focus | None) -> None:
        """Carry on with the focus that is live now."""
        self.of.data = live.id if live else None
        self.version.data = str(live.version) if live else ""

    @property
    def seen_version(self) -> int | None:
        text = self.version.data or ""
        return int(text) if text.isdecimal() else None
