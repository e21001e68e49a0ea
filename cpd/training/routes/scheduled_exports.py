"""Coverage files made each week or month for oneself."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error, offered
from cpd.training.forms.exports import FILE_NAMES, RHYTHM_NAMES, ScheduledExportForm
from cpd.training.models import Rhythm
from cpd.training.policy import exports as export_policy
from cpd.training.queries.scheduled_exports import list_scheduled
from cpd.training.routes import bp
from cpd.training.services import scheduled_exports as services


@bp.route("/exports/regular", methods=["GET", "POST"])
def scheduled_export_index() -> ResponseReturnValue:
    actor = current_actor()
    levels = export_policy.levels_open_to(actor)
    require(bool(levels))
    form = ScheduledExportForm()
    files = [(file, name) for file, name in FILE_NAMES.items() if file != "people csv" or "people" in levels]
    form.file.choices = offered(files)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.schedule_export(session, actor, Rhythm(form.rhythm.data), form.file.data, clock.now())
        except DomainError as error:
            add_error(form, error)
        else:
            flash("It is made from now on. A mail says when it is there.", "success")
            return redirect(url_for(".scheduled_export_index"))
    return render_template(
        "training/scheduled_export_index.html",
        form=form,
        entries=[
            (one.id, FILE_NAMES[f"{one.level} {one.file_format}"], RHYTHM_NAMES[one.rhythm], one.last_made_on)
            for one in list_scheduled(db.session(), actor)
        ],
    ), 422 if form.errors else 200


@bp.post("/exports/regular/<uuid:schedule_id>/stop")
def scheduled_export_stop(schedule_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    with transaction() as session:
        services.stop_export(session, actor, schedule_id)
    flash("It is no longer made. What was made before is still there.", "success")
    return redirect(url_for(".scheduled_export_index"))
