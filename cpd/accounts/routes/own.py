"""One's own account."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from cpd.accounts import passwords, queries
from cpd.accounts.forms import ChangePasswordForm, typed
from cpd.accounts.models import Account
from cpd.accounts.routes.blueprint import bp
from cpd.accounts.routes.door import tried
from cpd.accounts.services import door, ways_in
from cpd.accounts.services.door import TooManyTries
from cpd.accounts.signed_in import SignedIn, current_actor, current_sign_in
from cpd.core import clock
from cpd.core.access import Forbidden
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error


@bp.get("/account")
def account_show() -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    return render_template(
        "accounts/account_show.html",
        account=_own_account(session),
        roles=queries.list_roles(session, actor),
        sign_ins=queries.list_sign_ins(session, actor, clock.now()),
        this_one=_current().sign_in_id,
    )


@bp.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    actor, here = current_actor(), _current()
    with transaction() as session:
        account = session.get_one(Account, here.account_id)
        count = door.sign_out_everywhere(session, actor, account, clock.now(), keep=here.sign_in_id)
    flash("You are signed out everywhere else." if count else "You were signed in nowhere else.", "success")
    return redirect(url_for(".account_show"))


@bp.route("/account/password", methods=["GET", "POST"])
def password_change() -> ResponseReturnValue:
    form = ChangePasswordForm()
    person = _own_account(db.session()).person
    # A plain value: trying the password ends the reading transaction.
    name = person.email or person.staff_code or ""
    status = 200
    if form.validate_on_submit():
        try:
            _change(form, name)
        except DomainError as refusal:
            add_error(form, refusal)
            status = 429 if isinstance(refusal, TooManyTries) else 422
        else:
            flash("Your password is changed. Other devices are signed out.", "success")
            return redirect(url_for(".account_show"))
    elif form.errors:
        status = 422
    return render_template("accounts/password_change.html", form=form, name=name), status


def _change(form: ChangePasswordForm, name: str) -> None:
    actor, here = current_actor(), _current()
    tried("change", name, lambda session: _show_current(session, form))
    with transaction() as session:
        account = queries.account_of(session, here.person_id)
        assert account is not None
        ways_in.change_password(session, actor, account, typed(form.password), clock.now(), here.sign_in_id)


def _show_current(session: Session, form: ChangePasswordForm) -> None:
    if not passwords.matches(_own_account(session).password_hash, typed(form.current)):
        raise DomainError("That is not the password you have now.", field="current")


def _own_account(session: Session) -> Account:
    account = queries.account_of(session, _current().person_id)
    assert account is not None
    return account


def _current() -> SignedIn:
    sign_in = current_sign_in()
    if sign_in is None:
        raise Forbidden
    return sign_in
