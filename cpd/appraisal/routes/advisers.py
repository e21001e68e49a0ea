"""Advisers and governors on the review of a head."""

import uuid

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries, services
from cpd.appraisal.forms import AdviserForm
from cpd.appraisal.routes import bp
from cpd.appraisal.routes.shared import back_to, review_to_write
from cpd.appraisal.rules.stages import Capacity
from cpd.core.database import transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error


@bp.route("/reviews/<uuid:review_id>/advisers/new", methods=["GET", "POST"])
def adviser_new(review_id: uuid.UUID) -> ResponseReturnValue:
    """Name somebody who advises on the review of a head."""
    actor, review = review_to_write(review_id, policy.can_write_appraisers_part)
    page = pages.edit_page(actor, review)
    form = AdviserForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                review = queries.get_review(session, actor, review_id, for_writing=True)
                services.add_adviser(
                    session, actor, review, form.name.data or "", Capacity(form.capacity.data), form.key
                )
            return back_to(review_id, "advisers")
        except DomainError as error:
            add_error(form, error)
    return render_template("appraisal/adviser_new.html", page=page, form=form), 422 if form.errors else 200


@bp.post("/reviews/<uuid:review_id>/advisers/<uuid:adviser_id>/remove")
def adviser_remove(review_id: uuid.UUID, adviser_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with transaction() as session:
            review = queries.get_review(session, actor, review_id, for_writing=True)
            services.remove_adviser(session, actor, review, adviser_id)
    except DomainError as error:
        flash(error.message, "warning")
    return back_to(review_id, "advisers")
