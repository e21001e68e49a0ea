"""One review: its page, its PDF, signing and taking back."""

import uuid

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor, current_sign_in
from cpd.appraisal import documents, pages, policy, queries, services
from cpd.appraisal.documents.printing import frozen, print_review
from cpd.appraisal.forms import SignForm
from cpd.appraisal.models import Review, ReviewState
from cpd.appraisal.pages import ReviewPage
from cpd.appraisal.pages.keeping import keeping_part
from cpd.appraisal.queries import meetings
from cpd.appraisal.queries.keeping import holds_of, keeping_span
from cpd.appraisal.routes import bp
from cpd.appraisal.rules.states import DOWNLOADED, READ
from cpd.core import clock
from cpd.core.access import require
from cpd.core.audit import record_reading
from cpd.core.database import db, transaction
from cpd.core.downloads import call_file
from cpd.core.errors import DomainError
from cpd.core.forms import add_error
from cpd.people.actor import Actor


@bp.get("/reviews/<uuid:review_id>")
def review_show(review_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    review = queries.get_review(db.session(), actor, review_id)
    person_id = review.person_id
    session = db.session()
    lines = pages.meeting_lines(review, meetings.list_meetings(session, review), meetings.who_has_sent(session, review))
    html = render_template("appraisal/review_show.html", page=_page(actor, review), meetings=lines)
    record_reading(actor, READ, review_id, person_id)
    return html


def _page(actor: Actor, review: Review) -> ReviewPage:
    session = db.session()
    sources = queries.get_sources(session, review, actor.today)
    looks = queries.who_has_looked(session, actor, review) if policy.is_person(actor, review) else []
    document = documents.review_document(review, sources)
    moves = queries.moves_of(session, review)
    keeping = keeping_part(actor, review, keeping_span(session).years, holds_of(session, review))
    return pages.review_page(actor, review, document, sources.standards, looks, moves, keeping=keeping)


@bp.get("/reviews/<uuid:review_id>.pdf")
def review_pdf(review_id: uuid.UUID) -> ResponseReturnValue:
    """The PDF that was kept at the second signature; before that a draft, made now."""
    actor, session = current_actor(), db.session()
    review = queries.get_review(session, actor, review_id)
    person_id = review.person_id
    document = documents.review_document(review, queries.get_sources(session, review, actor.today))
    if review.state is ReviewState.CLOSED:
        pdf = queries.signed_pdf(session, actor, review_id)
    else:
        pdf = print_review(document)
    record_reading(actor, DOWNLOADED, review_id, person_id)
    answer = Response(pdf, mimetype="application/pdf")
    call_file(answer, documents.file_name(document), "inline")
    return answer


@bp.route("/reviews/<uuid:review_id>/sign", methods=["GET", "POST"])
def review_sign(review_id: uuid.UUID) -> ResponseReturnValue:
    """Read the whole, type one's name. The second signature freezes the review."""
    actor = current_actor()
    review = queries.get_review(db.session(), actor, review_id)
    require(policy.signer_of(actor, review) is not None)
    person_id = review.person_id
    form = SignForm()
    if form.validate_on_submit():
        try:
            flash(_sign(actor, review_id, form), "success")
            return redirect(url_for(".review_show", review_id=review_id))
        except DomainError as error:
            add_error(form, error)
            review = queries.get_review(db.session(), actor, review_id)
    page = _page(actor, review)
    if not page.can_sign:
        return redirect(url_for(".review_show", review_id=review_id))
    form.seen.data = page.seen
    html = render_template("appraisal/review_sign.html", page=page, form=form)
    record_reading(actor, READ, review_id, person_id)
    return html, 422 if form.errors else 200


def _sign(actor: Actor, review_id: uuid.UUID, form: SignForm) -> str:
    """Sign, and say what comes next."""
    sign_in = current_sign_in()
    require(sign_in is not None)
    assert sign_in is not None
    with transaction() as session:
        review = queries.get_review(session, actor, review_id, for_writing=True)
        sources = queries.get_sources(session, review, actor.today)
        services.sign(
            session,
            actor,
            review,
            form.typed_name.data or "",
            sign_in.account_id,
            content=documents.content_json(review, sources),
            seen=form.seen.data or "",
            freeze=lambda signed: frozen(documents.review_document(signed, sources)),
            at=clock.now(),
        )
        if review.state is ReviewState.CLOSED:
            return "Both of you have signed. This is the record, and it stays as it is."
        other = review.appraiser if policy.is_person(actor, review) else review.person
        return f"You have signed. The words rest until {other.name} has signed too."


@bp.post("/reviews/<uuid:review_id>/take-back")
def review_take_back(review_id: uuid.UUID) -> ResponseReturnValue:
    """Return a half-signed review to writing."""
    actor = current_actor()
    try:
        with transaction() as session:
            services.take_back(session, actor, queries.get_review(session, actor, review_id, for_writing=True))
        flash("The review is open again, and the signature is withdrawn. Both of you can write.", "success")
    except DomainError as error:
        flash(error.message, "warning")
    return redirect(url_for(".review_show", review_id=review_id))
