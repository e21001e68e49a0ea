"""What there is to be trained in, why, and who must hold it."""

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.asked import page_number
from cpd.core.database import db
from cpd.training.pages.courses import course_lists, course_page
from cpd.training.pages.coverage import school_lines, trust_line
from cpd.training.policy import records as policy
from cpd.training.queries import records
from cpd.training.queries.paid_coverage import list_trained_in_paid_time
from cpd.training.queries.programmes import look_fors_by_code, programmes_with
from cpd.training.queries.shown import list_figures
from cpd.training.routes import bp
from cpd.training.routes.asked import asked_filters


@bp.get("/courses")
def course_index() -> ResponseReturnValue:
    return render_template("training/course_index.html", lists=course_lists(records.list_courses(db.session())))


@bp.get("/courses/<code>")
def course_show(code: str) -> ResponseReturnValue:
    actor = current_actor()
    session = db.session()
    filters = asked_filters(actor.today)
    course = records.get_course(session, code)
    page = course_page(
        course,
        records.stands_in_for(session, course.id, actor.today),
        records.standards_by_code(session, course.standards),
        look_fors_by_code(session, course.look_fors),
        actor.today,
    )
    figures = list_figures(session, actor, filters.as_at, course_ids=[course.id])
    own = actor.school_ids | policy.schools_looked_after(actor)
    lines = school_lines(figures, filters.group, own, page_number())
    paid = list_trained_in_paid_time(session, filters.as_at, course.id)
    return render_template(
        "training/course_show.html",
        page=page,
        filters=filters,
        whole=trust_line(figures, filters.group),
        lines=lines,
        programmes=[(one.code, one.title) for one in programmes_with(session, actor, course.id)],
        can_write=policy.can_write_programmes(actor),
        in_paid_time={str(place or ""): count for (place, group), count in paid.items() if group == filters.group},
        by_name={line.key for line in lines.items if policy.sees_names_of(actor, uuid.UUID(line.key))},
    )
