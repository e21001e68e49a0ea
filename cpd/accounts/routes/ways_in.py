"""Links, letters and the passwords they lead to: for people who are not signed in."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from cpd.accounts import queries
from cpd.accounts.forms import ForgottenForm, LetterForm, LetterPasswordForm, NewPasswordForm, typed
from cpd.accounts.models import OneTimeSecret, Purpose
from cpd.accounts.routes.blueprint import bp
from cpd.accounts.routes.door import begin, tried
from cpd.accounts.secrets import hashed, hashed_code
from cpd.accounts.services import door, ways_in
from cpd.accounts.services.door import TooManyTries
from cpd.accounts.signed_in import put_in_cookie
from cpd.core import clock
from cpd.core.access import public
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error


@dataclass(frozen=True)
class Invited:
    """Who holds a link or a code that is good, in plain values: trying a code ends the reading transaction."""

    secret_hash: str
    purpose: Purpose
    known_as: str
    names: tuple[str, ...]
    is_first: bool

    @classmethod
    def by(cls, row: OneTimeSecret) -> "Invited":
        person = row.account.person
        return cls(
            secret_hash=row.secret_hash,
            purpose=row.purpose,
            known_as=person.known_as,
            names=tuple(name for name in (person.email, person.staff_code) if name),
            is_first=row.account.password_hash is None,
        )


class NoLongerGood(DomainError):
    """A link or code that was used, has run out, was replaced, or never was."""


@bp.route("/password/forgotten", methods=["GET", "POST"])
@public
def password_forgotten() -> ResponseReturnValue:
    form = ForgottenForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                door.begin_try(session, "forgotten", typed(form.name), request.remote_addr or "", clock.now())
                ways_in.ask_for_reset(session, typed(form.name))
        except TooManyTries as refusal:
            add_error(form, refusal)
            return render_template("accounts/password_forgotten.html", form=form), 429
        return redirect(url_for(".password_asked"))
    return render_template("accounts/password_forgotten.html", form=form), 422 if form.errors else 200


@bp.get("/password/on-its-way")
@public
def password_asked() -> ResponseReturnValue:
    """The same page whether there is such an account or not."""
    return render_template("accounts/password_asked.html")


@bp.route("/password/link/<secret>", methods=["GET", "POST"])
@public
def password_set(secret: str) -> ResponseReturnValue:
    """Opening the link changes nothing (a mail scanner opens it too); sending the form uses it up."""
    form = NewPasswordForm()
    row = queries.live_secret(db.session(), hashed(secret), clock.now(), Purpose.INVITATION, Purpose.RESET)
    if row is None:
        return render_template("accounts/link_gone.html"), 410
    invited = Invited.by(row)
    if form.validate_on_submit():
        try:
            return _set_password_and_enter(form, invited)
        except NoLongerGood:
            return render_template("accounts/link_gone.html"), 410
        except DomainError as refusal:
            add_error(form, refusal)
    return _new_password_page(form, invited), 422 if form.errors else 200


@bp.route("/letter", methods=["GET", "POST"])
@public
def letter_code() -> ResponseReturnValue:
    """First the staff code and the code; when they are right, the password in a second step that carries both along."""
    form = LetterForm()
    if not form.validate_on_submit():
        return render_template("accounts/letter_code.html", form=form), 422 if form.errors else 200
    try:
        invited = tried("letter", typed(form.staff_code), lambda session: _letter(session, form))
    except DomainError as refusal:
        add_error(form, refusal)
        status = 429 if isinstance(refusal, TooManyTries) else 422
        return render_template("accounts/letter_code.html", form=form), status
    second = LetterPasswordForm()
    if "password" not in request.form:
        return _new_password_page(LetterPasswordForm(formdata=None, data=form.data), invited)
    if second.validate_on_submit():
        try:
            return _set_password_and_enter(second, invited)
        except DomainError as refusal:
            add_error(second, refusal)
    return _new_password_page(second, invited), 422


def _letter(session: Session, form: LetterForm) -> Invited:
    account = queries.account_for_name(session, typed(form.staff_code))
    row = None
    if account is not None:
        code_hash = hashed_code(account.id, typed(form.code))
        row = queries.live_secret(session, code_hash, clock.now(), Purpose.LETTER, for_use=True)
    if row is None:
        raise NoLongerGood(
            "That staff code and code do not belong together, or the code has been used or replaced. "
            "Check both; your school's office can print a new letter.",
            field="code",
        )
    return Invited.by(row)


def _set_password_and_enter(form: NewPasswordForm, invited: Invited) -> ResponseReturnValue:
    with transaction() as session:
        row = queries.live_secret(session, invited.secret_hash, clock.now(), invited.purpose, for_use=True)
        if row is None:
            raise NoLongerGood("This has been used meanwhile.")
        account = ways_in.set_password(session, row, typed(form.password), clock.now())
        new = begin(session, account, clock.now())
    put_in_cookie(new.secret, new.id)
    return redirect(url_for("insight.home"))


def _new_password_page(form: NewPasswordForm, invited: Invited) -> str:
    return render_template("accounts/password_set.html", form=form, invited=invited)
