"""An ambassador's caseload, who supports whom, and the rhythm of the trust."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching import queries, services
from cpd.coaching.forms.support import AllotForm, RhythmForm
from cpd.coaching.forms.visits import BeginForm
from cpd.coaching.pages.support import AllotPage, allot_page, caseload_page
from cpd.coaching.policy import visits as policy
from cpd.coaching.routes import bp
from cpd.core.access import found, require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.core.periods import AcademicYear
from cpd.people.models import Phase, School
from cpd.people.queries import list_open_schools, staff_of_school


@bp.get("/caseload")
def caseload_show() -> ResponseReturnValue:
    """Whom an ambassador supports, what is due, and who has nobody."""
    actor, session = current_actor(), db.session()
    require(policy.can_begin(actor))
    since = AcademicYear.of(actor.today).starts_on
    page = caseload_page(
        actor.today,
        queries.current_rhythm(session),
        queries.list_supported(session, actor, since),
        queries.list_drafts(session, actor),
        queries.list_with_nobody(session, actor),
        queries.times_to_share(session, actor, since),
        can_set_rhythm=policy.can_set_rhythm(actor),
    )
    return render_template("coaching/caseload_show.html", page=page, today=actor.today)


@bp.post("/support")
def support_begin() -> ResponseReturnValue:
    """An ambassador takes on a colleague of their own schools."""
    actor = current_actor()
    require(policy.can_begin(actor))
    form = BeginForm()
    if not form.validate_on_submit():
        return redirect(url_for(".visit_new"))
    person_id, school_id = form.chosen
    try:
        with transaction() as session:
            services.take_on(session, actor, person_id, school_id)
    except DomainError as refused:
        flash(refused.message, "error")
        return redirect(url_for(".visit_new", person=person_id))
    flash("On your caseload. They are told that you support them.", "success")
    return redirect(url_for(".caseload_show"))


@bp.post("/support/<uuid:support_id>/end")
def support_end(support_id: uuid.UUID) -> ResponseReturnValue:
    with transaction() as session:
        name = services.end_support(session, current_actor(), support_id).person.name
    flash(f"{name} is no longer on your caseload. Your visits stay with the two of you.", "success")
    return redirect(url_for(".caseload_show"))


@bp.route("/support/allot", methods=["GET", "POST"])
def support_allot() -> ResponseReturnValue:
    """A head or the development lead asks an ambassador to support somebody."""
    actor = current_actor()
    page = _allot_page()
    form = AllotForm()
    form.offer(
        [(one.person_id, f"{one.name}, {one.job_title}") for one in page.staff],
        [(one.person_id, one.name) for one in page.ambassadors],
    )
    has_say = False
    if form.validate_on_submit() and form.person_id.data and form.ambassador_id.data:
        pair = form.ambassador_id.data, form.person_id.data
        try:
            with transaction() as session:
                services.allot(session, actor, *pair, page.school_id, knowingly=form.knowingly.data)
            flash("Asked. It comes about unless the colleague wishes otherwise, which stays with them.", "success")
            return redirect(url_for(".support_allot", school=page.school_id))
        except services.HasSayOver as refused:
            has_say = True
            add_error(form, refused)
        except DomainError as refused:
            add_error(form, refused)
    answer = render_template("coaching/support_allot.html", page=page, form=form, has_say=has_say)
    return answer, 422 if form.errors else 200


def _allot_page() -> AllotPage:
    """The school in the address, or the first of those for which the actor may ask."""
    actor, session = current_actor(), db.session()
    schools = [school for school in list_open_schools(session, actor.today) if _may_allot(school)]
    require(bool(schools))
    wanted = request.args.get("school", "")
    school = found(next((one for one in schools if not wanted or str(one.id) == wanted), None))
    return allot_page(
        school,
        schools,
        queries.ambassadors_at(session, school.id, actor.today),
        staff_of_school(session, actor, school.id),
    )


def _may_allot(school: School) -> bool:
    return school.phase is not Phase.CENTRAL and policy.can_allot(current_actor(), school.id)


@bp.route("/rhythm", methods=["GET", "POST"])
def rhythm_edit() -> ResponseReturnValue:
    """How often, when silence is noticed, and how soon a visit is shared: the same for the whole trust."""
    actor = current_actor()
    require(policy.can_set_rhythm(actor))
    row = queries.get_rhythm(db.session())
    rhythm = queries.current_rhythm(db.session())
    form = RhythmForm(obj=rhythm, version=row.version if row else 0)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.set_rhythm(session, actor, form.rhythm, form.seen_version)
            flash("Agreed. Every caseload goes by it from now on.", "success")
            return redirect(url_for(".rhythm_edit"))
        except StaleRecord as stale:
            add_error(form, stale)
            row, saved = queries.get_rhythm(db.session()), queries.current_rhythm(db.session())
            flash(
                f"Saved meanwhile: a visit every {saved.visit_every_weeks} weeks, nobody left for "
                f"{saved.nobody_for_weeks}, shared within {saved.share_within_days} days.",
                "warning",
            )
            form.go_on_from(row.version if row else 0)
        except DomainError as refused:
            add_error(form, refused)
    return render_template("coaching/rhythm_edit.html", form=form), 422 if form.errors else 200
