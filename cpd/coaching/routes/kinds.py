"""Kinds of visit: open to everybody, so that nobody is visited without knowing who reads; changed by the lead."""

import uuid
from dataclasses import asdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching import pages, queries, services
from cpd.coaching.forms.other_visits import ChangeKindForm, ChangeLimitForm, KindForm, LimitForm, values_of_kind
from cpd.coaching.policy import kinds as kind_policy
from cpd.coaching.routes import bp
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error


@bp.get("/kinds")
def kind_index() -> ResponseReturnValue:
    session = db.session()
    page = pages.kinds_page(current_actor(), queries.list_all_kinds(session), queries.list_limits(session))
    return render_template("coaching/kind_index.html", page=page)


@bp.get("/kinds/<uuid:kind_id>")
def kind_show(kind_id: uuid.UUID) -> ResponseReturnValue:
    page = pages.kind_line(current_actor(), queries.get_kind(db.session(), kind_id))
    return render_template("coaching/kind_show.html", page=page)


@bp.route("/kinds/new", methods=["GET", "POST"])
def kind_new() -> ResponseReturnValue:
    actor = current_actor()
    require(kind_policy.can_define_kinds(actor))
    form = KindForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                kind_id = services.define_kind(session, actor, form.chosen_shape, form.words).id
            flash("The kind is there for everybody to read.", "success")
            return redirect(url_for(".kind_show", kind_id=kind_id))
        except DomainError as error:
            add_error(form, error)
    return render_template("coaching/kind_new.html", form=form), 422 if form.errors else 200


@bp.route("/kinds/<uuid:kind_id>/edit", methods=["GET", "POST"])
def kind_edit(kind_id: uuid.UUID) -> ResponseReturnValue:
    """What is changed holds for visits begun from now on."""
    actor = current_actor()
    require(kind_policy.can_define_kinds(actor))
    kind = queries.get_kind(db.session(), kind_id)
    form = ChangeKindForm(data=values_of_kind(kind, services.words_of_kind(kind)))
    stale: tuple[tuple[str, str], ...] = ()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.change_kind(session, actor, kind_id, form.words, form.seen_version)
            flash("Saved. Visits begun from now on follow it.", "success")
            return redirect(url_for(".kind_show", kind_id=kind_id))
        except StaleRecord as error:
            add_error(form, error)
            kind = queries.get_kind(db.session(), kind_id)
            stale = pages.both_kind_texts(services.words_of_kind(kind), form.words)
            form.go_on_from(kind.version)
        except DomainError as error:
            add_error(form, error)
    page = pages.kind_line(actor, queries.get_kind(db.session(), kind_id))
    return render_template("coaching/kind_edit.html", page=page, form=form, stale=stale), 422 if form.errors else 200


@bp.post("/kinds/<uuid:kind_id>/end")
def kind_end(kind_id: uuid.UUID) -> ResponseReturnValue:
    """No more such visits; sent with ``undo``, such visits again."""
    undo = bool(request.form.get("undo"))
    with transaction() as session:
        (services.take_kind_up if undo else services.end_kind)(session, current_actor(), kind_id)
    flash("Such visits can be made again." if undo else "The kind has ended. You can take it up again here.", "success")
    return redirect(url_for(".kind_show", kind_id=kind_id))


@bp.route("/limits/new", methods=["GET", "POST"])
def limit_new() -> ResponseReturnValue:
    actor = current_actor()
    require(kind_policy.can_define_kinds(actor))
    form = LimitForm()
    form.offer(queries.list_all_kinds(db.session()))
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.set_limit(session, actor, None, form.words, 0)
            return _limit_is_set()
        except DomainError as error:
            add_error(form, error)
    return render_template("coaching/limit_new.html", form=form), 422 if form.errors else 200


@bp.route("/limits/<uuid:limit_id>/edit", methods=["GET", "POST"])
def limit_edit(limit_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    require(kind_policy.can_define_kinds(actor))
    limit = queries.get_limit(db.session(), limit_id)
    form = ChangeLimitForm(data={"version": limit.version, **asdict(services.words_of_limit(limit))})
    form.offer(queries.list_all_kinds(db.session()))
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.set_limit(session, actor, limit_id, form.words, form.seen_version)
            return _limit_is_set()
        except StaleRecord as error:
            add_error(form, error)
            limit = queries.get_limit(db.session(), limit_id)
            flash(f"Saved meanwhile: {limit.name}, at most {limit.most_in_term}.", "warning")
            form.go_on_from(limit.version)
        except DomainError as error:
            add_error(form, error)
    return render_template("coaching/limit_edit.html", form=form, limit_id=limit_id), 422 if form.errors else 200


def _limit_is_set() -> ResponseReturnValue:
    flash("Saved. Everybody sees it beside their own ledger.", "success")
    return redirect(url_for(".kind_index", _anchor="limits"))


@bp.post("/limits/<uuid:limit_id>/remove")
def limit_remove(limit_id: uuid.UUID) -> ResponseReturnValue:
    with transaction() as session:
        services.remove_limit(session, current_actor(), limit_id)
    flash("The limit is gone.", "success")
    return redirect(url_for(".kind_index"))
