"""The person's part: focus, what they bring, comment."""

import uuid

from flask import Response, flash, render_template, request
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries, services
from cpd.appraisal.forms import BringForm, PickForm
from cpd.appraisal.forms.own_words import COMMENT, FOCUS
from cpd.appraisal.forms.words import WordsForm, words_form
from cpd.appraisal.queries import meetings
from cpd.appraisal.routes import bp
from cpd.appraisal.routes.shared import back_to, review_to_write
from cpd.appraisal.rules.states import DOWNLOADED
from cpd.coaching.queries import current_focus
from cpd.core import clock
from cpd.core.audit import record_reading
from cpd.core.database import db, transaction
from cpd.core.downloads import call_file
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.people.actor import Actor

Saved = tuple[tuple[str, str], ...] | None


@bp.route("/reviews/<uuid:review_id>/focus", methods=["GET", "POST"])
def focus_edit(review_id: uuid.UUID) -> ResponseReturnValue:
    """The focus in the words that the person brings in. Their focus in coaching is offered, never taken."""
    actor, review = review_to_write(review_id, policy.can_write_own_part)
    page = pages.edit_page(actor, review)
    form = words_form(FOCUS, {"focus": review.focus})
    saved: Saved = None
    if form.validate_on_submit():
        saved = _save_words(actor, review_id, form)
        if not form.errors:
            flash("Your focus is saved.", "success")
            return back_to(review_id, "focus")
    focus = current_focus(db.session(), actor, actor.person_id) if actor.person_id else None
    if request.method == "GET" and request.args.get("from") == "coaching" and focus is not None:
        form["focus"].data = focus.text
    answer = render_template(
        "appraisal/focus_edit.html", page=page, form=form, saved=saved, focus=focus.text if focus else None
    )
    return answer, 422 if form.errors else 200


@bp.route("/reviews/<uuid:review_id>/comment", methods=["GET", "POST"])
def comment_edit(review_id: uuid.UUID) -> ResponseReturnValue:
    """The person's comment, and what they see differently."""
    actor, review = review_to_write(review_id, policy.can_write_own_part)
    page = pages.edit_page(actor, review)
    form = words_form(COMMENT, {place.name: getattr(review, place.name) for place in COMMENT})
    saved: Saved = None
    if form.validate_on_submit():
        saved = _save_words(actor, review_id, form)
        if not form.errors:
            flash("Your comment is saved.", "success")
            return back_to(review_id, "comment")
    answer = render_template("appraisal/comment_edit.html", page=page, form=form, saved=saved)
    return answer, 422 if form.errors else 200


def _save_words(actor: Actor, review_id: uuid.UUID, form: WordsForm) -> Saved:
    """Save what was typed. What another window saved meanwhile comes back, to stand beside it."""
    try:
        with transaction() as session:
            review = queries.get_review(session, actor, review_id, for_writing=True)
            settled = services.save_own_words(session, actor, review, form.typed())
    except DomainError as error:
        add_error(form, error)
        return None
    form.go_on_from(settled)
    if not settled.newer:
        return None
    add_error(form, StaleRecord())
    return tuple((form.label_of(name), text) for name, text in settled.newer.items())


@bp.route("/reviews/<uuid:review_id>/bring", methods=["GET", "POST"])
def brought_new(review_id: uuid.UUID) -> ResponseReturnValue:
    """Bring something in one's own words."""
    actor, review = review_to_write(review_id, policy.can_write_own_part)
    page = pages.edit_page(actor, review)
    form = BringForm()
    if form.validate_on_submit():
        try:
            address, file = form.address.data or "", form.handed_in()
            with transaction() as session:
                review = queries.get_review(session, actor, review_id, for_writing=True)
                text = form.text.data or ""
                services.bring_own_words(
                    session, actor, review, text, form.key, clock.now(), address=address, file=file
                )
            flash("It stands in your review. You can take it back until one of you has signed.", "success")
            return back_to(review_id, "brought")
        except DomainError as error:
            add_error(form, error)
    return render_template("appraisal/brought_new.html", page=page, form=form), 422 if form.errors else 200


@bp.route("/reviews/<uuid:review_id>/carry-in", methods=["GET", "POST"])
def brought_pick(review_id: uuid.UUID) -> ResponseReturnValue:
    """Pick sentences, steps and replies of one's own coaching. Only the person it is about can open this page."""
    actor, review = review_to_write(review_id, policy.can_write_own_part)
    page = pages.edit_page(actor, review)
    offered = queries.offered_words(db.session(), actor, review)
    days = pages.pick_lines(review, offered)
    form = PickForm()
    if form.validate_on_submit():
        wanted = set(form.picked.data or ())
        try:
            with transaction() as session:
                review = queries.get_review(session, actor, review_id, for_writing=True)
                picked = [one for one in queries.offered_words(session, actor, review) if one.key in wanted]
                services.bring_from_coaching(session, actor, review, picked, form.key, clock.now())
            flash("What you picked stands in your review. Your coach is told that you did, not what.", "success")
            return back_to(review_id, "brought")
        except DomainError as error:
            add_error(form, error)
    return render_template("appraisal/brought_pick.html", page=page, form=form, days=days), 422 if form.errors else 200


@bp.get("/reviews/<uuid:review_id>/brought/<uuid:brought_id>/file")
def brought_file(review_id: uuid.UUID, brought_id: uuid.UUID) -> ResponseReturnValue:
    """The file that the person brought: always as a file to keep, never as a page of ours."""
    actor, session = current_actor(), db.session()
    person_id = meetings.get_review_alone(session, actor, review_id).person_id
    file = queries.get_brought_file(session, actor, review_id, brought_id)
    answer = Response(file.content, mimetype=file.media_type)
    call_file(answer, file.name)
    record_reading(actor, DOWNLOADED, review_id, person_id)
    return answer


@bp.post("/reviews/<uuid:review_id>/brought/<uuid:brought_id>/take-out")
def brought_take_out(review_id: uuid.UUID, brought_id: uuid.UUID) -> ResponseReturnValue:
    """Take back something that was brought."""
    actor = current_actor()
    try:
        with transaction() as session:
            review = queries.get_review(session, actor, review_id, for_writing=True)
            services.take_out(session, actor, review, brought_id)
        flash("Taken back. Nobody reads it in this review any more.", "success")
    except DomainError as error:
        flash(error.message, "warning")
    return back_to(review_id, "brought")
