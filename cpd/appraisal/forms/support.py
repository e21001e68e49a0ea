"""How a review ends, and the support that is agreed in it. No field asks for a reason or for anybody's health."""

from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from cpd.appraisal.forms.parts import MOST_LINE, MOST_NOTE
from cpd.appraisal.rules.conclusion import Conclusion, EarlierKind
from cpd.core.forms import ChecksField, DayFirstDateField, OnceForm, VersionedForm, at_most, offered

STEP_FIELDS = ("step", "school_does", "by_on", "done_on", "version")
DAY_TOGETHER_FIELDS = ("due_on", "held_on", "text", "version")
PLAN_FIELDS = ("circumstances_talked_about", "ended_on", "what_came_of_it", "version")


class ConclusionForm(VersionedForm):
    conclusion = RadioField(
        "How does this review end?",
        choices=offered((one.value, "") for one in Conclusion),
        validators=[InputRequired("Choose how this review ends.")],
    )
    standard_ids = ChecksField(
        "Which standards does the support concern?",
        description="Only where support is agreed, and only those that it concerns.",
    )
    pay_recommendation = TextAreaField(
        "Recommendation on pay",
        description="In your own words. Nothing is worked out from this review.",
        render_kw={"rows": 3},
        validators=[at_most(MOST_LINE)],
    )


class EarlierForm(OnceForm):
    kind = RadioField(
        "What was it?",
        choices=offered((kind.value, kind.label) for kind in EarlierKind),
        validators=[InputRequired("Say which of the two it was.")],
    )
    happened_on = DayFirstDateField("On which day?", validators=[InputRequired("Give the day.")])
    text = TextAreaField(
        "What was talked about or offered?",
        description="A sentence or two that both would recognise. Leave out health and anything private.",
        render_kw={"rows": 3},
        validators=[DataRequired("Say what was talked about or offered."), at_most(MOST_LINE)],
    )


class StepForm(OnceForm, VersionedForm):
    step = TextAreaField(
        "What is the step?",
        description="One clear thing that will be done differently.",
        render_kw={"rows": 3},
        validators=[DataRequired("Say what the step is."), at_most(MOST_LINE)],
    )
    school_does = TextAreaField(
        "What does the school do for it?",
        description="Time, somebody to work with, training, fewer other things.",
        render_kw={"rows": 3},
        validators=[DataRequired("Say what the school does for this step."), at_most(MOST_LINE)],
    )
    by_on = DayFirstDateField("By when?", validators=[InputRequired("Give the day by which it is done.")])
    done_on = DayFirstDateField("Done on", description="Empty until it is.", validators=[Optional()])

    def words(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in STEP_FIELDS[:2]}


class DayTogetherForm(OnceForm, VersionedForm):
    due_on = DayFirstDateField("When will you look at it together?", validators=[InputRequired("Give the day.")])
    held_on = DayFirstDateField("When did you?", description="Empty until you have.", validators=[Optional()])
    text = TextAreaField(
        "What did you find?",
        description="What goes well, what to change. Written together.",
        render_kw={"rows": 4},
        validators=[at_most(MOST_NOTE)],
    )


class SupportPlanForm(VersionedForm):
    circumstances_talked_about = BooleanField("We have talked about health and circumstances")
    ended_on = DayFirstDateField("Last day of the plan", description="Empty while it goes on.", validators=[Optional()])
    what_came_of_it = TextAreaField("What came of it?", render_kw={"rows": 4}, validators=[at_most(MOST_NOTE)])
