"""Notes for supervision: written by ambassadors, shared one by one with the development lead."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching.forms.support import SupervisionForm
from cpd.coaching.pages.supervision import note_page, supervision_page
from cpd.coaching.policy import visits as policy
from cpd.coaching.queries.supervision import get_note, list_own_notes, list_shared_notes, names_of_colleagues
from cpd.coaching.routes import bp
from cpd.coaching.rules.supervision import names_in
from cpd.coaching.services.supervision import discard_note, reword_note, share_note, write_note
from cpd.core import audit, clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error
from cpd.people.actor import Actor


@bp.get("/supervision")
def supervision_index() -> ResponseReturnValue:
    """One's own notes; and what others shared, for the development lead."""
    actor, session = current_actor(), db.session()
    own = list_own_notes(session, actor)
    require(policy.can_begin(actor) or actor.is_development_lead or bool(own))
    shared = list_shared_notes(session, actor) if actor.is_development_lead else []
    page = supervision_page(actor, own, shared, names_of_colleagues(session, actor) if own else ())
    return render_template("coaching/supervision_index.html", page=page)


@bp.route("/supervision/new", methods=["GET", "POST"])
def supervision_new() -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_begin(actor))
    form = SupervisionForm()
    if form.validate_on_submit():
        text = form.text.data or ""
        with transaction() as session:
            write_note(session, actor, text, form.key)
        _say_kept(actor, text)
        return redirect(url_for(".supervision_index"))
    return render_template("coaching/supervision_new.html", form=form), 422 if form.errors else 200


@bp.route("/supervision/<uuid:note_id>/edit", methods=["GET", "POST"])
def supervision_edit(note_id: uuid.UUID) -> ResponseReturnValue:
    """Put a note right, as long as it is not shared."""
    actor = current_actor()
    note = get_note(db.session(), actor, note_id)
    require(note.ambassador_id == actor.person_id)
    form = SupervisionForm(data={"text": note.text} if request.method == "GET" else None)
    if form.validate_on_submit():
        text = form.text.data or ""
        try:
            with transaction() as session:
                reword_note(session, actor, note_id, text)
            _say_kept(actor, text)
            return redirect(url_for(".supervision_index"))
        except DomainError as error:
            add_error(form, error)
    answer = render_template("coaching/supervision_edit.html", form=form, note_id=note_id)
    return answer, 422 if form.errors else 200


def _say_kept(actor: Actor, text: str) -> None:
    names = names_in(text, names_of_colleagues(db.session(), actor))
    if names:
        flash(f"Kept. A name you may want to leave out stands in it: {', '.join(names)}.", "info")
    else:
        flash("Kept. Only you can read it until you share it.", "success")


@bp.get("/supervision/<uuid:note_id>")
def supervision_show(note_id: uuid.UUID) -> ResponseReturnValue:
    """One note that was shared. That the development lead reads it is noted."""
    actor = current_actor()
    note = get_note(db.session(), actor, note_id)
    ambassador_id = note.ambassador_id
    answer = render_template("coaching/supervision_show.html", page=note_page(actor, note))
    audit.record_reading(actor, "supervision.read", note_id, ambassador_id)
    return answer


@bp.post("/supervision/<uuid:note_id>/share")
def supervision_share(note_id: uuid.UUID) -> ResponseReturnValue:
    with transaction() as session:
        share_note(session, current_actor(), note_id, clock.now())
    flash("Shared. The development lead can read this note now.", "success")
    return redirect(url_for(".supervision_index"))


@bp.post("/supervision/<uuid:note_id>/discard")
def supervision_discard(note_id: uuid.UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            discard_note(session, current_actor(), note_id)
        flash("The note is gone.", "success")
    except DomainError as error:
        flash(error.message, "error")
    return redirect(url_for(".supervision_index"))
