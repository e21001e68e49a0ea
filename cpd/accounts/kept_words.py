"""Nothing typed is lost when a sign-in or a page's key has run out: the form waits until its writer is back."""

from flask import render_template
from flask.typing import ResponseReturnValue


def ask_to_sign_in_again() -> ResponseReturnValue:
    return render_template("core/error.html", status=401), 401


def ask_to_send_again() -> ResponseReturnValue:
    return render_template("core/error.html", status=400), 400
