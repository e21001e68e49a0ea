"""Own certificates: entered by the person, counted once the office or the development lead has looked."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error
from cpd.training import policy
from cpd.training.forms import OwnCertificateForm, ReturnForm, choices
from cpd.training.queries import records
from cpd.training.routes import bp
from cpd.training.services import certificates as services


@bp.route("/mine/certificates/new", methods=["GET", "POST"])
def my_completion_new() -> ResponseReturnValue:
    actor = current_actor()
    session = db.session()
    form = OwnCertificateForm(**({} if request.method == "POST" else {"course": request.args.get("course", "")}))
    form.course.choices = choices(
        [(course.code, course.title) for course in records.list_courses(session)], "Choose a course"
    )
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                course = records.get_course(writing, form.course.data)
                services.add_own_certificate(writing, actor, course.id, form.facts(), form.key, clock.now())
        except DomainError as error:
            add_error(form, error)
        else:
            flash("Thank you. It counts as soon as somebody has looked at it.", "success")
            return redirect(url_for(".my_training"))
    return render_template("training/my_completion_new.html", form=form), 422 if form.errors else 200


@bp.get("/certificates")
def certificate_index() -> ResponseReturnValue:
    """What people entered themselves and nobody has looked at."""
    actor = current_actor()
    require(policy.can_check_certificates(actor))
    lines = records.list_certificates_to_check(db.session(), actor)
    return render_template("training/certificate_index.html", lines=lines)


@bp.post("/certificates/<uuid:certificate_id>/accept")
def certificate_accept(certificate_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    with transaction() as session:
        services.accept_certificate(session, actor, certificate_id, clock.now())
    flash("Accepted. It counts from the day it was completed.", "success")
    return redirect(url_for(".certificate_index"))


@bp.route("/certificates/<uuid:certificate_id>/return", methods=["GET", "POST"])
def certificate_return(certificate_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    certificate, person, course = records.get_certificate_to_check(db.session(), actor, certificate_id)
    shown = {"name": person.name, "title": course.title, "completed_on": certificate.completed_on}
    form = ReturnForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.return_certificate(session, actor, certificate_id, form.remark.data or "", clock.now())
        except DomainError as error:
            add_error(form, error)
        else:
            flash("Handed back with your sentence.", "success")
            return redirect(url_for(".certificate_index"))
    return render_template("training/certificate_return.html", form=form, **shown), 422 if form.errors else 200
