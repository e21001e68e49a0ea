"""Moderation: asking for it, answering, ending it, and reading a review as its moderator."""

import uuid
from dataclasses import replace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import documents, pages, policy, queries
from cpd.appraisal.forms.moderation import ModerationForm
from cpd.appraisal.queries import moderation as moderations
from cpd.appraisal.routes import bp
from cpd.appraisal.routes.shared import back_to
from cpd.appraisal.rules.states import READ
from cpd.appraisal.services import moderation as services
from cpd.core import clock
from cpd.core.access import require
from cpd.core.audit import record_reading
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error, offered


@bp.route("/reviews/<uuid:review_id>/moderation/new", methods=["GET", "POST"])
def moderation_new(review_id: uuid.UUID) -> ResponseReturnValue:
    """Ask the person of a review whether a named moderator may read it."""
    actor, session = current_actor(), db.session()
    review = queries.get_review(session, actor, review_id)
    require(policy.can_ask_for_moderation(actor, review))
    page = pages.edit_page(actor, review)
    form = ModerationForm()
    people = moderations.moderator_choices(session, actor, review)
    form.moderator_id.choices = offered([(person.id, person.name) for person in people], "Choose")
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                review = queries.get_review(writing, actor, review_id, for_writing=True)
                services.ask_for_moderation(writing, actor, review, uuid.UUID(form.moderator_id.data), clock.now())
            flash(f"{page.person} is asked. Nobody reads the review unless they agree.", "success")
            return back_to(review_id, "moderation")
        except DomainError as error:
            add_error(form, error)
    return render_template("appraisal/moderation_new.html", page=page, form=form), 422 if form.errors else 200


@bp.post("/reviews/<uuid:review_id>/moderation/<uuid:moderation_id>/agree")
def moderation_agree(review_id: uuid.UUID, moderation_id: uuid.UUID) -> ResponseReturnValue:
    return _answered(review_id, moderation_id, agrees=True)


@bp.post("/reviews/<uuid:review_id>/moderation/<uuid:moderation_id>/decline")
def moderation_decline(review_id: uuid.UUID, moderation_id: uuid.UUID) -> ResponseReturnValue:
    return _answered(review_id, moderation_id, agrees=False)


def _answered(review_id: uuid.UUID, moderation_id: uuid.UUID, *, agrees: bool) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with transaction() as session:
            review = queries.get_review(session, actor, review_id, for_writing=True)
            services.answer_moderation(session, actor, review, moderation_id, agrees=agrees, at=clock.now())
        flash("You have agreed. You can end it here any time before you sign." if agrees else "Declined.", "success")
    except DomainError as error:
        flash(error.message, "warning")
    return back_to(review_id, "moderation")


@bp.post("/reviews/<uuid:review_id>/moderation/<uuid:moderation_id>/end")
def moderation_end(review_id: uuid.UUID, moderation_id: uuid.UUID) -> ResponseReturnValue:
    """End it, or withdraw the question: its person, and who may ask."""
    actor = current_actor()
    with transaction() as session:
        review = queries.get_review(session, actor, review_id, for_writing=True)
        services.end_moderation(session, actor, review, moderation_id)
    flash("Ended. The moderator cannot open this review any more.", "success")
    return back_to(review_id, "moderation")


@bp.get("/moderations/<uuid:moderation_id>")
def moderation_show(moderation_id: uuid.UUID) -> ResponseReturnValue:
    """A review as its moderator reads it: what would be signed, without meetings, files and pay."""
    actor, session = current_actor(), db.session()
    review, _ = moderations.get_moderated(session, actor, moderation_id)
    review_id, person_id = review.id, review.person_id
    sources = queries.get_sources(session, review, actor.today)
    document = replace(documents.review_document(review, sources), pay_recommendation="")
    page = pages.review_page(actor, review, document, sources.standards, [], [])
    html = render_template("appraisal/moderation_show.html", page=page, moderation_id=moderation_id)
    record_reading(actor, READ, review_id, person_id)
    return html


@bp.post("/moderations/<uuid:moderation_id>/done")
def moderation_done(moderation_id: uuid.UUID) -> ResponseReturnValue:
    """The moderator has read it, and opens it no more."""
    actor = current_actor()
    with transaction() as session:
        review, one = moderations.get_moderated(session, actor, moderation_id, for_writing=True)
        services.end_moderation(session, actor, review, one.id)
    flash("Done. The review is closed to you again.", "success")
    return redirect(url_for(".review_index"))
