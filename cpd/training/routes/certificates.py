"""Own certificates: entered by the person, counted once the office or the development lead has looked."""

import uuid

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import require
from cpd.core.asked import page_number
from cpd.core.audit import record_reading
from cpd.core.database import db, transaction
from cpd.core.downloads import call_file
from cpd.core.errors import DomainError
from cpd.core.forms import add_error, offered
from cpd.training.forms.evidence import OwnCertificateForm, TrustedProviderForm
from cpd.training.forms.records import ReturnForm
from cpd.training.policy import records as policy
from cpd.training.queries import certificates as queries, records
from cpd.training.routes import bp
from cpd.training.services import certificates as services, trusted_providers


@bp.route("/mine/certificates/new", methods=["GET", "POST"])
def my_completion_new() -> ResponseReturnValue:
    actor = current_actor()
    session = db.session()
    form = OwnCertificateForm(**({} if request.method == "POST" else {"course": request.args.get("course", "")}))
    form.course.choices = offered(
        [(course.code, course.title) for course in records.list_courses(session)], "Choose a course"
    )
    if form.validate_on_submit():
        try:
            file = form.handed_in()
            with transaction() as writing:
                course = records.get_course(writing, form.course.data)
                made = services.add_own_certificate(
                    writing, actor, course.id, form.facts(), form.key, clock.now(), file=file
                )
                counts = made.answer is not None
        except DomainError as error:
            add_error(form, error)
        else:
            waits = "Thank you. It counts as soon as somebody has looked at it."
            flash("Thank you. It counts already: this provider is trusted." if counts else waits, "success")
            return redirect(url_for(".my_training"))
    return render_template("training/my_completion_new.html", form=form), 422 if form.errors else 200


@bp.get("/certificates")
def certificate_index() -> ResponseReturnValue:
    """What people entered themselves and nobody has looked at."""
    actor = current_actor()
    require(policy.can_check_certificates(actor))
    session = db.session()
    return render_template(
        "training/certificate_index.html",
        lines=queries.list_certificates_to_check(session, actor, page_number()),
        by_rule=queries.list_counted_by_rule(session, actor, clock.now()),
        can_trust=policy.can_trust_providers(actor),
    )


@bp.get("/certificates/<uuid:certificate_id>/file")
def own_certificate_file(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """The photograph or PDF: always as a file to keep, never as a page of ours."""
    actor = current_actor()
    file, person_id = queries.get_certificate_file(db.session(), actor, certificate_id)
    answer = Response(file.content, mimetype=file.media_type)
    call_file(answer, file.name)
    record_reading(actor, "training.certificate_file_read", certificate_id, person_id)
    return answer


@bp.post("/certificates/<uuid:certificate_id>/withdraw")
def own_certificate_withdraw(certificate_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    with transaction() as session:
        services.withdraw_certificate(session, actor, certificate_id)
    flash("Taken back, and its file is deleted.", "success")
    return redirect(url_for(".my_training"))


@bp.post("/certificates/<uuid:certificate_id>/accept")
def certificate_accept(certificate_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with transaction() as session:
            services.accept_certificate(session, actor, certificate_id, clock.now())
    except DomainError as error:
        flash(error.message, "warning")
    else:
        flash("Accepted. It counts from the day it was completed.", "success")
    return redirect(url_for(".certificate_index"))


@bp.route("/certificates/<uuid:certificate_id>/return", methods=["GET", "POST"])
def certificate_return(certificate_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    certificate, person, course = queries.get_certificate_to_check(db.session(), actor, certificate_id)
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


@bp.route("/certificates/trusted", methods=["GET", "POST"])
def trusted_provider_index() -> ResponseReturnValue:
    """Whose certificates count at once."""
    actor = current_actor()
    require(policy.can_trust_providers(actor))
    session = db.session()
    form = TrustedProviderForm()
    form.course.choices = offered(
        [(course.code, course.title) for course in records.list_courses(session)], "Every course"
    )
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                course_id = records.get_course(writing, form.course.data).id if form.course.data else None
                trusted_providers.trust_provider(writing, actor, form.key, form.name.data or "", course_id)
        except DomainError as error:
            add_error(form, error)
        else:
            flash(f"Certificates of {form.name.data} count at once from now on.", "success")
            return redirect(url_for(".trusted_provider_index"))
    providers = queries.list_trusted_providers(db.session())
    return render_template(
        "training/trusted_provider_index.html", form=form, providers=providers
    ), 422 if form.errors else 200


@bp.post("/certificates/trusted/<uuid:provider_id>/remove")
def trusted_provider_remove(provider_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    with transaction() as session:
        trusted_providers.stop_trusting(session, actor, provider_id)
    flash("Their certificates wait for a look again. What counts already stays.", "success")
    return redirect(url_for(".trusted_provider_index"))
