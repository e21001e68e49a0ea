"""Why is she not on it? Every step that leads to somebody's standing, and who is in a figure and who is not."""

import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.asked import page_number
from cpd.core.audit import record_reading
from cpd.core.database import db
from cpd.people.actor import Actor
from cpd.people.queries import school_ids_of
from cpd.training.pages.counted import Behind, counted_page
from cpd.training.pages.coverage import Line
from cpd.training.pages.why import why_page
from cpd.training.policy import records as policy
from cpd.training.queries import records
from cpd.training.queries.counted import Place, count_not_asked, list_counted, list_not_asked
from cpd.training.queries.shown import list_figures, manages_at
from cpd.training.queries.why import explain
from cpd.training.routes import bp
from cpd.training.routes.asked import asked_filters, asked_school


@bp.get("/people/<uuid:person_id>/why/<code>")
def why(person_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """One person, one course, one day."""
    actor = current_actor()
    session = db.session()
    person = records.get_person(session, actor, person_id)
    course = records.get_course(session, code)
    filters = asked_filters(actor.today)
    page = why_page(
        explain(session, person_id, course, filters.as_at),
        (person_id, person.name),
        (course.code, course.title),
        actor.today,
        is_own=person_id == actor.person_id,
        tells_absence=policy.sees_absence_of(actor, person_id, school_ids_of(session, person_id, actor.today)),
    )
    answer = render_template("training/why.html", page=page, filters=filters)
    record_reading(actor, "training.list_read", person_id, person_id)
    return answer


@bp.get("/courses/<code>/counted")
def why_counted(code: str) -> ResponseReturnValue:
    """Behind a figure: a course, at a school or in the whole trust, for a staff group, on a day."""
    actor = current_actor()
    session = db.session()
    course = records.get_course(session, code)
    school = asked_school()
    filters = asked_filters(actor.today)
    place = Place(course.id, filters.as_at, school.id if school else None, filters.group)
    figures = list_figures(session, actor, filters.as_at, school_id=place.school_id, course_ids=[course.id])
    figure = next(iter(figures.at(place.school_id, filters.group)), None)
    behind = Behind(
        _whose_names(actor, place.school_id),
        list_counted(session, actor, place),
        list_not_asked(session, actor, place),
        count_not_asked(session, place),
    )
    line = Line(school.name if school else "The whole trust", "", figure) if figure else None
    asked = request.args.get("show", "")
    page = counted_page(course, school, filters, line, behind, asked=asked, page=page_number())
    return render_template("training/why_counted.html", page=page)


def _whose_names(actor: Actor, school_id: uuid.UUID | None) -> str:
    known = policy.schools_by_name(actor)
    if known is None or (school_id is not None and school_id in known):
        return "all"
    if school_id is None:
        return "some" if known else "none"
    return "managed" if manages_at(db.session(), actor, school_id) else "none"
