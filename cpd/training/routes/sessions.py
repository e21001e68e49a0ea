"""Planned sessions: the calendar and the page of one."""

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.database import db
from cpd.training.pages.sessions import session_page
from cpd.training.queries.sessions import get_session
from cpd.training.routes import bp


@bp.get("/sessions/<uuid:session_id>")
def session_show(session_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    page = session_page(actor, get_session(db.session(), actor, session_id))
    return render_template("training/session_show.html", page=page)
