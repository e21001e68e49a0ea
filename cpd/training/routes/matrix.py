"""The matrix: people down, courses across."""

import uuid
from collections.abc import Callable
from urllib.parse import quote

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.access import NotFound
from cpd.core.asked import page_number
from cpd.core.audit import record_reading
from cpd.core.database import db
from cpd.core.paging import Slice
from cpd.core.pdf import render_pdf
from cpd.people.actor import Actor
from cpd.people.queries import get_school, get_trust
from cpd.training.documents.matrix import matrix_sheets
from cpd.training.pages.coverage import Filters
from cpd.training.pages.matrix import MatrixPage, matrix_page
from cpd.training.policy import records as policy
from cpd.training.queries.matrix import Wanted, people_of_school, people_of_trust, rows_of
from cpd.training.queries.records import list_courses
from cpd.training.queries.shown import list_figures, manages_at
from cpd.training.routes import bp
from cpd.training.routes.asked import asked_filters, course_ids_of, pdf_download


@bp.get("/schools/<uuid:school_id>/matrix")
def matrix_school(school_id: uuid.UUID) -> ResponseReturnValue:
    """Everybody at a school, or those of them whom the reader manages."""
    page = _of_school(current_actor(), school_id)
    return render_template("training/matrix_school.html", page=page, why=_whys(page.filters))


@bp.get("/schools/<uuid:school_id>/matrix.pdf")
def matrix_school_pdf(school_id: uuid.UUID) -> ResponseReturnValue:
    """The same on paper; that names were printed is noted."""
    actor = current_actor()
    page = _of_school(actor, school_id)
    trust = get_trust(db.session())
    content = render_pdf(
        "print/training_matrix.html", sheets=matrix_sheets(page), trust_name=trust.name if trust else ""
    )
    where = page.school.urn if page.school else ""
    record_reading(actor, "training.names_printed", school_id, None)
    return pdf_download(content, f"people-and-courses-{where}-{page.filters.as_at.isoformat()}.pdf")


def _of_school(actor: Actor, school_id: uuid.UUID) -> MatrixPage:
    session = db.session()
    school = get_school(session, school_id)
    names = policy.sees_names_of(actor, school_id)
    if not names and not manages_at(session, actor, school_id):
        raise NotFound
    courses = list_courses(session)
    filters = asked_filters(actor.today, courses)
    wanted = _wanted(filters, course_ids_of(courses, filters))
    people = people_of_school(session, actor, school_id, wanted)
    return matrix_page(
        filters,
        courses,
        Slice(tuple(people), 1, len(people)),
        rows_of(session, actor, people, wanted, school_id),
        list_figures(session, actor, filters.as_at, school_id=school_id, course_ids=wanted.course_ids),
        school=school,
        managed_only=not names,
    )


@bp.get("/matrix")
def matrix_trust() -> ResponseReturnValue:
    """The people of every school whose names the reader may see, page by page; or all at once, to print."""
    page = _of_trust(current_actor(), everybody=request.args.get("all") == "yes")
    return render_template("training/matrix_trust.html", page=page, why=_whys(page.filters))


def _of_trust(actor: Actor, *, everybody: bool) -> MatrixPage:
    session = db.session()
    if policy.schools_by_name(actor) == frozenset():
        raise NotFound
    courses = list_courses(session)
    filters = asked_filters(actor.today, courses)
    wanted = _wanted(filters, course_ids_of(courses, filters))
    number = 1 if everybody else page_number()
    people, total = people_of_trust(session, actor, wanted, None if everybody else number)
    return matrix_page(
        filters,
        courses,
        Slice(tuple(people), number, total),
        rows_of(session, actor, people, wanted, None),
        list_figures(session, actor, filters.as_at, course_ids=wanted.course_ids),
        is_whole=everybody,
    )


def _wanted(filters: Filters, course_ids: list[uuid.UUID] | None) -> Wanted:
    return Wanted(filters.as_at, course_ids, filters.staff_group)


_NOBODY, _NO_COURSE = uuid.UUID(int=0), "COURSE"


def _whys(filters: Filters) -> Callable[[uuid.UUID, str], str]:
    """The address of why somebody stands as they do, without asking the map of addresses thousands of times."""
    pattern = url_for("training.why", person_id=_NOBODY, code=_NO_COURSE, as_at=filters.in_address.get("as_at"))
    before, _, rest = pattern.partition(str(_NOBODY))
    between, _, after = rest.partition(_NO_COURSE)

    def address(person_id: uuid.UUID, code: str) -> str:
        return f"{before}{person_id}{between}{quote(code, safe='')}{after}"

    return address
