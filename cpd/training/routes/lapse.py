"""What ends soon and what is planned about it, and the terms side by side, by course and by school."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.access import NotFound
from cpd.core.asked import page_number
from cpd.core.database import db
from cpd.core.paging import slice_of
from cpd.training.models import Course
from cpd.training.pages.lapse import (
    LapsePage,
    TermsPage,
    course_lines,
    school_lines_of,
    terms_lines,
    whole_line,
)
from cpd.training.policy import records as policy
from cpd.training.queries.lapse import SPANS, figures_at, list_lapses, list_planned, term_ends
from cpd.training.queries.records import list_courses
from cpd.training.routes import bp
from cpd.training.routes.asked import asked_filters, asked_school, course_ids_of
from cpd.training.rules.coverage import plus_days


@bp.get("/lapsing")
def lapse_index() -> ResponseReturnValue:
    """The courses of the trust or a school; or one course, school by school."""
    actor, session = current_actor(), db.session()
    courses = list_courses(session)
    filters, course, school = asked_filters(actor.today, courses), _asked_course(courses), asked_school()
    within = request.args.get("within", 60, type=int)
    within = within if within in SPANS else 60
    ids = [course.id] if course else course_ids_of(courses, filters)
    lapses = list_lapses(session, actor, within, ids, filters.group)
    own = actor.school_ids | policy.schools_looked_after(actor)
    lines = school_lines_of(lapses, own) if course else course_lines(lapses, school.id if school else None)
    then = plus_days(actor.today, within)
    page = LapsePage(
        within,
        actor.today,
        then,
        filters,
        course,
        school,
        whole_line(lapses) if course else None,
        slice_of(lines, page_number()),
        tuple(list_planned(session, actor.today, then, ids)),
    )
    return render_template("training/lapse_index.html", page=page, spans=SPANS)


@bp.get("/terms")
def lapse_terms() -> ResponseReturnValue:
    """The figures at the end of each term of two years, and today."""
    actor, session = current_actor(), db.session()
    courses = list_courses(session)
    filters, course, school = asked_filters(actor.today, courses, one_kind=True), _asked_course(courses), asked_school()
    ids = [course.id] if course else course_ids_of(courses, filters)
    ends = term_ends(session, actor.today)
    figures = figures_at(session, actor, ends, ids, filters.group)
    lines = terms_lines(figures, by_school=course is not None, school_id=school.id if school else None)
    if course:
        own = {str(key) for key in actor.school_ids | policy.schools_looked_after(actor)}
        lines.sort(key=lambda line: line.key not in own)
    whole = next(iter(terms_lines(figures)), None) if course else None
    page = TermsPage(tuple(ends), filters, course, school, whole, slice_of(lines, page_number()))
    return render_template("training/lapse_terms.html", page=page)


def _asked_course(courses: list[Course]) -> Course | None:
    code = request.args.get("course", "")
    if not code:
        return None
    found = next((course for course in courses if course.code.casefold() == code.casefold()), None)
    if found is None:
        raise NotFound
    return found
