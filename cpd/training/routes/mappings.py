"""What another system calls our columns and courses: said once, kept under a name, applied by itself afterwards."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from cpd.accounts.signed_in import current_actor
from cpd.core.access import NotFound, require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.core.names import fold
from cpd.core.raw_tables import RawTable
from cpd.core.tables import BadHeadings
from cpd.people.actor import Actor
from cpd.people.models import StagedImport
from cpd.people.queries import get_staged
from cpd.people.services import read_by_mapping
from cpd.training.forms.mapping import ColumnsForm, courses_form
from cpd.training.imports.completions import CompletionImport
from cpd.training.imports.other_systems import COLUMNS, courses_to_map, find_mapping, guessed_columns
from cpd.training.models import ImportMapping
from cpd.training.policy import records as policy
from cpd.training.queries import mappings as queries, records
from cpd.training.routes import bp
from cpd.training.services import mappings as services

# Names of courses on one page; the rest come on the next.
_AT_ONCE = 60


@bp.get("/mappings")
def mapping_index() -> ResponseReturnValue:
    require(policy.can_import(current_actor()))
    return render_template("training/mapping_index.html", mappings=queries.list_mappings(db.session()))


@bp.post("/mappings/<uuid:mapping_id>/forget")
def mapping_forget(mapping_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    with transaction() as session:
        services.forget_mapping(session, actor, mapping_id)
    flash("Forgotten. What was imported by it stays.", "success")
    return redirect(url_for(".mapping_index"))


@bp.route("/mappings/of/<uuid:import_id>", methods=["GET", "POST"])
def mapping_columns(import_id: uuid.UUID) -> ResponseReturnValue:
    """Their columns for each of ours, for a file that waits to be imported."""
    actor = current_actor()
    staged, source = _waiting(db.session(), actor, import_id)
    before = _mapping_of(db.session(), staged, source)
    mapping_id = before.id if before else None
    form = ColumnsForm(obj=before)
    known = before.columns if before else guessed_columns(source)
    form.offer(source.headings, known if request.method == "GET" else None)
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction() as session:
                kept = services.keep_columns(
                    session, actor, mapping_id, form.name.data or "", form.columns(), form.seen_version
                )
                staged, source = _waiting(session, actor, import_id)
                read_by_mapping(session, actor, CompletionImport(), staged, kept.name)
                more = bool(courses_to_map(session, source, kept))
        except StaleRecord as error:
            add_error(form, error)
            assert mapping_id is not None
            latest = queries.get_mapping(db.session(), mapping_id)
            saved = [("Name", latest.name), *((COLUMNS[name], text) for name, text in latest.columns.items())]
            form.go_on_from(latest.version)
        except DomainError as error:
            add_error(form, error)
        else:
            flash("The mapping is kept.", "success")
            if more:
                return redirect(url_for(".mapping_courses", import_id=import_id))
            return redirect(url_for("people.import_show", import_id=import_id))
    file_name = get_staged(db.session(), actor, import_id).file_name
    return render_template(
        "training/mapping_columns.html", form=form, import_id=import_id, file_name=file_name, saved=saved
    ), 422 if form.errors else 200


@bp.route("/mappings/of/<uuid:import_id>/courses", methods=["GET", "POST"])
def mapping_courses(import_id: uuid.UUID) -> ResponseReturnValue:
    """Which of our courses each name in the file is."""
    actor = current_actor()
    session = db.session()
    staged, source = _waiting(session, actor, import_id)
    mapping = _mapping_of(session, staged, source)
    if mapping is None:
        return redirect(url_for(".mapping_columns", import_id=import_id))
    mapping_id, file_name, version = mapping.id, staged.file_name, mapping.version
    said = {fold(name): code for name, code in mapping.courses.items()}
    every = courses_to_map(session, source, mapping)
    names = sorted(every, key=lambda name: fold(name) in said)[:_AT_ONCE]
    courses = [(course.code, course.title) for course in records.list_courses(session)]
    by_title = {fold(title): code for code, title in courses}
    chosen = {name: said[fold(name)] for name in names if fold(name) in said}
    chosen = {name: by_title[fold(name)] for name in names if fold(name) in by_title} | chosen
    form = courses_form(names, courses, chosen)
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                services.keep_courses(writing, actor, mapping_id, form.courses(), form.seen_version)
        except StaleRecord as error:
            add_error(form, error)
            latest = queries.get_mapping(db.session(), mapping_id)
            version, typed = latest.version, form.courses()
            saved = [(name, code or "left out") for name, code in latest.courses.items() if typed.get(name) != code]
        except DomainError as error:
            add_error(form, error)
        else:
            flash("The mapping is kept.", "success")
            return redirect(url_for("people.import_show", import_id=import_id))
    if saved or request.method == "GET":
        form.go_on_from(version)
    return render_template(
        "training/mapping_courses.html",
        form=form,
        import_id=import_id,
        file_name=file_name,
        more=len(every) - len(names),
        saved=saved,
    ), 422 if form.errors else 200


def _waiting(session: Session, actor: Actor, import_id: uuid.UUID) -> tuple[StagedImport, RawTable]:
    """A list of completions that the actor uploaded and nobody has carried out. Raises ``NotFound``."""
    importer = CompletionImport()
    require(importer.may(actor))
    staged = get_staged(session, actor, import_id)
    if staged.kind != importer.kind or staged.carried_out_at is not None:
        raise NotFound
    source = importer.restore(staged.content)
    if not isinstance(source, RawTable):
        raise NotFound
    return staged, source


def _mapping_of(session: Session, staged: StagedImport, source: RawTable) -> ImportMapping | None:
    """The mapping by which a waiting file is read. One that was forgotten meanwhile is none."""
    try:
        return find_mapping(session, source.tidy_headings, staged.options.get("mapping") or "")
    except BadHeadings:
        return None
