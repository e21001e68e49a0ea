"""Entries in the ledger: added, taken out again, disputed by their person; settled by the head."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching import pages, queries, services
from cpd.coaching.forms.other_visits import DisputeForm, EntryForm, SettleForm
from cpd.coaching.policy import kinds as kind_policy
from cpd.coaching.routes import bp
from cpd.core import clock
from cpd.core.access import NotFound, require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error
from cpd.people.queries import list_open_schools


@bp.route("/my-ledger/new", methods=["GET", "POST"])
def entry_new() -> ResponseReturnValue:
    """Somebody came, and nobody logged it."""
    actor, session = current_actor(), db.session()
    require(actor.is_staff)
    form = EntryForm()
    schools = list_open_schools(session, actor.today, actor.school_ids)
    form.offer(schools, queries.list_kinds(session, actor))
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                services.add_entry(writing, actor, form.entered, form.key)
            flash("It is in your ledger now.", "success")
            return redirect(url_for(".ledger_mine"))
        except DomainError as error:
            add_error(form, error)
    return render_template("coaching/entry_new.html", form=form), 422 if form.errors else 200


@bp.post("/my-ledger/<uuid:entry_id>/remove")
def entry_remove(entry_id: uuid.UUID) -> ResponseReturnValue:
    with transaction() as session:
        services.remove_entry(session, current_actor(), entry_id)
    flash("The entry is gone.", "success")
    return redirect(url_for(".ledger_mine"))


@bp.route("/my-ledger/<uuid:entry_id>/dispute", methods=["GET", "POST"])
def entry_dispute(entry_id: uuid.UUID) -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    entry = queries.get_own_entry(session, actor, entry_id)
    form = DisputeForm()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                services.dispute_entry(writing, actor, entry_id, form.words.data or "", clock.now())
            flash("The head of the school reads this and answers.", "success")
            return redirect(url_for(".ledger_mine"))
        except DomainError as error:
            add_error(form, error)
            entry = queries.get_own_entry(session, actor, entry_id)
    line = pages.entry_line(actor, queries.line_of(entry))
    return render_template("coaching/entry_dispute.html", form=form, line=line), 422 if form.errors else 200


@bp.route("/ledger/<uuid:entry_id>/settle", methods=["GET", "POST"])
def entry_settle(entry_id: uuid.UUID) -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    entry = queries.get_entry(session, actor, entry_id)
    require(kind_policy.can_settle(actor, entry))
    if entry.disputed_at is None:
        raise NotFound
    form = SettleForm()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                is_struck = form.decision.data == "struck"
                services.settle_entry(writing, actor, entry_id, form.words.data or "", clock.now(), is_struck=is_struck)
            flash("Settled. You both read the answer.", "success")
            return redirect(url_for(".ledger", school=_school_of(entry_id)))
        except DomainError as error:
            add_error(form, error)
            entry = queries.get_entry(session, actor, entry_id)
    line = pages.entry_line(actor, queries.line_of(entry))
    return render_template("coaching/entry_settle.html", form=form, line=line), 422 if form.errors else 200


def _school_of(entry_id: uuid.UUID) -> uuid.UUID:
    return queries.get_entry(db.session(), current_actor(), entry_id).school_id
