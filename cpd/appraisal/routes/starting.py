"""Beginning the reviews of a school."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries, services
from cpd.appraisal.forms import start_form
from cpd.appraisal.pages import SchoolLine
from cpd.appraisal.routes import bp
from cpd.core import clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import BaseForm, add_error
from cpd.core.templating import plural


@bp.route("/cycles/<uuid:cycle_id>/schools/<uuid:school_id>/start", methods=["GET", "POST"])
def cycle_start(cycle_id: uuid.UUID, school_id: uuid.UUID) -> ResponseReturnValue:
    """Begin the reviews of a school in one step: everybody is listed with the appraiser they would have."""
    actor, session = current_actor(), db.session()
    school = queries.get_school(session, actor, school_id)
    cycle = queries.get_cycle(session, cycle_id)
    candidates = queries.candidates(session, actor, cycle, school_id)
    choices = [(person.id, person.name) for person in queries.appraiser_choices(session, actor, school_id)]
    page = pages.start_page(SchoolLine(school.id, school.name), cycle, candidates)
    form = start_form(candidates, choices)
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                started = services.start_reviews(
                    writing,
                    actor,
                    queries.get_cycle(writing, cycle_id),
                    school_id,
                    form.appraisers(candidates),
                    clock.now(),
                )
            flash(f"{plural(len(started), 'review')} begun.", "success" if started else "info")
            return redirect(url_for(".school_board", school_id=school_id, cycle=cycle_id))
        except DomainError as error:
            add_error(form, error)
    if request.method == "GET":
        form.people.data = [str(one.person_id) for one in page.ready if not (one.is_away or one.main_school)]
    return render_template("appraisal/cycle_start.html", page=page, form=form), 422 if form.errors else 200


@bp.route("/cycles/<uuid:cycle_id>/start", methods=["GET", "POST"])
def cycle_start_trust(cycle_id: uuid.UUID) -> ResponseReturnValue:
    """Begin the reviews of the whole trust in one step, after a look at what that would do."""
    actor, session = current_actor(), db.session()
    require(policy.can_open_cycle(actor))
    cycle = queries.get_cycle(session, cycle_id)
    form = BaseForm()
    if form.validate_on_submit():
        with transaction() as writing:
            begun, handed_on = services.start_trust(writing, actor, queries.get_cycle(writing, cycle_id), clock.now())
        also = f" {plural(handed_on, 'review')} handed on to another appraiser." if handed_on else ""
        flash(f"{plural(begun, 'review')} begun.{also}", "success" if begun or handed_on else "info")
        return redirect(url_for(".trust_counts", cycle=cycle_id))
    page = pages.start_trust_page(
        cycle,
        queries.trust_candidates(session, actor, cycle),
        len(queries.to_hand_on(session, actor, cycle_id)),
    )
    return render_template("appraisal/cycle_start_trust.html", page=page, form=form)
