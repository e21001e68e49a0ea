"""What each side writes before a meeting: kept while typing, sent once, taken back until both have sent."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries, services
from cpd.appraisal.forms.meetings import part_places
from cpd.appraisal.forms.words import WordsForm, words_form
from cpd.appraisal.models import Review, ReviewPart
from cpd.appraisal.queries import meetings
from cpd.appraisal.routes import bp
from cpd.appraisal.routes.shared import agreed_last, kept, review_to_write
from cpd.appraisal.rules.stages import MeetingKind
from cpd.appraisal.rules.states import READ
from cpd.appraisal.rules.words import Settled
from cpd.core import clock
from cpd.core.access import require
from cpd.core.audit import record_reading
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.people.actor import Actor


@bp.route("/reviews/<uuid:review_id>/meetings/<kind>/part", methods=["GET", "POST"])
def part_edit(review_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """The actor's own part. It makes no entry about reading, since it shows nothing of anybody else's, but for what was
    agreed in the review before."""
    meeting = meetings.meeting_kind(kind)
    actor, review = review_to_write(review_id, policy.can_write_before_meetings, meetings.get_review_alone)
    page, person_id = pages.part_page(actor, review, meeting), review.person_id
    part = meetings.own_part(db.session(), actor, review, meeting)
    if request.method == "GET" and part is not None and part.sent_at is not None:
        return redirect(url_for(".meeting_show", review_id=review_id, kind=meeting))
    form, last = _form(review, part), agreed_last(actor, review, meeting)
    saved: tuple[tuple[str, str], ...] = ()
    if form.validate_on_submit():
        try:
            settled = _save(actor, review_id, meeting, form)
            form.go_on_from(settled)
            saved = tuple((form.label_of(name), text) for name, text in settled.newer.items())
            if settled.newer:
                raise StaleRecord
            if request.form.get("then") == "send":
                return redirect(url_for(".part_send", review_id=review_id, kind=meeting))
            flash("Saved. Nobody but you reads it until you send it.", "success")
            return redirect(url_for(".part_edit", review_id=review_id, kind=meeting))
        except DomainError as error:
            add_error(form, error)
    answer = render_template("appraisal/part_edit.html", page=page, form=form, saved=saved or None, last=last)
    if last and last.review_id:
        record_reading(actor, READ, last.review_id, person_id)
    return answer, 422 if form.errors else 200


def _form(review: Review, part: ReviewPart | None) -> WordsForm:
    return words_form(part_places(queries.standards_of(db.session(), review)), services.words_of_part(part))


def _save(actor: Actor, review_id: uuid.UUID, meeting: MeetingKind, form: WordsForm) -> Settled:
    with transaction() as session:
        review = meetings.get_review_alone(session, actor, review_id, for_writing=True)
        return services.save_part(session, actor, review, meeting, form.typed())


@bp.post("/reviews/<uuid:review_id>/meetings/<kind>/part/keep")
def part_keep(review_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """Keep what stands on the page. The answer says in sentences why something was not kept."""
    meeting = meetings.meeting_kind(kind)
    actor, review = current_actor(), meetings.get_review_alone(db.session(), current_actor(), review_id)
    require(policy.can_write_before_meetings(actor, review))
    form = _form(review, meetings.own_part(db.session(), actor, review, meeting))
    return kept(form, lambda: _save(actor, review_id, meeting, form))


@bp.route("/reviews/<uuid:review_id>/meetings/<kind>/part/send", methods=["GET", "POST"])
def part_send(review_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """Read once more what will be read, and send it."""
    meeting = meetings.meeting_kind(kind)
    actor, review = review_to_write(review_id, policy.can_write_before_meetings, meetings.get_review_alone)
    back = url_for(".part_edit", review_id=review_id, kind=meeting)
    if request.method == "POST":
        try:
            with transaction() as session:
                review = meetings.get_review_alone(session, actor, review_id, for_writing=True)
                services.send_part(session, actor, review, meeting, clock.now())
        except DomainError as error:
            flash(error.message, "warning")
            return redirect(back)
        flash("Sent.", "success")
        return redirect(url_for(".meeting_show", review_id=review_id, kind=meeting))
    part = meetings.own_part(db.session(), actor, review, meeting)
    if part is None or part.sent_at is not None or not (part.text or part.sentences):
        return redirect(back)
    page = pages.part_page(actor, review, meeting)
    words = pages.part_words(actor, review, part, queries.standards_of(db.session(), review))
    return render_template("appraisal/part_send.html", page=page, words=words)


@bp.post("/reviews/<uuid:review_id>/meetings/<kind>/part/take-back")
def part_take_back(review_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """Have what was sent private again, as long as the other side has not sent theirs."""
    meeting, actor = meetings.meeting_kind(kind), current_actor()
    try:
        with transaction() as session:
            review = meetings.get_review_alone(session, actor, review_id, for_writing=True)
            services.take_part_back(session, actor, review, meeting)
        flash("It is yours alone again.", "success")
        return redirect(url_for(".part_edit", review_id=review_id, kind=meeting))
    except DomainError as error:
        flash(error.message, "warning")
    return redirect(url_for(".meeting_show", review_id=review_id, kind=meeting))
