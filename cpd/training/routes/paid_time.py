"""Paid time: one's own minutes, those of a session, and the claims of a school."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import found, require
from cpd.core.asked import page_number
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.core.paging import slice_of
from cpd.core.templating import clock_time, plural, short_day
from cpd.people.actor import Actor
from cpd.people.models import StaffGroup
from cpd.people.queries import list_open_schools
from cpd.training.forms.paid_time import AnswersForm, DecisionForm, OwnClaimForm
from cpd.training.models import ClaimState
from cpd.training.pages.paid_time import STATE_WORDS, as_saved, claim_line, own_line, own_lines, session_page
from cpd.training.policy import paid_time as policy
from cpd.training.queries import paid_time as queries, paid_time_claims as claim_queries
from cpd.training.routes import bp
from cpd.training.services import paid_time as services

_TO_ANSWER = "to-answer"


@bp.get("/paid-time")
def paid_time_mine() -> ResponseReturnValue:
    """The reader's own sessions: what of them lay outside paid time, and what became of it."""
    actor = current_actor()
    assert actor.person_id is not None
    session = db.session()
    readings = slice_of(queries.read_person(session, actor.person_id), page_number())
    lines = own_lines(readings, claim_queries.claims_of_person(session, actor))
    return render_template("training/paid_time_mine.html", lines=lines, can_read=policy.can_read_of_others(actor))


@bp.route("/paid-time/sessions/<uuid:session_id>/claim", methods=["GET", "POST"])
def paid_time_claim_new(session_id: uuid.UUID) -> ResponseReturnValue:
    """Claim minutes of a session for oneself."""
    actor = current_actor()
    assert actor.person_id is not None
    session = db.session()
    reading = found(next(iter(queries.read_person(session, actor.person_id, session_id)), None))
    known = claim_queries.claims_of_person(session, actor).get(session_id)
    line = own_line(reading, known)
    require(line.can_claim)
    claim = known.claim if known else None
    form = OwnClaimForm(
        data={
            "minutes": claim.minutes if claim else reading.reckoned.outside or None,
            "remark": claim.remark if claim and claim.state is ClaimState.CLAIMED else "",
            "version": claim.version if claim else 0,
        }
    )
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        own = services.OwnClaim(form.minutes.data or 0, form.remark.data or "", form.seen_version)
        try:
            with transaction() as writing:
                services.claim_own(writing, actor, session_id, own, clock.now())
        except StaleRecord as error:
            add_error(form, error)
            latest = claim_queries.claims_of_person(db.session(), actor).get(session_id)
            saved = as_saved(latest) if latest else []
            form.go_on_from(latest.claim.version if latest else 0)
        except DomainError as error:
            add_error(form, error)
        else:
            flash("Claimed. You see here what becomes of it.", "success")
            return redirect(url_for(".paid_time_mine"))
    return render_template(
        "training/paid_time_claim_new.html", line=line, form=form, saved=saved
    ), 422 if form.errors else 200


@bp.get("/sessions/<uuid:session_id>/paid-time")
def paid_time_session(session_id: uuid.UUID) -> ResponseReturnValue:
    """Everybody of the reader's schools who was at a session, held against paid hours."""
    actor = current_actor()
    require(policy.can_read_of_others(actor))
    session = db.session()
    held = queries.get_session_to_read(session, session_id)
    title = held.course.title
    when = ", ".join(
        filter(None, [short_day(held.held_on), "–".join(filter(None, map(clock_time, (held.starts_at, held.ends_at))))])
    )
    schools = policy.reads_of_schools(actor)
    readings = [
        one
        for one in queries.read_session(session, session_id)
        if schools is None or (one.post is not None and one.post.school_id in schools)
    ]
    names = queries.names_of(session, [one.person_id for one in readings])
    readings.sort(key=lambda one: names[one.person_id].sort_key)
    page = session_page(
        readings,
        {person_id: name.text for person_id, name in names.items()},
        claim_queries.claims_of_session(session, actor, session_id),
        page=slice_of(readings, page_number()),
        offices=actor.office_school_ids,
        title=title,
        when=when,
        session_id=session_id,
    )
    return render_template("training/paid_time_session.html", page=page)


