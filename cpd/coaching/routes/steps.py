"""One step: what its person makes of it, how trying it went, and its day for a calendar."""

import uuid

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching import pages, queries, services
from cpd.coaching.forms.steps import AsideForm, OwnStepForm, StepForm, TrialForm
from cpd.coaching.models import ActionStep
from cpd.coaching.policy import visits as policy
from cpd.coaching.routes import bp, notices
from cpd.coaching.rules.checkback import calendar_entry
from cpd.coaching.rules.steps import StepState, TrialOutcome
from cpd.core import clock
from cpd.core.access import NotFound, require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error


@bp.get("/steps/<uuid:step_id>")
def step_show(step_id: uuid.UUID) -> ResponseReturnValue:
    return _show(step_id, TrialForm(formdata=None)), 200


def _show(step_id: uuid.UUID, form: TrialForm, refused: str = "") -> str:
    actor, session = current_actor(), db.session()
    step = queries.get_step(session, actor, step_id)
    page = pages.one_step_page(actor, step, queries.list_trials(session, actor, [step_id]))
    return render_template("coaching/step_show.html", page=page, form=form, refused=refused, today=actor.today)


@bp.route("/visits/<uuid:visit_id>/step", methods=["GET", "POST"])
def step_new(visit_id: uuid.UUID) -> ResponseReturnValue:
    """The person's own step under a visit that has none."""
    actor, session = current_actor(), db.session()
    visit = queries.get_visit(session, actor, visit_id)
    require(policy.can_reflect(actor, visit))
    form = OwnStepForm()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                begun, is_new = services.begin_step(writing, actor, visit_id, form.text.data or "", clock.now())
                if is_new:
                    notices.tell_of_own_words(writing, begun)
            flash("It is your step now. Whoever visited you reads it too.", "success")
            return redirect(url_for(".step_index"))
        except DomainError as error:
            add_error(form, error)
        visit = queries.get_visit(session, actor, visit_id)
    page = pages.own_step_page(visit)
    return render_template("coaching/step_new.html", page=page, form=form), 422 if form.errors else 200


@bp.post("/steps/<uuid:step_id>/agree")
def step_agree(step_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with transaction() as session:
            services.agree_step(session, actor, step_id, clock.now())
    except DomainError as error:
        return _show(step_id, TrialForm(formdata=None), error.message), 422
    flash("Agreed. A cue of your own makes it easier to remember.", "success")
    return redirect(url_for(".step_edit", step_id=step_id))


@bp.route("/steps/<uuid:step_id>/edit", methods=["GET", "POST"])
def step_edit(step_id: uuid.UUID) -> ResponseReturnValue:
    """Own words, cue and plan, or another step of the library. The visitor sees what stood there before."""
    actor, session = current_actor(), db.session()
    step = _own_step(step_id)
    if request.method == "GET" and step.state.is_closed:
        return redirect(url_for(".step_show", step_id=step_id))
    form = StepForm(obj=step)
    stale: tuple[tuple[str, str], ...] = ()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                move = services.write_step(
                    writing,
                    actor,
                    step_id,
                    text=form.text.data or "",
                    swap_for=form.swap_for.data,
                    cue=form.cue.data or "",
                    tried_where=form.tried_where.data or "",
                    version=form.seen_version,
                    at=clock.now(),
                )
                if move:
                    notices.tell_of_own_words(writing, queries.get_step(writing, actor, step_id).visit)
            flash("Saved. Whoever visited you reads it too.", "success")
            return redirect(url_for(".step_show", step_id=step_id))
        except StaleRecord as error:
            add_error(form, error)
            step = queries.get_step(session, actor, step_id)
            stale = pages.both_step_texts(step, form.data)
            form.go_on_from(step.version)
        except DomainError as error:
            add_error(form, error)
    step = queries.get_step(session, actor, step_id)
    groups = queries.staff_groups_of(session, step.person_id, step.visit.visited_on)
    form.offer(queries.steps_offered(session, groups))
    page = pages.step_page(actor, step)
    answer = render_template("coaching/step_edit.html", page=page, form=form, stale=stale)
    return answer, 422 if form.errors else 200


def _own_step(step_id: uuid.UUID) -> ActionStep:
    """The actor's own; one that was closed meanwhile too, so that what was typed is not lost with a refusal."""
    actor = current_actor()
    step = queries.get_step(db.session(), actor, step_id)
    require(policy.is_person(actor, step.visit))
    return step


@bp.route("/steps/<uuid:step_id>/aside", methods=["GET", "POST"])
def step_aside(step_id: uuid.UUID) -> ResponseReturnValue:
    """Park or decline, with a reason."""
    actor = current_actor()
    step = _own_step(step_id)
    if request.method == "GET" and step.state.is_closed:
        return redirect(url_for(".step_show", step_id=step_id))
    form = AsideForm()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                state = StepState(form.state.data)
                if services.set_step_aside(writing, actor, step_id, state, form.reason.data or "", clock.now()):
                    notices.tell_of_own_words(writing, queries.get_step(writing, actor, step_id).visit)
            flash(f"{state.label}. Your reason is there for whoever visited you.", "success")
            return redirect(url_for(".step_show", step_id=step_id))
        except DomainError as error:
            add_error(form, error)
    page = pages.step_page(actor, queries.get_step(db.session(), actor, step_id))
    return render_template("coaching/step_aside.html", page=page, form=form), 422 if form.errors else 200


@bp.post("/steps/<uuid:step_id>/take-up")
def step_take_up(step_id: uuid.UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            services.take_step_up(session, current_actor(), step_id, clock.now())
    except DomainError as error:
        return _show(step_id, TrialForm(formdata=None), error.message), 422
    flash("The step is open again.", "success")
    return redirect(url_for(".step_show", step_id=step_id))


@bp.route("/steps/<uuid:step_id>/trials/new", methods=["GET", "POST"])
def trial_new(step_id: uuid.UUID) -> ResponseReturnValue:
    """How trying it went, in one tap; the person's alone until they share it."""
    actor = current_actor()
    _own_step(step_id)
    form = TrialForm()
    if form.validate_on_submit():
        with transaction() as session:
            outcome = TrialOutcome(form.outcome.data)
            services.record_trial(
                session, actor, step_id, outcome, form.note.data or "", request_key=form.key, at=clock.now()
            )
        flash("Kept. Only you know it, until you share it.", "success")
        return redirect(url_for(".step_show", step_id=step_id, _anchor="trials"))
    return _show(step_id, form), 422 if form.errors else 200


@bp.post("/trials/<uuid:trial_id>/share")
def trial_share(trial_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    with transaction() as session:
        step, is_new = services.share_trial(session, actor, trial_id, clock.now())
        step_id, name = step.id, step.visit.visitor.known_as
        if is_new:
            notices.tell_of_own_words(session, step.visit)
    flash(f"Shared. {name} can read it now.", "success")
    return redirect(url_for(".step_show", step_id=step_id, _anchor="trials"))


@bp.get("/steps/<uuid:step_id>/calendar.ics")
def step_calendar(step_id: uuid.UUID) -> ResponseReturnValue:
    """The check-back as an entry for a calendar: its time and the school, and no word of the visit."""
    step = queries.get_step(db.session(), current_actor(), step_id)
    if step.check_back_on is None or step.state.is_closed:
        raise NotFound
    entry = calendar_entry(
        step.id,
        "Check back on a coaching step",
        step.visit.school.name,
        step.check_back_on,
        step.check_back_at,
        clock.now(),
    )
    answer = Response(entry, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="check-back.ics"'
    return answer
