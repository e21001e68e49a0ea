"""Forms of planned sessions: planning one, cancelling it, putting people on its list."""

import uuid
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from cpd.core.forms import BaseForm, ClockField, DayFirstDateField, IdsField, OnceForm, VersionedForm, offered
from cpd.training.models import Course, SessionForm, TrainingSession
from cpd.training.services.sessions import Plan
from cpd.training.session_wording import FORM_NAMES

_A_DAY = 24 * 60


class DayForm(BaseForm):
    """What sessions of one day may share."""

    course = SelectField("Course", validators=[InputRequired("Choose the course.")])
    held_on = DayFirstDateField("Day", validators=[InputRequired("Say on which day.")])
    form = RadioField(
        "Kind of session",
        choices=offered(FORM_NAMES.items()),
        default=SessionForm.TWILIGHT.value,
    )
    credit = IntegerField(
        "Counts as completed from",
        description="The fewest minutes somebody must be there. Empty: whoever was there has completed it.",
        validators=[Optional(), NumberRange(1, _A_DAY, "Write the minutes as a whole number, or leave it empty.")],
        render_kw={"inputmode": "numeric"},
    )
    note = TextAreaField(
        "Good to know",
        description="What to bring, where to park. It stands in the invitation.",
        validators=[Optional(), Length(max=2000)],
        render_kw={"rows": 3},
    )


class HourForm(BaseForm):
    """When, where and with whom one session is."""

    starts_at = ClockField("From", validators=[InputRequired("Say when it starts.")])
    ends_at = ClockField("To", validators=[InputRequired("Say when it ends.")])
    host_school = SelectField("Host school", validators=[Optional()])
    place = StringField("Place", description="For example: main hall.", validators=[Optional(), Length(max=200)])
    leader = StringField(
        "Led by",
        description="Type three letters of a name. Anybody who works for the trust is found.",
        validators=[Optional(), Length(max=200)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    led_with = StringField(
        "And with",
        description="Others who lead it, in words: “with the speech therapist”.",
        validators=[Optional(), Length(max=200)],
    )
    online_address = StringField(
        "Address of the online meeting",
        description="Those who have a place see it.",
        validators=[
            Optional(),
            Length(max=500),
            Regexp("https?://[^ ]+$", message="Copy the whole address, beginning with https://."),
        ],
        render_kw={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"},
    )
    places = IntegerField(
        "Places",
        description="Empty: there is room for everybody. Otherwise whoever comes later waits for a place.",
        validators=[Optional(), NumberRange(1, 100_000, "Write the places as a whole number, or leave it empty.")],
        render_kw={"inputmode": "numeric"},
    )


class PlanForm(DayForm, HourForm):
    """One session."""


def plan_of(day: DayForm, hour: HourForm, course_id: uuid.UUID, leader_person_id: uuid.UUID | None) -> Plan:
    """What was typed as a plan; of one session the two forms are one."""
    assert day.held_on.data is not None
    assert hour.starts_at.data is not None
    assert hour.ends_at.data is not None
    return Plan(
        course_id=course_id,
        held_on=day.held_on.data,
        starts_at=hour.starts_at.data,
        ends_at=hour.ends_at.data,
        form=SessionForm(day.form.data),
        place=hour.place.data or "",
        host_school_id=uuid.UUID(hour.host_school.data) if hour.host_school.data else None,
        leader_person_id=leader_person_id,
        led_with=hour.led_with.data or "",
        online_address=hour.online_address.data or "",
        note=day.note.data or "",
        places=hour.places.data,
        credit_from_minutes=day.credit.data,
    )


class SessionNewForm(OnceForm, PlanForm):
    pass


class SessionEditForm(VersionedForm, PlanForm):
    pass


def values_of(one: TrainingSession, leader: str) -> dict[str, Any]:
    """What a form holds of a session; ``leader`` as it is typed."""
    course: Course = one.course
    return {
        "course": course.code,
        "host_school": str(one.host_school_id) if one.host_school_id else "",
        "leader": leader,
        "credit": one.credit_from_minutes,
        "form": one.form.value,
        **{
            name: getattr(one, name)
            for name in ("held_on", "starts_at", "ends_at", "place", "led_with", "online_address", "places", "note")
        },
        "version": one.version,
    }


class CancelForm(BaseForm):
    reason = StringField(
        "Why it is cancelled",
        description="Everybody on the list is told. For example: the leader is ill; a new day follows.",
        validators=[InputRequired("Say why, in a few words."), Length(max=300)],
    )


class NamedForm(BaseForm):
    """People found by name and ticked."""

    people = IdsField("Who")


class GroupForm(BaseForm):
    """A school, a group of staff, or whoever still needs the course; as the page before showed them."""

    school = SelectField("School", validators=[Optional()])
    group = SelectField("Staff group", validators=[Optional()])
    who_need = BooleanField("Only who still needs this course")


class CatchUpForm(BaseForm):
    """Those who missed a session, ticked, and the later one that they are asked to."""

    session = SelectField("Ask them to", validators=[InputRequired("Choose a session.")])
    people = IdsField("Who")
