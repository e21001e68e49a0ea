"""A meeting: when it is, the two texts side by side, and one screen on which it is finished together."""

import datetime as dt
import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries, services
from cpd.appraisal.forms.meetings import HeldForm, PlanForm, meeting_places
from cpd.appraisal.forms.words import WordsForm, words_form
from cpd.appraisal.models import Review
from cpd.appraisal.pages import MeetingPage
from cpd.appraisal.queries import meetings
from cpd.appraisal.queries.told import has_read_since
from cpd.appraisal.routes import bp
from cpd.appraisal.routes.shared import agreed_last, kept, review_to_write
from cpd.appraisal.rules.stages import MeetingKind
from cpd.appraisal.rules.states import READ
from cpd.appraisal.rules.words import Settled
from cpd.core import clock
from cpd.core.access import require
from cpd.core.audit import record_reading, record_readings
from cpd.core.clock import LONDON
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.core.templating import moment
from cpd.people.actor import Actor


@bp.route("/reviews/<uuid:review_id>/meetings/<kind>", methods=["GET", "POST"])
def meeting_show(review_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """What each wrote, standard by standard, and what is finished together, field by field."""
    meeting, actor = meetings.meeting_kind(kind), current_actor()
    review = queries.get_review(db.session(), actor, review_id)
    if request.method == "POST":
        require(policy.can_write_before_meetings(actor, review))
    person_id, page, form = _page_and_form(actor, review, meeting)
    last = agreed_last(actor, review, meeting)
    saved: tuple[tuple[str, str], ...] = ()
    if form.validate_on_submit():
        try:
            settled = _save(actor, review_id, meeting, form)
            form.go_on_from(settled)
            saved = tuple((form.label_of(name), text) for name, text in settled.newer.items())
            if settled.newer:
                raise StaleRecord
            flash("Saved.", "success")
            return redirect(url_for(".meeting_show", review_id=review_id, kind=meeting))
        except DomainError as error:
            add_error(form, error)
    html = render_template(
        "appraisal/meeting_show.html", page=page, form=form, saved=saved or None, held_form=_held_form(actor), last=last
    )
    read = [review_id, last.review_id] if last and last.review_id else [review_id]
    record_readings(actor, READ, [(one, person_id) for one in read])
    return html, 422 if form.errors else 200


def _page_and_form(actor: Actor, review: Review, kind: MeetingKind) -> tuple[uuid.UUID, MeetingPage, WordsForm]:
    session = db.session()
    meeting = meetings.get_meeting(session, review, kind)
    page = pages.meeting_page(
        actor,
        review,
        kind,
        meeting,
        parts=meetings.list_parts(session, actor, review, kind),
        sent=meetings.who_has_sent(session, review),
        standards=queries.standards_of(session, review),
    )
    return review.person_id, page, words_form(meeting_places(page), services.words_of_meeting(review, meeting))


def _save(actor: Actor, review_id: uuid.UUID, kind: MeetingKind, form: WordsForm) -> Settled:
    with transaction() as session:
        review = queries.get_review(session, actor, review_id, for_writing=True)
        return services.save_meeting(session, actor, review, kind, form.typed(), clock.now())


@bp.post("/reviews/<uuid:review_id>/meetings/<kind>/keep")
def meeting_keep(review_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """Keep what stands on the page, and answer with what the other has written meanwhile."""
    meeting, actor = meetings.meeting_kind(kind), current_actor()
    review = queries.get_review(db.session(), actor, review_id)
    require(policy.can_write_before_meetings(actor, review))
    person_id, _, form = _page_and_form(actor, review, meeting)

    def save() -> Settled:
        settled = _save(actor, review_id, meeting, form)
        if settled.others:
            _enter_reading(actor, review_id, person_id)
        return settled

    return kept(form, save)


def _enter_reading(actor: Actor, review_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Words go out without a page being opened. One that keeps itself asks each few seconds: an entry lasts an hour."""
    if not has_read_since(db.session(), actor, review_id, clock.now() - dt.timedelta(hours=1)):
        record_reading(actor, READ, review_id, person_id)


def _held_form(actor: Actor) -> HeldForm:
    return HeldForm(formdata=None, data={"held_on": actor.today})


@bp.route("/reviews/<uuid:review_id>/meetings/<kind>/plan", methods=["GET", "POST"])
def meeting_plan(review_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """Give a meeting its day and time; both get a mail with a calendar entry."""
    meeting = meetings.meeting_kind(kind)
    actor, review = review_to_write(review_id, policy.can_plan_meetings, meetings.get_review_alone)
    page = pages.part_page(actor, review, meeting)
    there = meetings.get_meeting(db.session(), review, meeting)
    now = there.planned_at if there else None
    local = now.astimezone(LONDON) if now else None
    form = PlanForm(
        data={
            "planned_on": local.date() if local else None,
            "planned_at": local.time() if local else None,
            "version": services.edition_of_time(now),
        }
    )
    saved = None
    if form.validate_on_submit():
        try:
            with transaction() as session:
                review = meetings.get_review_alone(session, actor, review_id, for_writing=True)
                services.plan_meeting(
                    session, actor, review, meeting, form.moment, version=form.seen_version, at=clock.now()
                )
            planned = "Both of you get a mail with a calendar entry."
            flash(planned if form.moment else "The time is taken away, and both of you are told.", "success")
            return redirect(url_for(".meeting_show", review_id=review_id, kind=meeting))
        except DomainError as error:
            add_error(form, error)
            if isinstance(error, StaleRecord):
                form.go_on_from(services.edition_of_time(now))
                saved = moment(now)
    answer = render_template("appraisal/meeting_plan.html", page=page, form=form, saved=saved)
    return answer, 422 if form.errors else 200


@bp.post("/reviews/<uuid:review_id>/meetings/<kind>/held")
def meeting_hold(review_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """Say that the two are meeting, or when they met."""
    meeting, actor = meetings.meeting_kind(kind), current_actor()
    form = HeldForm()
    held_on = form.held_on.data if form.validate() else None
    try:
        with transaction() as session:
            review = meetings.get_review_alone(session, actor, review_id, for_writing=True)
            services.hold_meeting(session, actor, review, meeting, held_on)
    except DomainError as error:
        flash(error.message, "warning")
    return redirect(url_for(".meeting_show", review_id=review_id, kind=meeting))
