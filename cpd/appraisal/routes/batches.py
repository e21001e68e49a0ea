"""The statements of a school as files: asked for by its head, made by a job, taken by the one who asked."""

import uuid
from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries, services
from cpd.appraisal.documents.batches import combine_statements, zip_statements
from cpd.appraisal.models import ReviewState
from cpd.appraisal.pages.batches import batch_page, batches_page
from cpd.appraisal.queries import batches
from cpd.appraisal.queries.batches import MadeFile
from cpd.appraisal.routes import bp
from cpd.appraisal.routes.lists import chosen_cycle
from cpd.appraisal.rules.states import DOWNLOADED
from cpd.core import clock
from cpd.core.access import found, require
from cpd.core.audit import record_readings
from cpd.core.database import db, transaction
from cpd.core.downloads import call_file
from cpd.core.errors import DomainError
from cpd.core.forms import OnceForm, add_error
from cpd.core.periods import AcademicYear
from cpd.people.actor import Actor


@bp.route("/schools/<uuid:school_id>/statements", methods=["GET", "POST"])
def batch_index(school_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for the statements of a school in a cycle; the batches that one asked for before."""
    actor, session = current_actor(), db.session()
    school = queries.get_school(session, actor, school_id)
    require(policy.can_look_after(actor, school_id))
    cycles = queries.list_cycles(session)
    cycle = found(chosen_cycle(cycles, actor.today))
    page = batches_page(
        pages.SchoolLine(school.id, school.name),
        pages.cycle_line(cycle),
        [pages.cycle_line(one) for one in cycles],
        [
            review.state is ReviewState.CLOSED
            for review in batches.reviews_for_batch(session, actor, school_id, cycle.id)
        ],
        batches.list_batches(session, actor, school_id),
    )
    form = OnceForm()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                batch_id = services.ask_for_batch(
                    writing,
                    actor,
                    school_id,
                    queries.get_cycle(writing, page.cycle.id),
                    request_key=form.key,
                    at=clock.now(),
                )
            return redirect(url_for(".batch_show", batch_id=batch_id))
        except DomainError as error:
            add_error(form, error)
    return render_template("appraisal/batch_index.html", page=page, form=form), 422 if form.errors else 200


@bp.get("/batches/<uuid:batch_id>")
def batch_show(batch_id: uuid.UUID) -> ResponseReturnValue:
    """How far a batch is, and its files once they are there."""
    actor, session = current_actor(), db.session()
    batch = batches.get_batch(session, actor, batch_id)
    unprinted = [person.name for person in batches.unprinted_people(session, actor, batch)]
    page = batch_page(batch, batches.count_files(session, batch), unprinted, clock.now())
    return render_template("appraisal/batch_show.html", page=page, today=actor.today)


@bp.post("/batches/<uuid:batch_id>/stop")
def batch_stop(batch_id: uuid.UUID) -> ResponseReturnValue:
    """Make no further file."""
    actor = current_actor()
    with transaction() as session:
        services.stop_batch(session, actor, batches.get_batch(session, actor, batch_id, for_writing=True), clock.now())
    flash("Stopped. What is made stays, and it can go on.", "info")
    return redirect(url_for(".batch_show", batch_id=batch_id))


@bp.post("/batches/<uuid:batch_id>/go-on")
def batch_go_on(batch_id: uuid.UUID) -> ResponseReturnValue:
    """Make what is left."""
    actor = current_actor()
    with transaction() as session:
        services.go_on(session, actor, batches.get_batch(session, actor, batch_id, for_writing=True))
    return redirect(url_for(".batch_show", batch_id=batch_id))


@bp.get("/batches/<uuid:batch_id>.zip")
def batch_zip(batch_id: uuid.UUID) -> ResponseReturnValue:
    """Every statement as a file of its own, with the SHA-256 of each."""
    files, name = _files(current_actor(), batch_id)
    return _answer(zip_statements(files, clock.now()), "application/zip", f"{name}.zip")


@bp.get("/batches/<uuid:batch_id>.pdf")
def batch_pdf(batch_id: uuid.UUID) -> ResponseReturnValue:
    """All statements in one file, with a bookmark for each person."""
    files, name = _files(current_actor(), batch_id)
    return _answer(combine_statements(files, name), "application/pdf", f"{name}.pdf")


def _files(actor: Actor, batch_id: uuid.UUID) -> tuple[Sequence[MadeFile], str]:
    """What was made and may be read today, entered on the list of each person, and what the whole is called."""
    session = db.session()
    batch = batches.get_batch(session, actor, batch_id)
    name = f"Statements of {batch.school.name} {AcademicYear.of(batch.cycle.starts_on).in_files}"
    files = batches.made_files(session, actor, batch)
    found(files or None)
    record_readings(actor, DOWNLOADED, [(file.review_id, file.person_id) for file in files])
    return files, name


def _answer(content: bytes, media_type: str, name: str) -> Response:
    answer = Response(content, mimetype=media_type)
    call_file(answer, name)
    return answer
