"""How a review ends, and what went before an agreed support: written by the appraiser."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries, services
from cpd.appraisal.documents import standard_name
from cpd.appraisal.forms import ConclusionForm, EarlierForm
from cpd.appraisal.models import Review
from cpd.appraisal.routes import bp
from cpd.appraisal.routes.shared import back_to, review_to_write
from cpd.appraisal.rules.conclusion import Conclusion, EarlierKind, conclusion_words
from cpd.appraisal.rules.states import READ
from cpd.core import clock
from cpd.core.audit import record_reading
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error, offered
from cpd.standards.models import Standard

Saved = tuple[tuple[str, str], ...] | None


@bp.route("/reviews/<uuid:review_id>/conclusion", methods=["GET", "POST"])
def conclusion_edit(review_id: uuid.UUID) -> ResponseReturnValue:
    """One conclusion, in the round. Agreed support names what it concerns and opens a plan."""
    actor, review = review_to_write(review_id, policy.can_write_appraisers_part)
    page, person_id, standards = pages.edit_page(actor, review), review.person_id, _standards(review)
    form = _conclusion_form(review, standards)
    saved: Saved = None
    if form.validate_on_submit():
        conclusion = Conclusion(form.conclusion.data)
        try:
            with transaction() as session:
                services.save_conclusion(
                    session,
                    actor,
                    queries.get_review(session, actor, review_id, for_writing=True),
                    conclusion,
                    standard_ids=[uuid.UUID(id_) for id_ in form.standard_ids.data or ()],
                    pay_recommendation=form.pay_recommendation.data or "" if "pay_recommendation" in form else "",
                    version=form.seen_version,
                )
            flash("Saved.", "success")
            return back_to(review_id, "conclusion")
        except DomainError as error:
            add_error(form, error)
            if isinstance(error, StaleRecord):
                saved = _saved(queries.get_review(db.session(), actor, review_id), form)
    earlier = pages.earlier_lines(queries.get_review(db.session(), actor, review_id))
    answer = render_template("appraisal/conclusion_edit.html", page=page, form=form, saved=saved, earlier=earlier)
    record_reading(actor, READ, review_id, person_id)
    return answer, 422 if form.errors else 200


def _standards(review: Review) -> list[Standard]:
    return queries.standards_of(db.session(), review)


def _words(conclusion: Conclusion, standards: list[Standard]) -> str:
    frameworks = {one.framework.code: (one.framework.title, one.framework.is_statutory) for one in standards}
    return conclusion_words(conclusion, frameworks.values())


def _conclusion_form(review: Review, standards: list[Standard]) -> ConclusionForm:
    form = ConclusionForm(
        data={
            "conclusion": review.conclusion.value,
            "standard_ids": [str(concern.standard_id) for concern in review.concerns],
            "pay_recommendation": review.pay_recommendation,
            "version": review.version,
        }
    )
    form.conclusion.choices = offered((one.value, _words(one, standards)) for one in Conclusion)
    form.standard_ids.choices = offered((one.id, standard_name(one)) for one in standards)
    if not review.cycle.has_pay_field:
        del form.pay_recommendation
    return form


def _saved(review: Review, form: ConclusionForm) -> Saved:
    """What is saved now, to stand beside what was chosen."""
    form.go_on_from(review.version)
    concerns = "; ".join(standard_name(concern.standard) for concern in review.concerns)
    saved = [("How it ends", _words(review.conclusion, _standards(review))), ("What the support concerns", concerns)]
    if review.cycle.has_pay_field:
        saved.append(("Recommendation on pay", review.pay_recommendation))
    return tuple(saved)


@bp.route("/reviews/<uuid:review_id>/earlier/new", methods=["GET", "POST"])
def earlier_new(review_id: uuid.UUID) -> ResponseReturnValue:
    """Put an earlier conversation, or support that was really offered, on record with its day."""
    actor, review = review_to_write(review_id, policy.can_write_appraisers_part)
    page, person_id = pages.edit_page(actor, review), review.person_id
    form = EarlierForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.add_earlier(
                    session,
                    actor,
                    queries.get_review(session, actor, review_id, for_writing=True),
                    EarlierKind(form.kind.data),
                    happened_on=form.happened_on.data,
                    text=form.text.data or "",
                    request_key=form.key,
                    at=clock.now(),
                )
            flash("It is on record, for both of you to read.", "success")
            return redirect(url_for(".conclusion_edit", review_id=review_id))
        except DomainError as error:
            add_error(form, error)
    answer = render_template("appraisal/earlier_new.html", page=page, form=form)
    record_reading(actor, READ, review_id, person_id)
    return answer, 422 if form.errors else 200


@bp.post("/reviews/<uuid:review_id>/earlier/<uuid:earlier_id>/remove")
def earlier_remove(review_id: uuid.UUID, earlier_id: uuid.UUID) -> ResponseReturnValue:
    """Take out something entered by mistake."""
    actor = current_actor()
    try:
        with transaction() as session:
            review = queries.get_review(session, actor, review_id, for_writing=True)
            services.remove_earlier(session, actor, review, earlier_id)
        flash("Taken out.", "success")
    except DomainError as error:
        flash(error.message, "warning")
    return redirect(url_for(".conclusion_edit", review_id=review_id))
