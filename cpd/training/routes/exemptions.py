"""Exemptions, entered by the head or the office of the person's school."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error, offered
from cpd.core.templating import short_day
from cpd.people.queries import school_ids_of
from cpd.training.forms.records import ExemptionForm, ExemptionNewForm
from cpd.training.policy import records as policy
from cpd.training.queries import records
from cpd.training.routes import bp
from cpd.training.services import exemptions as services


@bp.route("/people/<uuid:person_id>/exemptions/new", methods=["GET", "POST"])
def exemption_new(person_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    session = db.session()
    name = records.get_person(session, actor, person_id).name
    require(policy.can_exempt(actor, person_id, school_ids_of(session, person_id, actor.today)))
    form = ExemptionNewForm()
    form.course.choices = offered(
        [(course.code, course.title) for course in records.list_courses(session)], "Choose a course"
    )
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                course = records.get_course(writing, form.course.data)
                services.add_exemption(writing, actor, person_id, course.id, form.spell(), clock.now())
        except DomainError as error:
            add_error(form, error)
        else:
            flash(f"{name} is exempt from this course.", "success")
            return redirect(url_for(".person_training", person_id=person_id))
    return render_template(
        "training/exemption_new.html", form=form, name=name, person_id=person_id
    ), 422 if form.errors else 200


@bp.route("/exemptions/<uuid:exemption_id>/edit", methods=["GET", "POST"])
def exemption_edit(exemption_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    exemption = records.get_exemption(db.session(), actor, exemption_id)
    name, title, person_id = exemption.person.name, exemption.course.title, exemption.person_id
    form = ExemptionForm(obj=exemption)
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.change_exemption(session, actor, exemption_id, form.spell(), form.seen_version)
        except StaleRecord as error:
            add_error(form, error)
            latest = records.get_exemption(db.session(), actor, exemption_id)
            saved = [
                ("Reason", latest.reason),
                ("First day", short_day(latest.started_on)),
                ("Last day", short_day(latest.ended_on)),
            ]
            form.go_on_from(latest.version)
        except DomainError as error:
            add_error(form, error)
        else:
            flash("The exemption is saved.", "success")
            return redirect(url_for(".person_training", person_id=person_id))
    return render_template(
        "training/exemption_edit.html",
        form=form,
        name=name,
        title=title,
        person_id=person_id,
        exemption_id=exemption_id,
        saved=saved,
    ), 422 if form.errors else 200


@bp.post("/exemptions/<uuid:exemption_id>/remove")
def exemption_remove(exemption_id: uuid.UUID) -> ResponseReturnValue:
    """Take out an exemption entered by mistake; one that is over gets a last day."""
    actor = current_actor()
    with transaction() as session:
        person_id = services.remove_exemption(session, actor, exemption_id)
    flash("The exemption is taken out.", "success")
    return redirect(url_for(".person_training", person_id=person_id))
