"""Programmes: what the trust asks for, why, in which order; and what the development lead writes of them."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.core.spreadsheets import write_csv
from cpd.people.actor import Actor
from cpd.training.forms.programmes import CourseWordsForm, ProgrammeForm, ProgrammeNewForm, WordsForm
from cpd.training.models import Course, Programme
from cpd.training.pages.needs import NeedsPage, needs_page, needs_rows
from cpd.training.pages.programmes import programme_page, saved_meanwhile
from cpd.training.policy import records as policy
from cpd.training.queries import programmes as queries, records
from cpd.training.queries.people import list_own_rows
from cpd.training.queries.shown import list_figures
from cpd.training.routes import bp
from cpd.training.routes.asked import asked_filters
from cpd.training.services import programmes as services


@bp.get("/programmes")
def programme_index() -> ResponseReturnValue:
    actor = current_actor()
    return render_template(
        "training/programme_index.html",
        programmes=queries.list_programmes(db.session(), actor),
        can_write=policy.can_write_programmes(actor),
    )


@bp.get("/programmes/<code>")
def programme_show(code: str) -> ResponseReturnValue:
    actor = current_actor()
    session = db.session()
    programme = queries.get_programme(session, actor, code)
    person_id = actor.person_id
    page = programme_page(
        programme,
        records.standards_by_code(session, programme.standards),
        list_own_rows(session, actor.today, person_id) if person_id else [],
        records.list_completions(session, actor, person_id) if person_id else [],
        actor.today,
        can_write=policy.can_write_programmes(actor),
    )
    return render_template("training/programme_show.html", page=page)


@bp.route("/programmes/new", methods=["GET", "POST"])
def programme_new() -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_write_programmes(actor))
    form = ProgrammeNewForm()
    _offer(form, ())
    if form.validate_on_submit():
        try:
            with transaction() as session:
                made = services.add_programme(session, actor, form.key, form.code.data or "", form.words())
                code = made.code
                if request.form.get("publish"):
                    services.publish_programme(session, actor, made.id)
        except DomainError as error:
            add_error(form, error)
        else:
            flash("The programme is saved.", "success")
            return redirect(url_for(".programme_show", code=code))
    return render_template("training/programme_new.html", form=form), 422 if form.errors else 200


@bp.route("/programmes/<code>/edit", methods=["GET", "POST"])
def programme_edit(code: str) -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_write_programmes(actor))
    programme = queries.get_programme(db.session(), actor, code)
    is_published = programme.published_on is not None
    form = ProgrammeForm(obj=programme)
    _offer(form, programme.standards)
    if request.method == "GET":
        form.put_courses(part.course.code for part in programme.courses)
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.change_programme(session, actor, programme.id, form.words(), form.seen_version)
                if request.form.get("publish"):
                    services.publish_programme(session, actor, programme.id)
        except StaleRecord as error:
            add_error(form, error)
            latest = queries.get_programme(db.session(), actor, code)
            saved = saved_meanwhile(_said(latest), form.words())
            form.go_on_from(latest.version)
        except DomainError as error:
            add_error(form, error)
        else:
            flash("The programme is saved.", "success")
            return redirect(url_for(".programme_show", code=code))
    return render_template(
        "training/programme_edit.html", form=form, code=code, is_published=is_published, saved=saved
    ), 422 if form.errors else 200


@bp.post("/programmes/<code>/withdraw")
def programme_withdraw(code: str) -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_write_programmes(actor))
    with transaction() as session:
        services.withdraw_programme(session, actor, queries.get_programme(session, actor, code).id)
    flash("Only you and other development leads see it now.", "success")
    return redirect(url_for(".programme_show", code=code))


@bp.route("/courses/<code>/edit", methods=["GET", "POST"])
def course_edit(code: str) -> ResponseReturnValue:
    """What a course says of itself. Its renewal and what counts for it come with the list of courses."""
    actor = current_actor()
    require(policy.can_write_programmes(actor))
    course = records.get_course(db.session(), code)
    course_id, title, is_published = course.id, course.title, course.published_on is not None
    form = CourseWordsForm(obj=course)
    _offer(form, course.standards)
    asked = {*course.standards, *(form.standards.data or ())}
    form.offer_look_fors(queries.look_fors_under(db.session(), asked), course.look_fors)
    if request.method == "GET":
        form.seen.data = services.mark_of(course)
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.change_course(session, actor, course_id, form.words(), form.seen.data or "")
                if request.form.get("publish"):
                    services.publish_course(session, actor, course_id)
        except StaleRecord as error:
            add_error(form, error)
            latest = records.get_course(db.session(), code)
            saved = saved_meanwhile(_said(latest), form.words())
            form.seen.raw_data, form.seen.data = None, services.mark_of(latest)
        except DomainError as error:
            add_error(form, error)
        else:
            flash("What the course says is saved.", "success")
            return redirect(url_for(".course_show", code=code))
    return render_template(
        "training/course_edit.html", form=form, code=code, title=title, is_published=is_published, saved=saved
    ), 422 if form.errors else 200


@bp.post("/courses/<code>/withdraw")
def course_edit_withdraw(code: str) -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_write_programmes(actor))
    with transaction() as session:
        services.withdraw_course(session, actor, records.get_course(session, code).id)
    flash("No further session of it is announced. What was done and what is asked stays.", "success")
    return redirect(url_for(".course_show", code=code))


@bp.get("/needs")
def programme_needs() -> ResponseReturnValue:
    """Who has, and who has not, the units of SEND: need by need, school by school."""
    return render_template("training/programme_needs.html", page=_needs(current_actor()))


@bp.get("/needs.csv")
def programme_needs_csv() -> ResponseReturnValue:
    page = _needs(current_actor())
    answer = Response(b"".join(write_csv(needs_rows(page))), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"send-units-{page.filters.as_at.isoformat()}.csv")
    return answer


def _needs(actor: Actor) -> NeedsPage:
    session = db.session()
    filters = asked_filters(actor.today)
    courses = queries.courses_by_need(session)
    figures = list_figures(session, actor, filters.as_at, course_ids=[course.id for course in courses])
    own = actor.school_ids | policy.schools_looked_after(actor)
    return needs_page(filters, courses, figures, own, lambda school_id: policy.sees_names_of(actor, school_id))


def _offer(form: WordsForm, kept: list[str] | tuple[str, ...]) -> None:
    session = db.session()
    form.offer_standards(queries.list_standards(session), kept)
    if isinstance(form, ProgrammeForm | ProgrammeNewForm):
        form.offer_courses((course.code, course.title) for course in records.list_courses(session))


def _said(row: Course | Programme) -> dict[str, object]:
    said: dict[str, object] = {
        name: getattr(row, name)
        for name in ("title", "why", "afterwards", "standards", "source", "mechanisms", "look_fors", "need")
        if hasattr(row, name)
    }
    if isinstance(row, Programme):
        said["courses"] = [part.course.code for part in row.courses]
    else:
        del said["title"]
    return said
