"""Planning sessions: drafting, changing, announcing, cancelling. What speaks against a day is told, never refused."""

import uuid

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import NotFound, require
from cpd.core.asked import search_text
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.core.templating import plural
from cpd.people.actor import Actor
from cpd.training.forms.sessions import CancelForm, SessionEditForm, SessionNewForm, values_of
from cpd.training.models import TrainingSession
from cpd.training.pages.session_clashes import ClashLine
from cpd.training.pages.session_facts import saved_facts, session_facts
from cpd.training.policy import sessions as policy
from cpd.training.queries.session_people import find_leaders, typed_name
from cpd.training.queries.sessions import get_session
from cpd.training.routes import bp
from cpd.training.routes.planning_parts import look, offer_courses, offer_places, typed_plan
from cpd.training.services import sessions as services


@bp.route("/sessions/new", methods=["GET", "POST"])
def session_new() -> ResponseReturnValue:
    """Draft a session; ``after`` another, on the same day where that one ends."""
    actor = current_actor()
    require(policy.can_plan(actor))
    form = SessionNewForm(data=_suggested(actor) if request.method == "GET" else None)
    offer_courses(form)
    offer_places(actor, form)
    clashes: tuple[ClashLine, ...] | None = None
    if form.validate_on_submit():
        try:
            if request.form.get("then") == "look":
                clashes = look(actor, typed_plan(db.session(), actor, form, form))
            else:
                return _draft(actor, form)
        except DomainError as error:
            add_error(form, error)
    return render_template("training/session_new.html", form=form, clashes=clashes), 422 if form.errors else 200


def _draft(actor: Actor, form: SessionNewForm) -> ResponseReturnValue:
    with transaction() as session:
        session_id = services.plan_session(
            session, actor, typed_plan(session, actor, form, form), form.key, clock.now()
        )
    flash("The draft is kept. Nobody is told yet.", "success")
    return redirect(url_for(".session_show", session_id=session_id))


def _suggested(actor: Actor) -> dict[str, object]:
    """A further session of a day begins where the one before it ended; a course may be asked for."""
    asked = request.args.get("after", "")
    if not asked:
        own = next(iter(actor.office_school_ids | actor.head_school_ids), None)
        return {"course": request.args.get("course", ""), "host_school": str(own or "")}
    try:
        one = get_session(db.session(), actor, uuid.UUID(asked))
    except ValueError:
        raise NotFound from None
    return {
        "held_on": one.held_on,
        "starts_at": one.ends_at,
        "form": one.form.value,
        "host_school": str(one.host_school_id or ""),
        "place": one.place,
    }


@bp.route("/sessions/<uuid:session_id>/edit", methods=["GET", "POST"])
def session_edit(session_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    one = get_session(db.session(), actor, session_id)
    require(services.can_still_change(actor, one))
    form = SessionEditForm(data=values_of(one, _leader_of(one)) if request.method == "GET" else None)
    offer_courses(form)
    offer_places(actor, form)
    saved: list[tuple[str, str]] = []
    clashes: tuple[ClashLine, ...] | None = None
    if form.validate_on_submit():
        try:
            if request.form.get("then") == "look":
                clashes = look(actor, typed_plan(db.session(), actor, form, form), session_id)
            else:
                return _change(actor, form, session_id)
        except StaleRecord as error:
            add_error(form, error)
            latest = get_session(db.session(), actor, session_id)
            saved = saved_facts(session_facts(latest, shows_address=True))
            form.go_on_from(latest.version)
        except DomainError as error:
            add_error(form, error)
    facts = session_facts(get_session(db.session(), actor, session_id), shows_address=True)
    return render_template(
        "training/session_edit.html", form=form, one=facts, saved=saved, clashes=clashes
    ), 422 if form.errors else 200


def _leader_of(one: TrainingSession) -> str:
    return typed_name(one.leader.name, one.leader.staff_code) if one.leader else ""


def _change(actor: Actor, form: SessionEditForm, session_id: uuid.UUID) -> ResponseReturnValue:
    with transaction() as session:
        plan = typed_plan(session, actor, form, form)
        told = services.change_session(session, actor, session_id, plan, form.seen_version, clock.now())
    flash("Saved. Everybody who has a place is told." if told else "Saved.", "success")
    return redirect(url_for(".session_show", session_id=session_id))


@bp.post("/sessions/<uuid:session_id>/announce")
def session_announce(session_id: uuid.UUID) -> ResponseReturnValue:
    """Announce a draft; with ``day`` all that one drafted for the same day."""
    actor = current_actor()
    try:
        with transaction() as session:
            if request.form.get("day"):
                count = services.announce_day(session, actor, session_id)
            else:
                services.announce_session(session, actor, session_id)
                count = 1
        flash(f"{plural(count, 'session')} announced. Everybody on the list is told by mail.", "success")
    except DomainError as error:
        flash(error.message, "error")
    return redirect(url_for(".session_show", session_id=session_id))


@bp.route("/sessions/<uuid:session_id>/cancel", methods=["GET", "POST"])
def session_cancel(session_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    one = get_session(db.session(), actor, session_id)
    require(services.can_cancel(actor, one))
    facts = session_facts(one, shows_address=True)
    form = CancelForm()
    if form.validate_on_submit():
        with transaction() as session:
            services.cancel_session(session, actor, session_id, form.reason.data or "")
        told = "Everybody who had a place is told, and it leaves their calendars."
        flash(
            f"Cancelled. {told if facts.held_on >= actor.today else 'Its day is past, so nobody is told.'}", "success"
        )
        return redirect(url_for(".session_show", session_id=session_id))
    return render_template("training/session_cancel.html", form=form, one=facts), 422 if form.errors else 200


@bp.post("/sessions/<uuid:session_id>/discard")
def session_discard(session_id: uuid.UUID) -> ResponseReturnValue:
    with transaction() as session:
        services.discard_session(session, current_actor(), session_id)
    flash("The draft is gone.", "success")
    return redirect(url_for(".session_index"))


@bp.get("/sessions/leaders.json")
def session_leader_search() -> ResponseReturnValue:
    """Suggestions under the field for the leader."""
    actor = current_actor()
    require(policy.can_plan(actor))
    found = find_leaders(db.session(), actor, search_text())
    return jsonify([{"text": typed_name(one.name, one.staff_code), "line": one.line} for one in found])
