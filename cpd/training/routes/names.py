"""Training by name: one's own list, a colleague's, a school's people, and who is not trained yet."""

import uuid

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.access import NotFound
from cpd.core.audit import record_reading
from cpd.core.database import db
from cpd.core.pdf import render_pdf
from cpd.people.actor import Actor
from cpd.people.queries import get_school, get_trust, school_ids_of
from cpd.training.pages.names import (
    NotTrainedPage,
    PersonRecords,
    Reader,
    not_trained_page,
    person_page,
    school_people as people_lines,
)
from cpd.training.pages.sessions import coming_lines
from cpd.training.policy import records as policy
from cpd.training.queries import records
from cpd.training.queries.certificate_codes import certified_ids
from cpd.training.queries.certificates import list_open_certificates, list_readable_files
from cpd.training.queries.people import list_own_rows
from cpd.training.queries.sessions import list_coming
from cpd.training.queries.shown import list_names, manages_at
from cpd.training.routes import bp
from cpd.training.routes.asked import asked_filters


@bp.get("/mine")
def my_training() -> ResponseReturnValue:
    """The reader's own list."""
    actor = current_actor()
    assert actor.person_id is not None
    return _person_training(actor, actor.person_id)


@bp.get("/people/<uuid:person_id>")
def person_training(person_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    answer = _person_training(actor, person_id)
    record_reading(actor, "training.list_read", person_id, person_id)
    return answer


def _person_training(actor: Actor, person_id: uuid.UUID) -> str:
    session = db.session()
    person = records.get_person(session, actor, person_id)
    school_ids = school_ids_of(session, person_id, actor.today)
    is_own = person_id == actor.person_id
    reader = Reader(
        is_own=is_own,
        tells_absence=policy.sees_absence_of(actor, person_id, school_ids),
        changeable=records.changeable_completion_ids(session, actor, person_id),
        can_exempt=policy.can_exempt(actor, person_id, school_ids),
        can_record=bool(records.recordable(session, actor, [person_id])),
    )
    known = PersonRecords(
        rows=list_own_rows(session, actor.today, person_id),
        completions=records.list_completions(session, actor, person_id),
        exemptions=records.list_exemptions(session, actor, person_id),
        certificates=list_open_certificates(session, person_id) if is_own else (),
    )
    page = person_page(person_id, person.name, actor.today, known, reader)
    coming = coming_lines(actor, list_coming(session, actor, person_id), person_id)
    certified = certified_ids(session, actor, person_id)
    files = list_readable_files(session, actor, person_id)
    return render_template("training/person_training.html", page=page, coming=coming, certified=certified, files=files)


@bp.get("/schools/<uuid:school_id>/people")
def school_people(school_id: uuid.UUID) -> ResponseReturnValue:
    """The people of a school by name, each with what their training asks for."""
    actor = current_actor()
    session = db.session()
    school = get_school(session, school_id)
    managed_only = _names_or_not_found(actor, school_id)
    filters = asked_filters(actor.today)
    only_to_do = request.args.get("show") == "to-do"
    lines = people_lines(list_names(session, actor, filters.as_at, school_id=school_id), only_to_do=only_to_do)
    return render_template(
        "training/school_people.html",
        school=school,
        filters=filters,
        only_to_do=only_to_do,
        managed_only=managed_only,
        lines=lines,
    )


@bp.get("/schools/<uuid:school_id>/not-trained/<code>")
def not_trained(school_id: uuid.UUID, code: str) -> ResponseReturnValue:
    page = _not_trained(current_actor(), school_id, code)
    return render_template("training/not_trained.html", page=page)


@bp.get("/schools/<uuid:school_id>/not-trained/<code>.pdf")
def not_trained_pdf(school_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """The same on a sheet of paper, with room for a pen."""
    actor = current_actor()
    page = _not_trained(actor, school_id, code)
    trust = get_trust(db.session())
    content = render_pdf("print/training_not_trained.html", page=page, trust_name=trust.name if trust else "")
    record_reading(actor, "training.names_printed", school_id, None)
    response = Response(content, mimetype="application/pdf")
    name = f"not-trained-{page.course_code}-{page.school.urn}-{page.as_at.isoformat()}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _not_trained(actor: Actor, school_id: uuid.UUID, code: str) -> NotTrainedPage:
    session = db.session()
    school = get_school(session, school_id)
    managed_only = _names_or_not_found(actor, school_id)
    course = records.get_course(session, code)
    as_at = asked_filters(actor.today).as_at
    rows = list_names(session, actor, as_at, school_id=school_id, course_ids=[course.id])
    return not_trained_page(school, course, as_at, actor.today, rows, managed_only=managed_only)


def _names_or_not_found(actor: Actor, school_id: uuid.UUID) -> bool:
    """Whether the reader sees those alone whom they manage. Raises ``NotFound`` where they see nobody's name."""
    if policy.sees_names_of(actor, school_id):
        return False
    if not manages_at(db.session(), actor, school_id):
        raise NotFound
    return True
