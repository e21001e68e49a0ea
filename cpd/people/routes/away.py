"""Being away: entered by the head or the office of the person's school, never with a reason."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.core.templating import short_day
from cpd.people import policy, queries, services
from cpd.people.forms.people import AwayForm
from cpd.people.routes import bp


@bp.route("/<uuid:person_id>/away/new", methods=["GET", "POST"])
def away_new(person_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    person = queries.get_person(db.session(), actor, person_id)
    require(policy.can_record_away(actor, queries.school_ids_of(db.session(), person_id, actor.today)))
    name = person.name
    form = AwayForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.add_away(session, actor, person_id, form.started_on.data, form.ended_on.data)
        except DomainError as error:
            add_error(form, error)
        else:
            flash(f"{name} is entered as away. Why is asked for nowhere.", "success")
            return redirect(url_for(".person_show", person_id=person_id))
    return render_template(
        "people/away_new.html", name=name, person_id=person_id, form=form
    ), 422 if form.errors else 200


@bp.route("/away/<uuid:away_id>/edit", methods=["GET", "POST"])
def away_edit(away_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    away = queries.get_away(db.session(), actor, away_id)
    person_id = away.person_id
    require(policy.can_record_away(actor, queries.school_ids_of(db.session(), person_id, actor.today)))
    name = queries.get_person(db.session(), actor, person_id).name
    form = AwayForm(obj=away)
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.change_away(
                    session,
                    actor,
                    queries.get_away(session, actor, away_id),
                    form.started_on.data,
                    form.ended_on.data,
                    form.seen_version,
                )
        except StaleRecord as error:
            add_error(form, error)
            latest = queries.get_away(db.session(), actor, away_id)
            saved = [("First day away", short_day(latest.started_on)), ("Last day away", short_day(latest.ended_on))]
            form.go_on_from(latest.version)
        except DomainError as error:
            add_error(form, error)
        else:
            flash("The days away are saved.", "success")
            return redirect(url_for(".person_show", person_id=person_id))
    return render_template(
        "people/away_edit.html", name=name, person_id=person_id, away_id=away_id, form=form, saved=saved
    ), 422 if form.errors else 200


@bp.post("/away/<uuid:away_id>/remove")
def away_remove(away_id: uuid.UUID) -> ResponseReturnValue:
    """Take out days entered by mistake."""
    actor = current_actor()
    person_id = queries.get_away(db.session(), actor, away_id).person_id
    with transaction() as session:
        services.remove_away(session, actor, queries.get_away(session, actor, away_id))
    flash("The days away are taken out.", "success")
    return redirect(url_for(".person_show", person_id=person_id))
