"""Figures for other programs: tokens made, shown once, and withdrawn."""

import datetime as dt
import hashlib
import hmac
import uuid

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error, offered
from cpd.people.actor import Actor
from cpd.training.forms.exports import SCOPE_NAMES, ReadingTokenForm
from cpd.training.policy import exports as export_policy
from cpd.training.queries.reading_tokens import list_tokens
from cpd.training.routes import bp
from cpd.training.services import reading_tokens as services

_HALF_A_YEAR = dt.timedelta(days=182)


@bp.get("/reading")
def reading_token_index() -> ResponseReturnValue:
    actor = current_actor()
    tokens = list_tokens(db.session(), actor)
    require(bool(export_policy.scopes_open_to(actor) or tokens))
    return render_template(
        "training/reading_token_index.html",
        tokens=tokens,
        scope_names=SCOPE_NAMES,
        can_make=bool(export_policy.scopes_open_to(actor)),
        actor=actor,
        base_url=current_app.extensions["cpd_settings"].base_url,
    )


@bp.route("/reading/new", methods=["GET", "POST"])
def reading_token_new() -> ResponseReturnValue:
    """Make a token. It is shown on the answer and nowhere again."""
    actor = current_actor()
    scopes = export_policy.scopes_open_to(actor)
    require(bool(scopes))
    form = ReadingTokenForm(ends_on=actor.today + _HALF_A_YEAR)
    form.scopes.choices = offered((scope.value, SCOPE_NAMES[scope]) for scope in scopes)
    if form.validate_on_submit():
        secret = _secret(actor, form.key)
        wish = services.TokenWish(form.name.data or "", form.scopes.data or (), form.ends_on.data)
        try:
            with transaction() as session:
                token_hash = hashlib.sha256(secret.encode()).hexdigest()
                services.make_token(session, actor, wish, token_hash, clock.now())
        except DomainError as error:
            add_error(form, error)
        else:
            base_url = current_app.extensions["cpd_settings"].base_url
            return render_template("training/reading_token_made.html", wish=wish, secret=secret, base_url=base_url)
    return render_template("training/reading_token_new.html", form=form), 422 if form.errors else 200


def _secret(actor: Actor, key: uuid.UUID) -> str:
    """Follows from the form's own key, so that a form posted twice makes, and shows, one token."""
    about = f"reading token {actor.person_id} {key}".encode()
    return "cpd_" + hmac.new(str(current_app.secret_key).encode(), about, hashlib.sha256).hexdigest()


@bp.post("/reading/<uuid:token_id>/withdraw")
def reading_token_withdraw(token_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    with transaction() as session:
        services.withdraw_token(session, actor, token_id, clock.now())
    flash("Withdrawn. It opens nothing any more.", "success")
    return redirect(url_for(".reading_token_index"))
