"""Signing in and out, passwords, and one's own account."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import clear_cookie
from cpd.core.access import public

bp = Blueprint("accounts", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    return render_template("accounts/sign_in.html")


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    clear_cookie()
    return redirect(url_for(".sign_in"))


@bp.get("/account")
def account_show() -> ResponseReturnValue:
    return render_template("accounts/account_show.html")
