from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor

bp = Blueprint("insight", __name__)


@bp.get("/")
def home() -> ResponseReturnValue:
    return render_template("insight/home.html", name=current_actor().name)
