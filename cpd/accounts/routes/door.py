"""In and out."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import TypeVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from cpd.accounts import kept_words, passwords, queries
from cpd.accounts.forms import SignInForm, typed
from cpd.accounts.models import Account
from cpd.accounts.personas import demonstration_personas
from cpd.accounts.routes.blueprint import bp
from cpd.accounts.rules import TRIES_WITHIN, own_path
from cpd.accounts.services import door, ways_in
from cpd.accounts.services.door import NewSignIn, TooManyTries
from cpd.accounts.signed_in import clear_cookie, current_sign_in, put_in_cookie
from cpd.core import clock
from cpd.core.access import NotFound, public
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error

T = TypeVar("T")


class WrongNameOrPassword(DomainError):
    def __init__(self) -> None:
        super().__init__("That name and password do not belong together. Check both, and try once more.")


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if request.method != "POST":
        form.next.data = own_path(request.args.get("next"))
        if current_sign_in() is not None and queries.get_demonstration(db.session()) is None:
            return redirect(form.next.data or url_for("insight.home"))
        return kept_words.sign_in_page(form)
    status = 422
    if form.validate_on_submit():
        try:
            account = tried("password", typed(form.name), lambda session: _of_password(session, form))
        except TooManyTries as refusal:
            add_error(form, refusal)
            status = 429
        except DomainError as refusal:
            add_error(form, refusal)
        else:
            _enter(account.id, typed(form.password))
            return go_on(form.next.data, form.kept.data)
    return kept_words.sign_in_page(form, waiting=bool(form.kept.data)), status


@bp.post("/sign-in/as")
@public
def persona_sign_in() -> ResponseReturnValue:
    """One click, on the demonstration trust alone."""
    personas = demonstration_personas(db.session(), clock.today(), variants=True)
    chosen = [one.person_id for one in personas if str(one.person_id) == request.form.get("person_id")]
    if not chosen:
        raise NotFound
    with transaction() as session:
        account_id = ways_in.open_account(session, chosen[0], clock.now()).id
    _enter(account_id)
    return go_on(request.form.get("next"), request.form.get("kept"))


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    current = current_sign_in()
    if current is not None:
        with transaction() as session:
            door.end_sign_in(session, current.sign_in_id, clock.now())
    clear_cookie()
    flash("You are signed out. On a shared computer, close the window too.", "info")
    return redirect(url_for(".sign_in"))


def _of_password(session: Session, form: SignInForm) -> Account:
    """The account that the typed name and password open. Every refusal takes as long, and says the same."""
    account = queries.account_for_name(session, typed(form.name))
    usable = account is not None and account.disabled_at is None
    if not passwords.matches(account.password_hash if account and usable else None, typed(form.password)):
        raise WrongNameOrPassword
    assert account is not None
    return account


def tried(what: str, name: str, check: Callable[[Session], T]) -> T:
    """Run ``check``, which raises a ``DomainError`` to refuse, as one of the few tries that a name has."""
    with transaction() as session:
        attempt = door.begin_try(session, what, name, request.remote_addr or "", clock.now())
    try:
        result = check(db.session())
    except DomainError:
        if attempt.is_last:
            with transaction() as session:
                door.note_lock_out(session, queries.account_for_name(session, name))
            raise TooManyTries(TRIES_WITHIN) from None
        raise
    with transaction() as session:
        door.succeed(session, attempt)
    return result


def _enter(account_id: uuid.UUID, password: str | None = None) -> None:
    """Begin a sign-in of this browser, and end the one it had."""
    before = current_sign_in()
    with transaction() as session:
        account = session.get_one(Account, account_id)
        if before is not None:
            door.end_sign_in(session, before.sign_in_id, clock.now())
        if password is not None:
            door.keep_hash_fresh(account, password)
        new = begin(session, account, clock.now())
    put_in_cookie(new.secret, new.id)


def begin(session: Session, account: Account, now: dt.datetime) -> NewSignIn:
    return door.start_sign_in(session, account, request.user_agent.string, now)


def go_on(next_path: str | None, kept_text: str | None = None) -> ResponseReturnValue:
    """Where somebody goes after signing in: to the words that wait for them, the page they asked for, or home."""
    if kept_text:
        kept = kept_words.unseal(kept_text)
        signed_in = current_sign_in()
        if kept is not None and signed_in is not None:
            return kept_words.words_page(kept, signed_in.person_id)
        flash("The words you had typed were kept for two hours, and that time is over.", "warning")
    return redirect(own_path(next_path) or url_for("insight.home"))
