"""Coverage in figures: the trust, a school, and the same as files."""

import uuid
from collections.abc import Iterator

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import NotFound
from cpd.core.asked import page_number
from cpd.core.audit import record_reading
from cpd.core.database import db, transaction
from cpd.core.pdf import render_pdf
from cpd.people.actor import Actor
from cpd.people.queries import get_school, get_trust
from cpd.training.documents.matrix import grid_sheets
from cpd.training.exports.files import WantedFile, begin_file
from cpd.training.pages.coverage import coverage_page, grid_page
from cpd.training.policy import records as policy
from cpd.training.queries.kept_exports import read_kept_file
from cpd.training.queries.records import list_courses
from cpd.training.queries.shown import list_figures, manages_at
from cpd.training.routes import bp
from cpd.training.routes.asked import asked_filters, asked_school, course_ids_of, pdf_download
from cpd.training.services.kept_exports import keep_export


@bp.get("/")
def coverage_index() -> ResponseReturnValue:
    actor = current_actor()
    courses = list_courses(db.session())
    filters = asked_filters(actor.today, courses, one_kind=True)
    figures = list_figures(db.session(), actor, filters.as_at, course_ids=course_ids_of(courses, filters))
    page = coverage_page(filters, figures, courses)
    return render_template("training/coverage_index.html", page=page, actor=actor, can_record=policy.can_record(actor))


@bp.get("/schools")
def coverage_grid() -> ResponseReturnValue:
    """Course by school, for the courses of one category."""
    actor = current_actor()
    courses = list_courses(db.session())
    filters = asked_filters(actor.today, courses, one_kind=True)
    figures = list_figures(db.session(), actor, filters.as_at, course_ids=course_ids_of(courses, filters))
    page = grid_page(filters, figures, courses, actor.school_ids | policy.schools_looked_after(actor), page_number())
    return render_template("training/coverage_grid.html", page=page)


@bp.get("/schools.pdf")
def coverage_grid_pdf() -> ResponseReturnValue:
    """The same on paper, every school: counts, with the small ones hidden as on the page."""
    actor = current_actor()
    courses = list_courses(db.session())
    filters = asked_filters(actor.today, courses, one_kind=True)
    figures = list_figures(db.session(), actor, filters.as_at, course_ids=course_ids_of(courses, filters))
    page = grid_page(filters, figures, courses, actor.school_ids | policy.schools_looked_after(actor), None)
    trust = get_trust(db.session())
    content = render_pdf("print/training_matrix.html", sheets=grid_sheets(page), trust_name=trust.name if trust else "")
    return pdf_download(content, f"schools-and-courses-{filters.as_at.isoformat()}.pdf")


@bp.get("/schools/<uuid:school_id>")
def school_coverage(school_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    session = db.session()
    school = get_school(session, school_id)
    names = policy.sees_names_of(actor, school_id)
    courses = list_courses(session)
    filters = asked_filters(actor.today, courses, one_kind=not names)
    ids = course_ids_of(courses, filters)
    page = coverage_page(
        filters,
        list_figures(session, actor, filters.as_at, school_id=school_id, course_ids=ids),
        courses,
        school,
        names=names or manages_at(session, actor, school_id),
        managed_only=not names,
    )
    return render_template("training/school_coverage.html", page=page)


@bp.get("/coverage/export")
def coverage_export() -> ResponseReturnValue:
    """The files of ``cpd export coverage``, as far as the reader may see them; each is kept as it was given out."""
    actor = current_actor()
    filters = asked_filters(actor.today)
    kind, level = request.args.get("format", "csv"), request.args.get("level", "summary")
    if kind not in ("csv", "xlsx") or level not in ("summary", "people") or filters.problem:
        raise NotFound
    wanted = WantedFile(filters.as_at, level, kind, asked_school())
    if _holds_names(actor, wanted):
        # Before the first name goes out; how much of the file then arrives is not ours to know.
        of_school = wanted.school.id if wanted.school else next(iter(policy.schools_by_name(actor) or ()), None)
        record_reading(actor, "training.names_exported", of_school, None)
    response = Response(stream_with_context(_while_it_is_made(actor, wanted)), content_type=wanted.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{wanted.name}"'
    return response


def _while_it_is_made(actor: Actor, wanted: WantedFile) -> Iterator[bytes]:
    """A file given out as it is made. The last piece goes out when all is kept: who has a whole file finds it again."""
    with begin_file(db.session(), actor, wanted, clock.now()) as file:
        last = b""
        for piece in file.pieces():
            if last:
                yield last
            last = piece
        with transaction() as session:
            keep_export(session, actor, file.facts, file.packed.parts(), clock.now())
        yield last


def _holds_names(actor: Actor, wanted: WantedFile) -> bool:
    if wanted.file_format == "csv" and wanted.level == "summary":
        return False
    school = wanted.school
    return policy.schools_by_name(actor) != frozenset() or (
        school is not None and manages_at(db.session(), actor, school.id)
    )


def given_out(export_id: uuid.UUID, size: int, name: str, content_type: str) -> Response:
    """A kept file, piece by piece as it was kept."""
    pieces = read_kept_file(db.session(), export_id)
    response = Response(stream_with_context(pieces), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.content_length = size
    return response
