"""The register of a session: at the door, on paper, and closed."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.asked import search_text
from cpd.core.audit import record_reading
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error
from cpd.core.pdf import render_pdf
from cpd.core.templating import plural
from cpd.people.queries import get_trust
from cpd.training.forms.register import RegisterForm, sent_markings, typed_markings
from cpd.training.models import MarkedBy, TrainingSession
from cpd.training.pages.register import (
    Asked,
    Both,
    RegisterPage,
    as_json,
    both,
    both_as_json,
    closing_page,
    register_page,
    sheet,
)
from cpd.training.queries import register as queries
from cpd.training.routes import bp
from cpd.training.rules.register import Marking
from cpd.training.services import register as services, register_closing as closing

_MOST_SENT = 200_000
_LAST_CHANGE = 2**31 - 1


@bp.route("/sessions/<uuid:session_id>/register", methods=["GET", "POST"])
def register_show(session_id: uuid.UUID) -> ResponseReturnValue:
    """The register at the door. As a form it is saved whole; the module beside it sends each mark at once."""
    actor, session = current_actor(), db.session()
    queries.get_register(session, actor, session_id)
    form = RegisterForm()
    if not form.validate_on_submit():
        page = _page(session, session_id, _asked(session, session_id))
        return render_template("training/register_show.html", page=page, form=form), 422 if form.errors else 200
    markings, faults = typed_markings(request.form)
    how = MarkedBy.PAPER if request.form.get("paper") else MarkedBy.REGISTER
    sent = services.Sent()
    try:
        with transaction() as writing:
            sent = services.keep_marks(writing, actor, session_id, services.Batch(form.key, markings, how), clock.now())
    except DomainError as error:
        add_error(form, error)
    if not (faults or sent.differing or sent.refused or form.errors):
        flash("Saved." if markings else "Nothing was changed.", "success")
        return redirect(url_for(".register_show", **_kept(session_id)))
    page = _page(
        session,
        session_id,
        _asked(session, session_id),
        differing=sent.differing,
        refused=faults | {one.person_id: one.sentence for one in sent.refused},
    )
    return render_template("training/register_show.html", page=page, form=RegisterForm(formdata=None)), 409


def _kept(session_id: uuid.UUID) -> dict[str, Any]:
    """What the address asked for stays asked for, but not whom to add."""
    return {"session_id": session_id} | {name: request.args[name] for name in ("q", "paper") if request.args.get(name)}


def _asked(session: Session, session_id: uuid.UUID) -> Asked:
    add = search_text("add")
    training_session = queries.get_register(session, current_actor(), session_id)
    found = queries.find_anybody(session, training_session, add) if add else []
    return Asked(search_text(), add, bool(request.args.get("paper")), found)


def _page(
    session: Session,
    session_id: uuid.UUID,
    asked: Asked,
    *,
    differing: Sequence[Marking] = (),
    refused: dict[uuid.UUID, str] | None = None,
) -> RegisterPage:
    actor = current_actor()
    training_session = queries.get_register(session, actor, session_id)
    lines = queries.list_register(session, training_session)
    names = {line.person_id: line.name for line in lines}
    return register_page(
        training_session,
        actor.person_id,
        lines,
        asked,
        is_open=services.is_open(training_session),
        differing=_both(session, training_session, differing),
        refused=[f"{names.get(one, 'Somebody')}: {sentence}" for one, sentence in (refused or {}).items()],
    )


def _both(session: Session, training_session: TrainingSession, differing: Sequence[Marking]) -> list[Both]:
    if not differing:
        return []
    sent = {one.person_id: one for one in differing}
    lines = queries.list_register(session, training_session, person_ids=sent)
    return [both(line, sent[line.person_id]) for line in lines]


@bp.route("/sessions/<uuid:session_id>/register/marks", methods=["GET", "POST"])
def register_marks(session_id: uuid.UUID) -> ResponseReturnValue:
    """For a tablet: what others have marked since it last looked, and taking in what it has to send."""
    actor = current_actor()
    queries.get_register(db.session(), actor, session_id)
    sent, status, sentence = services.Sent(), 200, ""
    if request.method == "POST":
        if (request.content_length or 0) > _MOST_SENT:
            abort(413)
        try:
            key, markings = sent_markings(request.get_json(silent=True))
            with transaction() as writing:
                batch = services.Batch(key, markings, _how_sent())
                sent = services.keep_marks(writing, actor, session_id, batch, clock.now())
        except services.RegisterClosed as error:
            status, sentence = 409, error.message
        except DomainError as error:
            status, sentence = 422, error.message
    session = db.session()
    training_session = queries.get_register(session, actor, session_id)
    lines = queries.list_register(session, training_session, since=_since())
    return jsonify(
        newest=max([_since(), *(line.change for line in lines)]),
        marks=as_json(line for line in lines if line.change),
        differing=both_as_json(_both(session, training_session, sent.differing)),
        refused=[{"person": str(one.person_id), "sentence": one.sentence} for one in sent.refused],
        is_open=services.is_open(training_session),
        sentence=sentence,
    ), status


def _since() -> int:
    """The change up to which the tablet knows; there are never so many."""
    return min(max(request.args.get("since", 0, type=int), 0), _LAST_CHANGE)


def _how_sent() -> MarkedBy:
    return MarkedBy.PAPER if request.args.get("paper") else MarkedBy.REGISTER


@bp.get("/sessions/<uuid:session_id>/register/people")
def register_people(session_id: uuid.UUID) -> ResponseReturnValue:
    """People of any school by three letters, for somebody who came unannounced."""
    session = db.session()
    training_session = queries.get_register(session, current_actor(), session_id)
    found = queries.find_anybody(session, training_session, search_text())
    return jsonify([{"person": str(one.person_id), "name": one.name, "line": one.line} for one in found])


@bp.get("/sessions/<uuid:session_id>/register.pdf")
def register_pdf(session_id: uuid.UUID) -> ResponseReturnValue:
    """The list on paper, with room for a pen."""
    actor, session = current_actor(), db.session()
    training_session = queries.get_register(session, actor, session_id)
    page = sheet(training_session, queries.list_register(session, training_session))
    trust = get_trust(session)
    content = render_pdf("print/training_register.html", page=page, trust_name=trust.name if trust else "")
    record_reading(actor, "training.names_printed", session_id, None)
    response = Response(content, mimetype="application/pdf")
    name = f"register-{page.facts.course_code}-{page.facts.held_on.isoformat()}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@bp.route("/sessions/<uuid:session_id>/register/close", methods=["GET", "POST"])
def register_close(session_id: uuid.UUID) -> ResponseReturnValue:
    """What closing will do, and doing it."""
    actor, session = current_actor(), db.session()
    form = RegisterForm()
    training_session = queries.get_register(session, actor, session_id)
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                closed = closing.close_register(writing, actor, session_id, clock.now())
        except DomainError as error:
            add_error(form, error)
        else:
            flash(_told(closed), "success")
            return redirect(url_for(".register_catch_up", session_id=session_id))
        training_session = queries.get_register(session, actor, session_id)
    page = closing_page(training_session, queries.list_register(session, training_session))
    return render_template("training/register_close.html", page=page, form=form), 422 if form.errors else 200


def _told(closed: closing.Closed) -> str:
    parts = [f"The register is closed. {plural(closed.given, 'person has', 'people have')} the course"]
    parts += [f"minutes put right for {closed.changed}"] if closed.changed else []
    parts += [f"taken back for {closed.taken_back}"] if closed.taken_back else []
    parts += [f"{closed.already} had it already from that day"] if closed.already else []
    if closed.claims_beyond:
        claims = plural(closed.claims_beyond, "claim of paid time says", "claims of paid time say")
        parts += [f"{claims} more than this register now, for whoever answers them to look at"]
    return "; ".join(parts) + "."


@bp.post("/sessions/<uuid:session_id>/register/reopen")
def register_reopen(session_id: uuid.UUID) -> ResponseReturnValue:
    with transaction() as session:
        closing.reopen_register(session, current_actor(), session_id)
    flash("Open again. Put it right, then close it once more: until then all that it gave stays.", "success")
    return redirect(url_for(".register_show", session_id=session_id))
