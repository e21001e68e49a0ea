"""A person's own focus and steps."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching import pages, queries, services
from cpd.coaching.forms.steps import EndStepForm
from cpd.coaching.forms.visits import FocusForm
from cpd.coaching.models import Focus
from cpd.coaching.policy import visits as policy
from cpd.coaching.routes import bp
from cpd.coaching.rules.steps import StepState
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.people.actor import Actor
from cpd.standards.queries import offered_standards


@bp.get("/steps")
def step_index() -> ResponseReturnValue:
    actor = current_actor()
    page = pages.steps_page(actor, queries.list_steps(db.session(), actor))
    return render_template("coaching/step_index.html", page=page, today=actor.today)


@bp.route("/steps/<uuid:step_id>/end", methods=["GET", "POST"])
def step_end(step_id: uuid.UUID) -> ResponseReturnValue:
    """The person or their visitor says how a step ended."""
    actor, session = current_actor(), db.session()
    page = pages.step_page(actor, queries.get_step(session, actor, step_id))
    form = EndStepForm()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                services.end_step(writing, actor, step_id, StepState(form.state.data), form.how_it_went.data or "")
            flash("Closed. What you wrote is there for you both.", "success")
            return redirect(url_for(".visit_show", visit_id=page.visit_id))
        except DomainError as error:
            add_error(form, error)
    return render_template("coaching/step_end.html", page=page, form=form), 422 if form.errors else 200


@bp.get("/focus")
def focus_show() -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    page = pages.focus_page(actor, queries.list_focuses(session, actor), queries.list_ambassadors(session, actor))
    return render_template("coaching/focus_show.html", page=page)


@bp.route("/focus/edit", methods=["GET", "POST"])
def focus_edit() -> ResponseReturnValue:
    """Write one's focus. Where one is live, saving closes it: one at a time."""
    actor = current_actor()
    require(policy.can_have_focus(actor))
    form = FocusForm()
    stale = False
    form.offer(
        [
            (standard.id, f"{standard.framework.title}: {standard.short}")
            for standard in offered_standards(db.session(), actor.staff_groups, for_visit=True)
        ]
    )
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.change_focus(
                    session,
                    actor,
                    form.text.data or "",
                    form.standard_id.data,
                    of=form.of.data,
                    version=form.seen_version,
                )
            flash("That is your focus now.", "success")
            return redirect(url_for(".focus_show"))
        except StaleRecord as error:
            stale = True
            add_error(form, error)
        except DomainError as error:
            add_error(form, error)
    live = _live(actor)
    if stale or request.method == "GET":
        form.show(live)
    if live and request.method == "GET":
        form.text.data, form.standard_id.data = live.text, live.standard_id
    page = pages.focus_page(actor, [live] if live else [], queries.list_ambassadors(db.session(), actor))
    answer = render_template("coaching/focus_edit.html", page=page, form=form, stale=stale, today=actor.today)
    return answer, 422 if form.errors else 200


def _live(actor: Actor) -> Focus | None:
    return queries.current_focus(db.session(), actor, actor.person_id) if actor.person_id else None


@bp.post("/focus/<uuid:focus_id>/end")
def focus_end(focus_id: uuid.UUID) -> ResponseReturnValue:
    with transaction() as session:
        services.end_focus(session, current_actor(), focus_id)
    flash("Closed. It stays in your history.", "success")
    return redirect(url_for(".focus_show"))
