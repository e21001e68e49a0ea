"""The forms of kinds of visit, visits of these kinds, and the ledger: their shape and their sentences."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from cpd.coaching.forms.fields import IdField, visit_day
from cpd.coaching.models import KindOfVisit, OtherVisit
from cpd.coaching.rules.kinds import KindShape, KindWords, Maker
from cpd.coaching.rules.ledger import Entered, LimitWords
from cpd.coaching.rules.other_visits import Agreed, OtherWords
from cpd.core.access import NotFound
from cpd.core.forms import (
    BaseForm,
    ChecksField,
    DayFirstDateField,
    IdsField,
    OnceForm,
    VersionedForm,
    at_most,
    offered,
)
from cpd.people.models import Person, School


def listed(text: object) -> uuid.UUID | None:
    """The record chosen from a list, or none. What is no key is no record of the list either."""
    try:
        return uuid.UUID(str(text)) if text else None
    except ValueError:
        raise NotFound from None


class KindForm(BaseForm):
    name = StringField("Name", validators=[DataRequired("Give the kind a name."), at_most(100)])
    shape = RadioField(
        "What is it about?",
        choices=offered((shape.value, shape.label) for shape in KindShape),
        validators=[InputRequired("Say what such a visit is about.")],
    )
    questions = TextAreaField(
        "Questions", description="One on each line, in the order they are asked.", render_kw={"rows": 6}
    )
    notice = TextAreaField(
        "Notice",
        description="What people are told before such a visit, and how long before.",
        validators=[at_most(1_000)],
        render_kw={"rows": 3},
    )
    makers = ChecksField("Who may make such a visit?", choices=offered((maker.value, maker.label) for maker in Maker))
    head_reads = BooleanField(
        "The head of the school reads it", description="The answers, not only that it took place."
    )
    lead_reads = BooleanField("The development lead reads it", description="Never where it is about one person.")

    @property
    def chosen_shape(self) -> KindShape:
        return KindShape(self.shape.data)

    @property
    def words(self) -> KindWords:
        return KindWords(
            name=self.name.data or "",
            notice=self.notice.data or "",
            questions=tuple(line.strip() for line in (self.questions.data or "").splitlines() if line.strip()),
            makers=tuple(Maker(value) for value in self.makers.data or []),
            head_reads=bool(self.head_reads.data),
            lead_reads=bool(self.lead_reads.data),
        )


class ChangeKindForm(VersionedForm, KindForm):
    """What a kind is about stays as it was."""

    shape = None  # type: ignore[assignment]  # how WTForms leaves a field out


def values_of_kind(kind: KindOfVisit, words: KindWords) -> dict[str, Any]:
    return {
        "version": kind.version,
        "name": words.name,
        "questions": "\n".join(words.questions),
        "notice": words.notice,
        "makers": [maker.value for maker in words.makers],
        "head_reads": words.head_reads,
        "lead_reads": words.lead_reads,
    }


class LimitForm(BaseForm):
    name = StringField(
        "Name",
        description="As in the agreement, such as: Drop-ins and learning walks together.",
        validators=[DataRequired("Give the limit a name."), at_most(200)],
    )
    kind_codes = ChecksField("Which kinds count together?")
    most_in_term = IntegerField(
        "At most so many in a term",
        validators=[
            InputRequired("Say how many at most, as a number."),
            NumberRange(0, 99, "Say how many at most, from 0 to 99."),
        ],
    )

    def offer(self, kinds: Iterable[KindOfVisit]) -> None:
        self.kind_codes.choices = offered((kind.code, kind.name) for kind in kinds)

    @property
    def words(self) -> LimitWords:
        return LimitWords(self.name.data or "", tuple(self.kind_codes.data or ()), self.most_in_term.data or 0)


class ChangeLimitForm(VersionedForm, LimitForm):
    """A limit that is set already."""


class BeginOtherForm(OnceForm):
    person_id = IdField(widget=HiddenInput())
    school_id = IdField(widget=HiddenInput(), validators=[InputRequired("Choose a school.")])


class AnswersForm(VersionedForm):
    """The answers to the questions of one visit; :func:`answers_form` makes a field for each question."""

    visited_on = visit_day()
    second_visitor_id = SelectField("Who came along?", validate_choice=False)

    def offer(self, people: Sequence[Person]) -> None:
        self.second_visitor_id.choices = offered(((person.id, person.name) for person in people), "Nobody")

    @property
    def answers(self) -> list[Any]:
        return [field for name, field in self._fields.items() if name.startswith("answer_")]

    @property
    def words(self) -> OtherWords:
        assert self.visited_on.data is not None
        answers = tuple(field.data or "" for field in self.answers)
        return OtherWords(self.visited_on.data, answers, listed(self.second_visitor_id.data))


def answers_form(visit: OtherVisit) -> AnswersForm:
    fields = {
        f"answer_{number}": TextAreaField(question, validators=[at_most(4_000)], render_kw={"rows": 4})
        for number, question in enumerate(visit.questions)
    }
    values = {f"answer_{number}": answer for number, answer in enumerate(visit.answers)}
    form: AnswersForm = type("AnswersForm", (AnswersForm,), fields)(
        data=values
        | {
            "version": visit.version,
            "visited_on": visit.visited_on,
            "second_visitor_id": str(visit.second_visitor_id or ""),
        }
    )
    return form


class ShareOtherForm(BaseForm):
    rooms = IdsField("Whose rooms were entered?")


class ActionForm(OnceForm):
    text = StringField("What was agreed?", validators=[DataRequired("Say what was agreed."), at_most(600)])
    who = StringField("Who does it?", validators=[at_most(200)])
    due_on = DayFirstDateField("By when?")

    @property
    def agreed(self) -> Agreed:
        return Agreed(self.text.data or "", self.who.data or "", self.due_on.data)


class DoneForm(BaseForm):
    note = TextAreaField(
        "What came of it?",
        description="A sentence is enough. Counts, no pupil's name.",
        validators=[at_most(1_000)],
        render_kw={"rows": 3},
    )


class EntryForm(OnceForm):
    entered_on = DayFirstDateField(
        "When did somebody come?", validators=[DataRequired("Say when, day first: for example 23/11/2026.")]
    )
    school_id = SelectField("At which school?", validate_choice=False)
    kind_id = SelectField("What kind of visit was it?", validate_choice=False)
    called = StringField("If it was something else, what?", validators=[at_most(100)])
    visitor = StringField("Who came?", validators=[at_most(200)])

    def offer(self, schools: Sequence[School], kinds: Iterable[KindOfVisit]) -> None:
        self.school_id.choices = offered((school.id, school.name) for school in schools)
        self.kind_id.choices = offered([*((kind.id, kind.name) for kind in kinds), ("", "Something else")])

    @property
    def entered(self) -> Entered:
        assert self.entered_on.data is not None
        school_id = listed(self.school_id.data)
        if school_id is None:
            raise NotFound
        kind_id = listed(self.kind_id.data)
        return Entered(self.entered_on.data, school_id, kind_id, self.called.data or "", self.visitor.data or "")


class DisputeForm(BaseForm):
    words = TextAreaField(
        "What is not right?",
        description="The head of the school reads this and answers.",
        validators=[DataRequired("Say in a sentence what is not right."), at_most(1_000)],
        render_kw={"rows": 3},
    )


class SettleForm(BaseForm):
    decision = RadioField(
        "What becomes of the entry?",
        choices=offered([("struck", "It is struck: it counts no longer"), ("kept", "It is kept")]),
        validators=[InputRequired("Say whether the entry is struck or kept.")],
    )
    words = TextAreaField(
        "Your answer",
        description="Your colleague reads it.",
        validators=[DataRequired("Answer with a sentence."), at_most(1_000)],
        render_kw={"rows": 3},
    )
