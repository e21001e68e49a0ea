"""The school calendar, the hours of a school's day, and the paid hours of a post."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.core.periods import AcademicYear
from cpd.core.templating import clock_time, plural
from cpd.people import policy, queries
from cpd.people.actor import Actor
from cpd.people.forms.calendar import DayHoursForm, PeriodForm, PostHoursForm
from cpd.people.models import CalendarKind, School
from cpd.people.pages.calendar import as_saved, calendar_page, hours_in_words
from cpd.people.queries.calendar import get_period, get_post_to_time, hours_of_post, list_periods
from cpd.people.routes import bp
from cpd.people.rules.staff import DAYS
from cpd.people.seeds import bank_holidays
from cpd.people.services import calendar as services


@bp.get("/calendar", defaults={"school_id": None})
@bp.get("/schools/<uuid:school_id>/calendar")
def calendar_show(school_id: uuid.UUID | None) -> ResponseReturnValue:
    """One academic year of the trust's calendar, or of a school's: its own, and what it takes over from the trust."""
    actor = current_actor()
    session = db.session()
    school = queries.get_school(session, school_id) if school_id else None
    trusts = list_periods(session, None)
    own = list_periods(session, school_id) if school_id else []
    known = {one.started_on for one in trusts if one.kind is CalendarKind.BANK_HOLIDAY}
    page = calendar_page(
        actor, school, _asked_year(actor), [*trusts, *own], lacks_bank_holidays=not known.issuperset(bank_holidays())
    )
    mine = actor.school_ids | policy.schools_looked_after(actor)
    schools = sorted(queries.list_open_schools(session, actor.today), key=lambda one: one.id not in mine)
    return render_template("people/calendar_show.html", page=page, schools=schools)


def _asked_year(actor: Actor) -> AcademicYear:
    try:
        return AcademicYear.parse(request.args.get("year", ""))
    except ValueError:
        return AcademicYear.of(actor.today)


def _address(school_id: uuid.UUID | None, year: AcademicYear | None = None) -> str:
    return url_for(".calendar_show", school_id=school_id, year=year.in_files if year else None)


def _school_to_change(actor: Actor, school_id: uuid.UUID | None) -> School | None:
    school = queries.get_school(db.session(), school_id) if school_id else None
    require(policy.can_change_calendar(actor, school_id))
    return school


@bp.route("/calendar/new", methods=["GET", "POST"], defaults={"school_id": None})
@bp.route("/schools/<uuid:school_id>/calendar/new", methods=["GET", "POST"])
def calendar_new(school_id: uuid.UUID | None) -> ResponseReturnValue:
    actor = current_actor()
    school = _school_to_change(actor, school_id)
    name = school.name if school else "The trust"
    form = PeriodForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.add_period(session, actor, school_id, form.entry())
        except DomainError as error:
            add_error(form, error)
        else:
            flash("It is in the calendar.", "success")
            return redirect(_address(school_id, AcademicYear.of(form.started_on.data)))
    return render_template(
        "people/calendar_new.html", form=form, name=name, school_id=school_id
    ), 422 if form.errors else 200


@bp.route("/calendar/<uuid:period_id>/edit", methods=["GET", "POST"])
def calendar_edit(period_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    period = get_period(db.session(), period_id)
    school_id = period.school_id
    school = _school_to_change(actor, school_id)
    name = school.name if school else "The trust"
    form = PeriodForm(obj=period)
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.change_period(session, actor, get_period(session, period_id), form.entry(), form.seen_version)
        except StaleRecord as error:
            add_error(form, error)
            latest = get_period(db.session(), period_id)
            saved = as_saved(latest)
            form.go_on_from(latest.version)
        except DomainError as error:
            add_error(form, error)
        else:
            flash("The calendar is saved.", "success")
            return redirect(_address(school_id, AcademicYear.of(form.started_on.data)))
    return render_template(
        "people/calendar_edit.html", form=form, name=name, school_id=school_id, period_id=period_id, saved=saved
    ), 422 if form.errors else 200


@bp.post("/calendar/<uuid:period_id>/remove")
def calendar_remove(period_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    with transaction() as session:
        period = get_period(session, period_id)
        school_id, year = period.school_id, AcademicYear.of(period.started_on)
        services.remove_period(session, actor, period)
    flash("It is out of the calendar.", "success")
    return redirect(_address(school_id, year))


@bp.post("/calendar/bank-holidays")
def calendar_bank_holidays() -> ResponseReturnValue:
    actor = current_actor()
    with transaction() as session:
        count = services.add_bank_holidays(session, actor)
    flash(f"{plural(count, 'bank holiday')} added to the trust’s calendar.", "success")
    return redirect(_address(None))


@bp.route("/schools/<uuid:school_id>/calendar/hours", methods=["GET", "POST"])
def calendar_hours(school_id: uuid.UUID) -> ResponseReturnValue:
    """From when until when a day is worked at a school, where a post says nothing else."""
    actor = current_actor()
    school = _school_to_change(actor, school_id)
    assert school is not None
    name = school.name
    form = DayHoursForm(obj=school)
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction() as session:
                assert form.day_starts_at.data is not None
                assert form.day_ends_at.data is not None
                services.change_day_hours(
                    session,
                    actor,
                    queries.get_school(session, school_id),
                    form.day_starts_at.data,
                    form.day_ends_at.data,
                    form.seen_version,
                )
        except StaleRecord as error:
            add_error(form, error)
            latest = queries.get_school(db.session(), school_id)
            saved = [("Starts", clock_time(latest.day_starts_at)), ("Ends", clock_time(latest.day_ends_at))]
            form.go_on_from(latest.version)
        except DomainError as error:
            add_error(form, error)
        else:
            flash(f"The working day of {name} is saved.", "success")
            return redirect(_address(school_id))
    return render_template(
        "people/calendar_hours.html", form=form, name=name, school_id=school_id, saved=saved
    ), 422 if form.errors else 200


@bp.route("/posts/<uuid:post_id>/hours", methods=["GET", "POST"])
def post_hours_edit(post_id: uuid.UUID) -> ResponseReturnValue:
    """The paid hours of a post by the day of the week."""
    actor = current_actor()
    post = get_post_to_time(db.session(), actor, post_id)
    shown = {
        "name": post.person.name,
        "job_title": post.job_title,
        "school": post.school.name,
        "person_id": post.person_id,
        "day_hours": f"{clock_time(post.school.day_starts_at)} to {clock_time(post.school.day_ends_at)}",
        "working_days": (post.working_days or "").replace(",", ", "),
    }
    require(policy.can_change_calendar(actor, post.school_id))
    hours = hours_of_post(db.session(), post_id)
    lines = {name: hours_in_words(hours, weekday) for weekday, name in enumerate(PostHoursForm.DAYS)}
    form = PostHoursForm(data=lines | {"opened": services.hours_mark(hours)})
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.change_post_hours(
                    session, actor, get_post_to_time(session, actor, post_id), form.week(), form.opened.data or ""
                )
        except StaleRecord as error:
            add_error(form, error)
            latest = hours_of_post(db.session(), post_id)
            saved = [(day, hours_in_words(latest, number) or "not paid") for number, day in enumerate(DAYS)]
            form.opened.data = services.hours_mark(latest)
        else:
            flash("The paid hours are saved.", "success")
            return redirect(url_for(".person_show", person_id=shown["person_id"]))
    return render_template("people/post_hours_edit.html", form=form, saved=saved, **shown), 422 if form.errors else 200
