"""Certificates of our own: making one, printing it, and the public page that says whether one is ours."""

import uuid

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from cpd.accounts.services import door
from cpd.accounts.services.door import TooManyTries
from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import NotFound, public
from cpd.core.audit import record_reading
from cpd.core.database import db, transaction
from cpd.core.pdf import render_pdf
from cpd.people.queries import get_trust
from cpd.training.pages.certificate_codes import certificate, checked
from cpd.training.queries import certificate_codes as queries
from cpd.training.routes import bp
from cpd.training.rules.register import typed_code
from cpd.training.services.certificate_codes import draw_certificate


@bp.post("/completions/<uuid:completion_id>/certificate")
def certificate_make(completion_id: uuid.UUID) -> ResponseReturnValue:
    """Draw the code, once, and lead to the certificate."""
    with transaction() as session:
        draw_certificate(session, current_actor(), completion_id, clock.now())
    return redirect(url_for(".certificate_pdf", completion_id=completion_id))


@bp.get("/completions/<uuid:completion_id>/certificate.pdf")
def certificate_pdf(completion_id: uuid.UUID) -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    certified = queries.get_certified(session, actor, completion_id)
    if certified.code is None:
        raise NotFound
    address = current_app.extensions["cpd_settings"].base_url + url_for(".certificate_check", code=certified.code)
    page = certificate(certified, _trust_name(session), certified.code, address)
    person_id = certified.person.id
    content = render_pdf("print/training_certificate.html", page=page, trust_name=page.trust)
    record_reading(actor, "training.certificate_printed", completion_id, person_id)
    response = Response(content, mimetype="application/pdf")
    name = f"certificate-{page.completed_on.isoformat()}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@bp.get("/certificates/<code>")
@public
def certificate_check(code: str) -> ResponseReturnValue:
    """Whether a certificate is ours, for whoever holds it (docs/adr/0015). Codes that are not known are counted."""
    code, address = typed_code(code), f"certificate {request.remote_addr or ''}"
    try:
        door.check_tries(db.session(), "certificate", code, address, clock.now())
        page = checked(queries.find_by_code(db.session(), code), _trust_name(db.session()))
        if page is None:
            with transaction() as session:
                door.begin_try(session, "certificate", code, address, clock.now())
    except TooManyTries as refusal:
        return render_template("training/certificate_check.html", page=None, refusal=refusal.message), 429
    return render_template("training/certificate_check.html", page=page, refusal=""), 200 if page else 404


def _trust_name(session: Session) -> str:
    trust = get_trust(session)
    return trust.name if trust else ""
