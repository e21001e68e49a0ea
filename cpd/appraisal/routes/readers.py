"""Who appraises, and who reads: appointing, and closing a review to all but three."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries, services
from cpd.appraisal.forms import AppointForm, ConfidentialForm
from cpd.appraisal.routes import bp
from cpd.core import clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error, offered


@bp.route("/reviews/<uuid:review_id>/appraiser", methods=["GET", "POST"])
def review_appoint(review_id: uuid.UUID) -> ResponseReturnValue:
    """Name another appraiser."""
    actor, session = current_actor(), db.session()
    review = queries.get_review(session, actor, review_id)
    require(policy.can_appoint(actor, review))
    page = pages.edit_page(actor, review)
    current = (review.appraiser.name, review.appraiser_is_appointed)
    form = AppointForm()
    people = [
        *queries.appraisers_of(session, actor, review.person_id),
        *queries.appraiser_choices(session, actor, review.school_id),
    ]
    names = {person.id: person.name for person in people if person.id != review.person_id}
    form.appraiser_id.choices = offered(names.items())
    if request.method == "GET":
        form.appraiser_id.data = str(review.appraiser_id)
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                review = queries.get_review(writing, actor, review_id, for_writing=True)
                services.appoint(writing, actor, review, uuid.UUID(form.appraiser_id.data), clock.now())
            flash("The appraiser is appointed.", "success")
            return redirect(url_for(".review_show", review_id=review_id))
        except DomainError as error:
            add_error(form, error)
    answer = render_template("appraisal/review_appoint.html", page=page, form=form, current=current)
    return answer, 422 if form.errors else 200


@bp.route("/reviews/<uuid:review_id>/confidential", methods=["GET", "POST"])
def review_confidential(review_id: uuid.UUID) -> ResponseReturnValue:
    """Close a review to everybody but its person, its appraiser and one HR contact."""
    actor, session = current_actor(), db.session()
    review = queries.get_review(session, actor, review_id)
    require(policy.can_make_confidential(actor, review))
    page = pages.edit_page(actor, review)
    form = ConfidentialForm()
    contacts = queries.hr_contact_choices(session, actor, review)
    form.hr_contact_id.choices = offered([(person.id, person.name) for person in contacts], "Choose")
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                review = queries.get_review(writing, actor, review_id, for_writing=True)
                services.make_confidential(writing, actor, review, uuid.UUID(form.hr_contact_id.data))
            flash("The review is confidential now.", "success")
            return redirect(url_for(".review_index"))
        except DomainError as error:
            add_error(form, error)
    return render_template("appraisal/review_confidential.html", page=page, form=form), 422 if form.errors else 200
