"""Forms of what comes after a session."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from cpd.core.forms import BaseForm, VersionedForm, offered
from cpd.people.rules.answers import AnswerWord
from cpd.training.rules.evaluation import Question

_WORDS = offered((word.value, word.label) for word in AnswerWord)
_ASKED = "Choose one of the three."


class ReflectionForm(VersionedForm):
    text = TextAreaField(
        "What will I try?",
        description="One thing, small enough to try this week. Do not name pupils.",
        validators=[InputRequired("Write what you will try, in a sentence."), Length(max=2_000)],
        render_kw={"rows": 4},
    )


class EvaluationForm(BaseForm):
    understood_why = RadioField(Question.UNDERSTOOD_WHY.text, choices=_WORDS, validators=[InputRequired(_ASKED)])
    can_use_it = RadioField(Question.CAN_USE_IT.text, choices=_WORDS, validators=[InputRequired(_ASKED)])
    worth_the_time = RadioField(Question.WORTH_THE_TIME.text, choices=_WORDS, validators=[InputRequired(_ASKED)])

    def answers(self) -> dict[Question, AnswerWord]:
        return {one: AnswerWord(self[one.value].data) for one in Question}
