"""Imports through the page: choose a file, see what it would change, confirm."""

import uuid

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error, offered
from cpd.core.importing import Importer, ImportOptions, ImportPlan, importers
from cpd.core.spreadsheets import Unreadable, write_csv
from cpd.people import imports as _imports, queries, services  # noqa: F401  # imports make themselves known
from cpd.people.actor import Actor
from cpd.people.forms.people import ConfirmImportForm, UploadForm
from cpd.people.models import StagedImport
from cpd.people.pages import people as pages
from cpd.people.routes import bp


@bp.route("/imports/new", methods=["GET", "POST"])
def import_new() -> ResponseReturnValue:
    actor = current_actor()
    open_to = [importer for importer in importers().values() if importer.may(actor)]
    require(bool(open_to))
    form = UploadForm()
    form.kind.choices = offered((importer.kind, importer.title) for importer in open_to)
    if form.validate_on_submit():
        importer = importers()[form.kind.data]
        options = ImportOptions(
            form.sheet.data or None,
            form.trust_uid.data or None,
            form.end_missing_on.data,
            skip_bad_rows=True,
            mapping="" if importer.mapping_page else None,
        )
        try:
            source = importer.read(form.file.data.read(), options)
        except Unreadable as error:
            # The sentence is written to follow a file and row; on a form it stands alone.
            add_error(form, DomainError(f"Row {error.row}: {error}." if error.row > 1 else f"{error}.", "file"))
        else:
            upload = services.Upload(form.file.data.filename or "file", source.to_json(), options)
            with transaction() as session:
                staged = services.stage_import(session, actor, importer, upload, clock.now())
                staged_id = staged.id
            return redirect(url_for(".import_show", import_id=staged_id))
    return render_template(
        "people/import_new.html", form=form, done=queries.list_carried_out(db.session(), actor)
    ), 422 if form.errors else 200


@bp.route("/imports/<uuid:import_id>", methods=["GET", "POST"])
def import_show(import_id: uuid.UUID) -> ResponseReturnValue:
    """What an uploaded file would change, until it is confirmed; afterwards, what it did."""
    actor = current_actor()
    staged = queries.get_staged(db.session(), actor, import_id)
    importer = _importer_of(staged, actor)
    if staged.carried_out_at is not None:
        return render_template("people/import_done.html", staged=staged, importer=importer, report=staged.report)
    form = ConfirmImportForm()
    plan, options = _plan(importer, staged, actor)
    if form.validate_on_submit():
        if plan.question and not form.agreed.data:
            add_error(form, DomainError("Tick the box if these posts are to end.", "agreed"))
        elif _carry_out(import_id, importer, actor, form.mark.data or ""):
            return redirect(url_for(".import_show", import_id=import_id))
        else:
            add_error(form, DomainError("Something has changed since you looked. This is what it would do now."))
            staged = queries.get_staged(db.session(), actor, import_id)
            plan, options = _plan(importer, staged, actor)
    form.mark.data = plan.mark
    page = pages.import_page(staged.id, staged.file_name, importer, plan)
    return render_template(
        "people/import_show.html",
        page=page,
        form=form,
        end_missing_on=options.end_missing_on,
        to_map=plan.to_map,
        mapping_url=url_for(importer.mapping_page, import_id=import_id) if importer.mapping_page else "",
    ), 422 if form.errors else 200


@bp.post("/imports/<uuid:import_id>/discard")
def import_discard(import_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    with transaction() as session:
        staged = queries.get_staged(session, actor, import_id, for_change=True)
        services.discard_import(session, actor, _importer_of(staged, actor), staged)
    flash("Nothing was imported, and the file is forgotten.", "success")
    return redirect(url_for(".import_new"))


@bp.get("/imports/<uuid:import_id>/rejected.csv")
def import_rejected(import_id: uuid.UUID) -> ResponseReturnValue:
    """The rows that would be left out, with their reasons, to put right and import again."""
    actor = current_actor()
    staged = queries.get_staged(db.session(), actor, import_id)
    importer = _importer_of(staged, actor)
    plan, _ = _plan(importer, staged, actor)
    rows = importer.rejected_rows(importer.restore(staged.content), plan)
    answer = Response(b"".join(write_csv(rows)), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{staged.kind}.rejected.csv")
    return answer


def _importer_of(staged: StagedImport, actor: Actor) -> Importer:
    importer = importers()[staged.kind]
    require(importer.may(actor))
    return importer


def _plan(importer: Importer, staged: StagedImport, actor: Actor) -> tuple[ImportPlan, ImportOptions]:
    options = services.restored_options(staged.options)
    return importer.plan(db.session(), actor, importer.restore(staged.content), options), options


def _carry_out(import_id: uuid.UUID, importer: Importer, actor: Actor, mark: str) -> bool:
    """Carry out what was shown. False if it would by now do something else; true also if it is done already."""
    with transaction() as session:
        staged = queries.get_staged(session, actor, import_id, for_change=True)
        if staged.carried_out_at is not None:
            return True
        options = services.restored_options(staged.options)
        plan = importer.plan(session, actor, importer.restore(staged.content), options)
        if plan.mark != mark:
            return False
        services.finish_import(session, actor, importer, staged, plan, clock.now())
    return True
