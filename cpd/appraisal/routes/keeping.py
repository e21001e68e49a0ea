"""Keeping: for how long, holds, the reviews whose time is over, and erasing them."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries
from cpd.appraisal.forms.keeping import EraseForm, HoldForm, LookAtYearsForm, SpanForm
from cpd.appraisal.pages import keeping as keeping_pages
from cpd.appraisal.queries import keeping as kept
from cpd.appraisal.routes import bp
from cpd.appraisal.routes.shared import back_to
from cpd.appraisal.services import keeping as services
from cpd.core import clock
from cpd.core.access import NotFound, require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error
from cpd.core.templating import plural
from cpd.people.actor import Actor


@bp.route("/keeping", methods=["GET", "POST"])
def keeping_edit() -> ResponseReturnValue:
    """For how long reviews are kept: looked at with what it would mean, then set."""
    actor = current_actor()
    require(policy.can_set_keeping(actor))
    form = SpanForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.set_keeping(session, actor, form.years.data or 0, form.seen_version)
            flash("Set. Nothing is erased by it.", "success")
            return redirect(url_for(".keeping_edit"))
        except DomainError as error:
            add_error(form, error)
    span = kept.keeping_span(db.session())
    is_asked = "for_years" in request.args
    look = LookAtYearsForm(request.args if is_asked else None, data={"for_years": span.years})
    asked = look.for_years.data if is_asked and look.validate() else None
    form.go_on_from(span.version)
    form.years.raw_data, form.years.data = None, asked
    page = _span_page(actor, span.years, asked)
    refused = bool(form.errors or look.errors)
    return render_template("appraisal/keeping_edit.html", page=page, form=form, look=look), 422 if refused else 200


def _span_page(actor: Actor, years: int, asked: int | None) -> keeping_pages.SpanPage:
    session = db.session()
    return keeping_pages.SpanPage(
        years=years,
        due=kept.count_if_kept_for(session, actor, years),
        with_nobody=kept.count_with_nobody(session, actor),
        asked=asked,
        would_be_due=kept.count_if_kept_for(session, actor, asked) if asked is not None else None,
    )


# One review


@bp.route("/reviews/<uuid:review_id>/hold", methods=["GET", "POST"])
def keeping_hold(review_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a review from being erased while something is in dispute."""
    actor = current_actor()
    review = queries.get_review(db.session(), actor, review_id)
    require(policy.can_decide_keeping(actor, review))
    page = pages.edit_page(actor, review)
    form = HoldForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                review = queries.get_review(session, actor, review_id, for_writing=True)
                services.hold_review(session, actor, review, form.reason.data or "", clock.now())
            flash(f"The review is held, and {page.known_as} is told.", "success")
            return back_to(review_id, "keeping")
        except DomainError as error:
            add_error(form, error)
    return render_template("appraisal/keeping_hold.html", page=page, form=form), 422 if form.errors else 200


@bp.post("/reviews/<uuid:review_id>/holds/<uuid:hold_id>/lift")
def keeping_lift(review_id: uuid.UUID, hold_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    with transaction() as session:
        review = queries.get_review(session, actor, review_id, for_writing=True)
        services.lift_hold(session, actor, review, hold_id, clock.now())
    flash("The hold is lifted. The review is kept for as long as its class says.", "success")
    return back_to(review_id, "keeping")


# Whose time is over


@bp.get("/keeping/due")
def keeping_due() -> ResponseReturnValue:
    """The reviews that are the actor's to look at and whose time is over; those that are held; and what was erased."""
    actor, session = current_actor(), db.session()
    require(kept.decides_anything(session, actor))
    page = keeping_pages.due_page(
        kept.list_due(session, actor), kept.erased_where_i_look(session, actor), kept.keeping_span(session).years
    )
    return render_template("appraisal/keeping_due.html", page=page, most_shown=kept.MOST_SHOWN)


@bp.route("/keeping/erase", methods=["GET", "POST"])
def keeping_erase() -> ResponseReturnValue:
    """What goes and what stays, of the reviews named in the address; then they are erased."""
    actor = current_actor()
    require(kept.decides_anything(db.session(), actor))
    asked = _asked()
    if not asked:
        flash("Tick the reviews that you have looked at.", "info")
        return redirect(url_for(".keeping_due"))
    gone = bool(kept.erased_where_i_look(db.session(), actor, asked))
    if not kept.list_due(db.session(), actor, asked):
        if not gone:
            raise NotFound
        flash("Erased already.", "info")
        return redirect(url_for(".keeping_due"))
    form = EraseForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                count = services.erase_reviews(session, actor, form.versions, clock.now())
            flash(f"{plural(count, 'review')} erased. The proof stands below.", "success")
            return redirect(url_for(".keeping_due", _anchor="erased"))
        except DomainError as error:
            add_error(form, error)
    years = kept.keeping_span(db.session()).years
    page = keeping_pages.due_page(kept.list_due(db.session(), actor, asked), [], years)
    form.seen.data = keeping_pages.seen_of(page.due)
    return render_template("appraisal/keeping_erase.html", page=page, form=form), 422 if form.errors else 200


def _asked() -> list[uuid.UUID]:
    """The reviews that the address names. Raises ``NotFound`` for what is no key."""
    try:
        return [uuid.UUID(one) for one in request.args.getlist("reviews")]
    except ValueError:
        raise NotFound from None
