"""Moving a review through its year."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries, services
from cpd.appraisal.forms import MoveForm, ReasonForm
from cpd.appraisal.models import ReviewState
from cpd.appraisal.routes import bp
from cpd.appraisal.rules.stages import Stage
from cpd.core import clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error, offered


@bp.post("/reviews/<uuid:review_id>/move-on")
def review_move_on(review_id: uuid.UUID) -> ResponseReturnValue:
    """To the next stage, from the one that the page showed."""
    actor = current_actor()
    seen = next((stage for stage in Stage if stage.value == request.form.get("stage")), None)
    try:
        with transaction() as session:
            review = queries.get_review(session, actor, review_id, for_writing=True)
            moved = services.move_on(session, actor, review, seen, clock.now())
            where = review.stage.label
        flash(f"It stands at “{where}” now.", "success" if moved else "info")
    except DomainError as error:
        flash(error.message, "warning")
    return redirect(url_for(".review_show", review_id=review_id))


@bp.route("/reviews/<uuid:review_id>/move", methods=["GET", "POST"])
def review_move(review_id: uuid.UUID) -> ResponseReturnValue:
    """Back to an earlier stage, or past one that is not needed, with a reason."""
    actor = current_actor()
    review = queries.get_review(db.session(), actor, review_id)
    year = pages.year_part(actor, review, ())
    require(year.can_move_elsewhere or review.state is ReviewState.CLOSED)
    form = MoveForm()
    form.stage.choices = offered([(stage.value, stage.label) for stage in (*year.back_to, *year.ahead_to)], "Choose")
    page = pages.edit_page(actor, review)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                review = queries.get_review(session, actor, review_id, for_writing=True)
                services.move_to(session, actor, review, Stage(form.stage.data), form.reason.data or "", clock.now())
                where = review.stage.label
            flash(f"It stands at “{where}” now.", "success")
            return redirect(url_for(".review_show", review_id=review_id))
        except DomainError as error:
            add_error(form, error)
    answer = render_template("appraisal/review_move.html", page=page, year=year, form=form)
    return answer, 422 if form.errors else 200


@bp.route("/reviews/<uuid:review_id>/take-up", methods=["GET", "POST"])
def review_take_up(review_id: uuid.UUID) -> ResponseReturnValue:
    """Go on with a review that was laid down, or write a closed one anew."""
    actor = current_actor()
    review = queries.get_review(db.session(), actor, review_id)
    require(policy.can_take_up(actor, review))
    form = ReasonForm()
    page, is_closed = pages.edit_page(actor, review), review.state is ReviewState.CLOSED
    if form.validate_on_submit():
        try:
            with transaction() as session:
                review = queries.get_review(session, actor, review_id, for_writing=True)
                services.take_up(session, actor, review, form.reason.data or "", clock.now())
            flash("The review is open again.", "success")
            return redirect(url_for(".review_show", review_id=review_id))
        except DomainError as error:
            add_error(form, error)
    answer = render_template("appraisal/review_take_up.html", page=page, form=form, is_closed=is_closed)
    return answer, 422 if form.errors else 200


@bp.post("/reviews/<uuid:review_id>/lay-down")
def review_lay_down(review_id: uuid.UUID) -> ResponseReturnValue:
    """End a review without a statement, where its person has left or is away for long."""
    actor = current_actor()
    try:
        with transaction() as session:
            review = queries.get_review(session, actor, review_id, for_writing=True)
            services.lay_down(session, actor, review, clock.now())
        flash("The review is laid down. What was written stays, and it can be taken up again.", "success")
    except DomainError as error:
        flash(error.message, "warning")
    return redirect(url_for(".review_show", review_id=review_id))
