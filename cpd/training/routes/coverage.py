"""Coverage in figures: the trust, a school, and the same as files."""

import uuid
from collections.abc import Iterable, Iterator

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import NotFound
from cpd.core.asked import page_number
from cpd.core.audit import record_reading
from cpd.core.database import db
from cpd.core.templating import moment
from cpd.people.actor import Actor
from cpd.people.models import School
from cpd.people.queries import get_school
from cpd.training import exports, policy
from cpd.training.models import Course
from cpd.training.pages.coverage import Filters, coverage_page, grid_page
from cpd.training.queries.records import list_courses
from cpd.training.queries.shown import list_figures, list_names, manages_at
from cpd.training.routes import bp
from cpd.training.routes.asked import asked_filters


@bp.get("/")
def coverage_index() -> ResponseReturnValue:
    actor = current_actor()
    courses = list_courses(db.session())
    filters = asked_filters(actor.today, courses, one_kind=True)
    figures = list_figures(db.session(), actor, filters.as_at, course_ids=_of_category(courses, filters))
    page = coverage_page(filters, figures, courses)
    return render_template("training/coverage_index.html", page=page, actor=actor, can_record=policy.can_record(actor))


@bp.get("/schools")
def coverage_grid() -> ResponseReturnValue:
    """Course by school, for the courses of one category."""
    actor = current_actor()
    courses = list_courses(db.session())
    filters = asked_filters(actor.today, courses, one_kind=True)
    figures = list_figures(db.session(), actor, filters.as_at, course_ids=_of_category(courses, filters))
    page = grid_page(filters, figures, courses, actor.school_ids | policy.schools_looked_after(actor), page_number())
    return render_template("training/coverage_grid.html", page=page)


def _of_category(courses: Iterable[Course], filters: Filters) -> list[uuid.UUID] | None:
    """The courses asked for; ``None``: all of them."""
    if filters.category is None:
        return None
    return [course.id for course in courses if course.category is filters.category]


@bp.get("/schools/<uuid:school_id>")
def school_coverage(school_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    session = db.session()
    school = get_school(session, school_id)
    names = policy.sees_names_of(actor, school_id)
    courses = list_courses(session)
    filters = asked_filters(actor.today, courses, one_kind=not names)
    ids = _of_category(courses, filters)
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
    """The files of ``cpd export coverage``, as far as the reader may see them."""
    actor = current_actor()
    filters = asked_filters(actor.today)
    kind, level = request.args.get("format", "csv"), request.args.get("level", "summary")
    if kind not in ("csv", "xlsx") or level not in ("summary", "people") or filters.problem:
        raise NotFound
    school = _asked_school()
    if kind == "xlsx" or level == "people":
        _record_names(actor, school)
    name = "-".join(
        (
            "coverage",
            *(["people"] if kind == "csv" and level == "people" else []),
            *([str(school.urn)] if school else []),
            filters.as_at.isoformat(),
        )
    )
    pieces = _pieces(actor, filters, school.id if school else None, kind, level)
    content_type = exports.XLSX_TYPE if kind == "xlsx" else exports.CSV_TYPE
    response = Response(stream_with_context(pieces), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _asked_school() -> School | None:
    text = request.args.get("school", "")
    if not text:
        return None
    try:
        return get_school(db.session(), uuid.UUID(text))
    except ValueError:
        raise NotFound from None


def _record_names(actor: Actor, school: School | None) -> None:
    """A file with names was taken: one entry, of whose school."""
    schools = policy.schools_by_name(actor)
    manages = school is not None and manages_at(db.session(), actor, school.id)
    if schools is None or schools or manages:
        school_id = school.id if school else next(iter(schools or ()), None)
        record_reading(actor, "training.names_exported", school_id, None)


def _pieces(actor: Actor, filters: Filters, school_id: uuid.UUID | None, kind: str, level: str) -> Iterator[bytes]:
    session, as_at = db.session(), filters.as_at
    if kind == "csv" and level == "people":
        return exports.people_csv(list_names(session, actor, as_at, school_id=school_id))
    figures = list_figures(session, actor, as_at, school_id=school_id)
    if kind == "csv":
        return exports.summary_csv(figures)
    made = exports.Made(as_at, moment(clock.now()), actor.name, _scope(actor))
    return exports.workbook_pieces(figures, list_names(session, actor, as_at, school_id=school_id), made)


def _scope(actor: Actor) -> str:
    schools = policy.schools_by_name(actor)
    if schools is None:
        return "Everybody in the trust, with nothing hidden."
    if schools:
        return "Names of the schools you look after; small figures of other schools are hidden."
    return "Figures alone: names are not yours to see, and small figures are hidden."