@bp.post("/sessions/<uuid:session_id>/paid-time/propose")
def paid_time_propose(session_id: uuid.UUID) -> ResponseReturnValue:
    """Claim for everybody of the office's schools at once, or for some staff groups of them."""
    actor = current_actor()
    require(policy.can_propose(actor))
    groups = [group for group in StaffGroup if group.value in request.form.getlist("groups")]
    with transaction() as session:
        queries.get_session_to_read(session, session_id)
        count = services.propose_claims(session, actor, session_id, groups, clock.now())
    flash(f"Claimed for {plural(count, 'person', 'people')}. The head answers.", "success")
    return redirect(url_for(".paid_time_session", session_id=session_id))


@bp.route("/paid-time/claims", methods=["GET", "POST"])
def paid_time_claims() -> ResponseReturnValue:
    """The claims of a school, to read and to answer many at once."""
    actor = current_actor()
    require(policy.can_read_of_others(actor))
    form = AnswersForm()
    ticked: dict[uuid.UUID, int] = {}
    if form.validate_on_submit():
        ticked = form.seen(request.form.getlist("claims"))
        try:
            _answer(actor, form, ticked)
        except DomainError as error:
            add_error(form, error)
        else:
            asked, school = request.args.get("show"), request.args.get("school")
            return redirect(url_for(".paid_time_claims", show=asked, school=school))
    return _claims(actor, form, ticked), 422 if form.errors else 200


def _answer(actor: Actor, form: AnswersForm, ticked: dict[uuid.UUID, int]) -> None:
    if not ticked:
        raise DomainError("Tick the claims that you answer.")
    approve = form.answer.data != "refuse"
    with transaction() as session:
        answered = services.answer_claims(
            session, actor, ticked, approve=approve, remark=form.remark.data or "", at=clock.now()
        )
    if answered.done:
        flash(f"{plural(answered.done, 'claim')} {'approved' if approve else 'refused'}.", "success")
    if answered.left:
        others = plural(answered.left, "claim has", "claims have")
        flash(f"{others} changed since you opened the page, or are not yours to answer. Look at them again.", "info")


def _claims(actor: Actor, form: AnswersForm, ticked: dict[uuid.UUID, int]) -> str:
    session = db.session()
    can_answer = policy.can_answer_any(actor)
    asked = request.args.get("show", _TO_ANSWER if can_answer else ClaimState.CLAIMED.value)
    state = next((one for one in ClaimState if one.value == asked), None)
    among = policy.reads_of_schools(actor)
    schools = list_open_schools(session, actor.today, among)
    school_id = next((one.id for one in schools if str(one.id) == request.args.get("school")), None)
    claims = claim_queries.list_claims(
        session,
        actor,
        page_number(),
        state=ClaimState.CLAIMED if asked == _TO_ANSWER else state,
        school_id=school_id,
        mine_to_answer=asked == _TO_ANSWER,
    )
    shows = [(_TO_ANSWER, "For you to answer")] if can_answer else []
    shows += [(one.value, words) for one, (words, _) in STATE_WORDS.items()]
    return render_template(
        "training/paid_time_claims.html",
        claims=claims,
        lines=[claim_line(line) for line in claims.items],
        form=form,
        ticked=ticked,
        shows=[*shows, ("all", "All")],
        asked=asked,
        schools=schools,
        school_id=school_id,
    )


@bp.route("/paid-time/claims/<uuid:claim_id>", methods=["GET", "POST"])
def paid_time_claim_edit(claim_id: uuid.UUID) -> ResponseReturnValue:
    """One claim, for whoever answers it: also to change the minutes, or an answer that was given."""
    actor = current_actor()
    line = claim_queries.get_claim(db.session(), actor, claim_id)
    require(line.can_answer)
    shown, claim = claim_line(line), line.claim
    form = DecisionForm(
        data={
            "minutes": claim.minutes,
            "version": claim.version,
            "answer": "refuse" if claim.state is ClaimState.REFUSED else "approve",
            "remark": claim.remark,
        }
    )
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        decision = services.Decision(
            form.answer.data == "approve", form.minutes.data or 0, form.remark.data or "", form.seen_version
        )
        try:
            with transaction() as writing:
                services.decide_claim(writing, actor, claim_id, decision, clock.now())
        except StaleRecord as error:
            add_error(form, error)
            latest = claim_queries.get_claim(db.session(), actor, claim_id)
            saved = as_saved(latest)
            form.go_on_from(latest.claim.version)
        except DomainError as error:
            add_error(form, error)
        else:
            flash("Your answer is saved.", "success")
            return redirect(url_for(".paid_time_claims"))
    return render_template(
        "training/paid_time_claim_edit.html", line=shown, form=form, saved=saved
    ), 422 if form.errors else 200
