"""The forms about a step: its person's own, and how it ended."""

from collections.abc import Sequence

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from cpd.coaching.forms.fields import MOST_STEP, id_or_none
from cpd.coaching.forms.visits import STEP_ENDS
from cpd.coaching.queries import OfferedLine
from cpd.coaching.rules.steps import StepState, TrialOutcome
from cpd.core.forms import BaseForm, OnceForm, VersionedForm, at_most, offered


class TrialForm(OnceForm):
    outcome = RadioField(
        "How did trying it go?",
        choices=offered((outcome.value, outcome.label) for outcome in TrialOutcome),
        validators=[InputRequired("Choose how it went.")],
    )
    note = TextAreaField(
        "A note, if it helps",
        description="Kept with the button you press. Do not name pupils.",
        validators=[at_most(MOST_STEP)],
        render_kw={"rows": 2},
    )


class StepForm(VersionedForm):
    """What a person makes of their own step."""

    text = TextAreaField(
        "The step, in your words",
        validators=[at_most(MOST_STEP)],
        render_kw={"rows": 2},
    )
    cue = TextAreaField(
        "Your cue",
        description="What will remind you? For example: when I pick up the register, I look at the back table first.",
        validators=[at_most(MOST_STEP)],
        render_kw={"rows": 2},
    )
    tried_where = TextAreaField(
        "Where and when will you try it?",
        description="The class, the lesson and the moment.",
        validators=[at_most(MOST_STEP)],
        render_kw={"rows": 2},
    )
    swap_for = SelectField("Swap it for another step of the library", coerce=id_or_none, validate_choice=False)

    def offer(self, steps: Sequence[OfferedLine]) -> None:
        groups: dict[str, list[tuple[object, str]]] = {"": [("", "Keep this one")]}
        for step in steps:
            groups.setdefault(step.standard, []).append((step.id, step.text))
        self.swap_for.choices = {name: offered(pairs) for name, pairs in groups.items()}


class OwnStepForm(BaseForm):
    """A step that its person writes down, under a visit that has none."""

    text = TextAreaField(
        "The step",
        description="One small change that somebody could see, and that you can practise. Do not name pupils.",
        validators=[DataRequired("Say in a sentence what you will do."), at_most(MOST_STEP)],
        render_kw={"rows": 2},
    )


class AsideForm(BaseForm):
    state = RadioField(
        "What would you like?",
        choices=offered(
            [
                (StepState.PARKED.value, "Park it: not now, perhaps later"),
                (StepState.DECLINED.value, "Decline it: it is not for me"),
            ]
        ),
        validators=[InputRequired("Choose to park or to decline it.")],
    )
    reason = TextAreaField(
        "Why, in a sentence",
        description="Read by whoever visited you. Do not name pupils.",
        validators=[DataRequired("Say in a sentence why: your visitor reads it."), at_most(MOST_STEP)],
        render_kw={"rows": 2},
    )


class EndStepForm(BaseForm):
    state = RadioField(
        "What became of it?",
        choices=offered(STEP_ENDS),
        validators=[InputRequired("Choose what became of the step.")],
    )
    how_it_went = TextAreaField(
        "In a sentence",
        description="What happens now that did not before? Do not name pupils.",
        validators=[DataRequired("Say in a sentence how it went."), at_most(MOST_STEP)],
        render_kw={"rows": 3},
    )
