"""Where training and coaching meet: a reflection that becomes a focus or a step, and what visits show in practice."""

import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching import queries as coaching
from cpd.coaching.forms.steps import OwnStepForm, StepForm
from cpd.coaching.forms.visits import FocusForm
from cpd.coaching.pages import own_step_page, step_page
from cpd.coaching.policy import visits as coaching_policy
from cpd.coaching.rules.steps import StepState
from cpd.core import clock
from cpd.core.access import found, require
from cpd.core.database import db
from cpd.insight.practice import LOOKED_AT, SETTLED_AFTER, list_courses_with_look_fors, practice_of
from cpd.insight.routes import bp
from cpd.standards.queries import offered_standards
from cpd.training.queries.afterwards import get_reflection


@bp.get("/my-development/reflections/<uuid:session_id>/focus")
def reflection_focus(session_id: uuid.UUID) -> ResponseReturnValue:
    """The form of the focus with the words of one's own reflection in it; coaching takes it from here.

    The words stand in the page and not in an address, which logs would keep.
    """
    actor, session = current_actor(), db.session()
    reflection = found(get_reflection(session, actor, session_id))
    require(coaching_policy.can_have_focus(actor) and actor.person_id is not None)
    assert actor.person_id is not None
    form = FocusForm(formdata=None)
    form.offer(
        [
            (standard.id, f"{standard.framework.title}: {standard.short}")
            for standard in offered_standards(session, actor.staff_groups, for_visit=True)
        ]
    )
    live = coaching.current_focus(session, actor, actor.person_id)
    form.show(live)
    form.text.data = reflection.text
    return render_template("insight/reflection_focus.html", form=form, live=live)


@bp.get("/my-development/reflections/<uuid:session_id>/step")
def reflection_step(session_id: uuid.UUID) -> ResponseReturnValue:
    """The form of one's open step, or of a new one under a visit, with the words of one's own reflection in it."""
    actor, session = current_actor(), db.session()
    reflection = found(get_reflection(session, actor, session_id))
    step = next((one for one in coaching.list_steps(session, actor) if one.state is StepState.OPEN), None)
    visit = coaching.visit_for_own_step(session, actor) if step is None else None
    form = StepForm(formdata=None, obj=step) if step else OwnStepForm(formdata=None)
    form.text.data = reflection.text
    return render_template(
        "insight/reflection_step.html",
        session_id=session_id,
        step=step_page(actor, step) if step else None,
        visit=own_step_page(visit) if visit else None,
        form=form,
    )


@bp.get("/trust/practice")
def practice_show() -> ResponseReturnValue:
    """Before and after a training, what visits showed: counts for the development lead and trustees."""
    actor, session = current_actor(), db.session()
    require(coaching_policy.can_read_overview(actor))
    courses = list_courses_with_look_fors(session)
    asked = request.args.get("course", "")
    course = next((one for one in courses if one.code == asked), next(iter(courses), None))
    return render_template(
        "insight/practice_show.html",
        courses=[(one.code, one.title) for one in courses],
        practice=practice_of(session, course, actor.today, clock.now()) if course else None,
        weeks=LOOKED_AT.days // 7,
        settled=SETTLED_AFTER.days // 7,
    )
