"""Accounts, for the administrator."""

import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from cpd.accounts import policy, queries
from cpd.accounts.models import Account
from cpd.accounts.pages import EVENTS, STATES
from cpd.accounts.routes.blueprint import bp
from cpd.accounts.rules import AccountState
from cpd.accounts.services import administration
from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import found, require
from cpd.core.asked import page_number, search_text
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.people.actor import Actor


@bp.get("/accounts")
def account_index() -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_administer(actor))
    words = search_text()
    state = next((one for one in AccountState if one.value == request.args.get("state")), None)
    people = queries.find_colleagues(db.session(), actor, clock.now(), page_number(), words=words, state=state)
    return render_template(
        "accounts/account_index.html",
        people=people,
        words=words,
        state=state,
        states=STATES,
    )


@bp.get("/accounts/<uuid:person_id>")
def account_manage(person_id: uuid.UUID) -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    require(policy.can_administer(actor))
    person = queries.get_colleague(session, actor, person_id, clock.now())
    return render_template(
        "accounts/account_manage.html",
        person=person,
        states=STATES,
        events=queries.list_account_events(session, person) if person.account_id else [],
        event_words=EVENTS,
        can_close=actor.person_id != person_id,
        can_print=policy.can_print_letter(
            actor, person_id, has_email=bool(person.email) or person.staff_code is None, has_role=person.has_role
        ),
    )


@bp.post("/accounts/<uuid:person_id>/close")
def account_disable(person_id: uuid.UUID) -> ResponseReturnValue:
    return _change(
        person_id,
        lambda session, actor, account: administration.disable(session, actor, account, clock.now()),
        "The account is closed. Records and training stay.",
    )


@bp.post("/accounts/<uuid:person_id>/open")
def account_enable(person_id: uuid.UUID) -> ResponseReturnValue:
    return _change(person_id, administration.enable, "The account is open again.")


@bp.post("/accounts/<uuid:person_id>/reset")
def account_reset(person_id: uuid.UUID) -> ResponseReturnValue:
    return _change(
        person_id,
        lambda session, actor, account: administration.send_reset(session, actor, account, clock.now()),
        "A link to a new password is on its way.",
    )


def _change(person_id: uuid.UUID, change: Callable[[Session, Actor, Account], None], done: str) -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_administer(actor))
    try:
        with transaction() as session:
            change(session, actor, found(queries.account_of(session, person_id)))
    except DomainError as refusal:
        flash(refusal.message, "warning")
    else:
        flash(done, "success")
    return redirect(url_for(".account_manage", person_id=person_id))
