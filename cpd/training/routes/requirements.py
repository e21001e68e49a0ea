"""Who must hold a course: drafted and looked at in an address, switched on with a button, ended from a day."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import require
from cpd.core.asked import page_number
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error, offered
from cpd.core.templating import listing, short_day
from cpd.people.actor import Actor
from cpd.people.queries import list_open_schools
from cpd.training.forms.requirements import DraftForm, EndRequirementForm, RequirementForm
from cpd.training.models import Course, Requirement
from cpd.training.pages.courses import requirement_lines
from cpd.training.pages.requirements import PreviewPage, preview_page
from cpd.training.policy import records as policy
from cpd.training.queries import reach, records
from cpd.training.routes import bp
from cpd.training.services import requirements as services
from cpd.training.services.requirements import Asked

_USUAL_DAYS = 28
_TOLD = 5


@bp.route("/courses/<code>/requirements/new", methods=["GET", "POST"])
def requirement_new(code: str) -> ResponseReturnValue:
    """Nothing is written until the draft, which stands in the address, is posted."""
    actor = current_actor()
    require(policy.can_write_programmes(actor))
    session = db.session()
    course = records.get_course(session, code)
    course_id, title, is_published = course.id, course.title, course.published_on is not None
    form = _form(actor)
    page: PreviewPage | None = None
    if (request.method == "POST" or "preview" in request.args) and form.validate():
        try:
            asked = form.asked(_typed(actor, form))
            if isinstance(form, RequirementForm):
                with transaction() as writing:
                    services.add_requirement(writing, actor, form.key, course_id, asked, clock.now())
                flash("It is switched on.", "success")
                return redirect(url_for(".course_show", code=code))
            page = _preview(actor, course, asked)
        except DomainError as error:
            add_error(form, error)
    drafted = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    return render_template(
        "training/requirement_new.html",
        form=form,
        post_form=RequirementForm(formdata=None),
        code=code,
        title=title,
        is_published=is_published,
        page=page,
        drafted=[(name, value) for name, value in drafted if name != "preview"],
        address={name: request.args.getlist(name) for name, _ in drafted} | {"code": code},
        titles=reach.job_titles(db.session(), actor.today),
    ), 422 if form.errors else 200


def _form(actor: Actor) -> DraftForm:
    form: DraftForm
    if request.method == "POST":
        form = RequirementForm()
    elif "preview" in request.args:
        form = DraftForm(request.args)
    else:
        form = DraftForm(formdata=None, effective_from=actor.today, grace_days=_USUAL_DAYS)
    form.schools.choices = offered((str(one.id), one.name) for one in list_open_schools(db.session(), actor.today))
    return form


def _typed(actor: Actor, form: DraftForm) -> frozenset[uuid.UUID]:
    """The people typed line by line. Raises ``DomainError`` that names every line that is nobody, or could be two."""
    people = records.find_recordable(db.session(), actor, form.lines())
    nobody = [line for line, found in people.items() if not found]
    several = [line for line, found in people.items() if len(found) > 1]
    if nobody:
        raise DomainError(f"Nobody is found under {listing(nobody[:_TOLD], 'or')}.", "people")
    if several:
        raise DomainError(f"More than one person is called {several[0]}. Write the staff code.", "people")
    return frozenset(found[0].id for found in people.values())


def _preview(actor: Actor, course: Course, asked: Asked) -> PreviewPage:
    session = db.session()
    draft = asked.draft(course.id)
    names = reach.list_reached(session, course, draft, actor.today, page_number())
    return preview_page(reach.preview(session, course, draft, actor.today), names, actor.today)


@bp.route("/requirements/<uuid:requirement_id>/end", methods=["GET", "POST"])
def requirement_end(requirement_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    row = services.get_requirement(db.session(), actor, requirement_id)
    shown = _shown(row, actor)
    form = EndRequirementForm(last_day=row.effective_to or actor.today, seen=_seen(row))
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.end_requirement(session, actor, requirement_id, form.last_day.data, form.seen_day)
        except StaleRecord as error:
            add_error(form, error)
            latest = services.get_requirement(db.session(), actor, requirement_id)
            saved = [("Last day", short_day(latest.effective_to) or "none")]
            form.seen.raw_data, form.seen.data = None, _seen(latest)
        except DomainError as error:
            add_error(form, error)
        else:
            flash(f"It is asked until {short_day(form.last_day.data)}.", "success")
            return redirect(url_for(".course_show", code=shown["code"]))
    return render_template(
        "training/requirement_end.html", form=form, saved=saved, **shown
    ), 422 if form.errors else 200


@bp.post("/requirements/<uuid:requirement_id>/remove")
def requirement_remove(requirement_id: uuid.UUID) -> ResponseReturnValue:
    """Take out what has not begun yet."""
    actor = current_actor()
    try:
        with transaction() as session:
            code = services.remove_requirement(session, actor, requirement_id)
    except DomainError as error:
        flash(error.message, "warning")
        return redirect(url_for(".requirement_end", requirement_id=requirement_id))
    flash("It is taken out; nobody had been asked yet.", "success")
    return redirect(url_for(".course_show", code=code))


def _seen(row: Requirement) -> str:
    return row.effective_to.isoformat() if row.effective_to else ""


def _shown(row: Requirement, actor: Actor) -> dict[str, object]:
    return {
        "requirement_id": row.id,
        "code": row.course.code,
        "title": row.course.title,
        "line": next(iter(requirement_lines([row], actor.today)), None),
        "has_begun": row.effective_from <= actor.today,
    }
