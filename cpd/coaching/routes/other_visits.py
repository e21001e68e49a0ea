"""Visits of kinds beside coaching: begin, answer the questions, share, put right; follow up what was agreed."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching import pages, queries, services
from cpd.coaching.forms.other_visits import (
    ActionForm,
    AnswersForm,
    BeginOtherForm,
    DoneForm,
    ShareOtherForm,
    answers_form,
    listed,
)
from cpd.coaching.models import OtherVisit
from cpd.coaching.policy import kinds as kind_policy
from cpd.coaching.routes import bp, notices
from cpd.coaching.rules.kinds import KindShape
from cpd.coaching.rules.other_visits import Beginning
from cpd.core import audit, clock
from cpd.core.access import NotFound, require
from cpd.core.asked import page_number, search_text
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.core.paging import PAGE_SIZE, start_of
from cpd.people.queries import safeguarding_contacts


@bp.get("/other-visits")
def other_visit_index() -> ResponseReturnValue:
    actor, session, number = current_actor(), db.session(), page_number()
    kinds = [kind for kind in queries.list_kinds(session, actor) if kind_policy.can_make(actor, kind)]
    page = pages.other_index_page(
        actor,
        kinds=[(kind.id, kind.name) for kind in kinds],
        drafts=queries.list_other_drafts(session, actor),
        actions=queries.list_open_actions(session, actor),
        visits=queries.list_other_visits(session, actor, limit=PAGE_SIZE, offset=start_of(number)),
        total=queries.count_other_visits(session, actor),
        page=number,
    )
    return render_template("coaching/other_visit_index.html", page=page, today=actor.today)


@bp.route("/kinds/<uuid:kind_id>/begin", methods=["GET", "POST"])
def other_visit_new(kind_id: uuid.UUID) -> ResponseReturnValue:
    """Find a colleague where the kind is about one, choose the school, begin. Beginning makes the draft."""
    actor, session = current_actor(), db.session()
    kind = queries.get_kind(session, kind_id)
    require(kind_policy.can_make(actor, kind))
    form = BeginOtherForm()
    if form.validate_on_submit() and form.school_id.data is not None:
        beginning = Beginning(kind_id, form.school_id.data, form.person_id.data)
        with transaction() as writing:
            visit_id = services.begin_other_visit(writing, actor, beginning, form.key, clock.now()).id
        return redirect(url_for(".other_visit_edit", visit_id=visit_id))
    query = search_text()
    person_id = listed(request.args.get("person"))
    is_about_person = kind.shape is KindShape.PERSON
    needs_person = is_about_person and person_id is None
    schools = [] if needs_person else queries.schools_to_visit(session, actor, kind, person_id)
    if person_id is not None and (not is_about_person or person_id == actor.person_id or not schools):
        raise NotFound
    rooms = queries.rooms_of(session, schools[0].id, actor.today) if person_id and schools else []
    return render_template(
        "coaching/other_visit_new.html",
        kind=pages.kind_line(actor, kind),
        form=form,
        query=query,
        needs_person=needs_person,
        found=queries.find_to_visit(session, actor, kind, query) if needs_person else [],
        schools=schools,
        person=next((room for room in rooms if room.person_id == person_id), None),
        is_manager=person_id is not None and queries.manages_or_appraises(session, actor, person_id),
    ), 422 if form.errors else 200


@bp.get("/other-visits/<uuid:visit_id>")
def other_visit_show(visit_id: uuid.UUID) -> ResponseReturnValue:
    return _show(visit_id, ActionForm(formdata=None)), 200


def _show(visit_id: uuid.UUID, form: ActionForm) -> str:
    actor, session = current_actor(), db.session()
    visit = queries.get_other_visit(session, actor, visit_id)
    page = pages.other_visit_page(actor, visit, safeguarding_contacts(session, visit.school_id))
    person_id, is_visitor = visit.person_id, kind_policy.is_visitor(actor, visit)
    html = render_template("coaching/other_visit_show.html", page=page, form=form, today=actor.today)
    if person_id is not None and not is_visitor:
        audit.record_reading(actor, "other_visit.read", visit_id, person_id)
    return html


@bp.route("/other-visits/<uuid:visit_id>/edit", methods=["GET", "POST"])
def other_visit_edit(visit_id: uuid.UUID) -> ResponseReturnValue:
    """The draft, or a correction of what was shared, with the earlier words kept."""
    actor, session = current_actor(), db.session()
    visit = queries.get_other_visit(session, actor, visit_id)
    require(kind_policy.can_edit(actor, visit))
    form = answers_form(visit)
    stale: tuple[tuple[str, str], ...] = ()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                services.save_other_visit(writing, actor, visit_id, form.words, form.seen_version, clock.now())
            if request.form.get("then") == "share":
                return redirect(url_for(".other_visit_share", visit_id=visit_id))
            flash("Saved.", "success")
            return redirect(url_for(".other_visit_show", visit_id=visit_id))
        except StaleRecord as error:
            add_error(form, error)
            visit = queries.get_other_visit(session, actor, visit_id)
            stale = pages.both_other_texts(visit, form.words)
            form.go_on_from(visit.version)
        except DomainError as error:
            add_error(form, error)
    return _edit(visit_id, form, stale), 422 if form.errors else 200


def _edit(visit_id: uuid.UUID, form: AnswersForm, stale: tuple[tuple[str, str], ...]) -> str:
    actor, session = current_actor(), db.session()
    visit = queries.get_other_visit(session, actor, visit_id)
    form.offer(queries.companions(session, visit, actor.today))
    page = pages.other_visit_page(actor, visit, safeguarding_contacts(session, visit.school_id))
    return render_template("coaching/other_visit_edit.html", page=page, form=form, stale=stale)


@bp.route("/other-visits/<uuid:visit_id>/share", methods=["GET", "POST"])
def other_visit_share(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Who will read it, and for a walk whose rooms were entered; then it is shared. The ticks are kept nowhere else."""
    actor, session = current_actor(), db.session()
    visit = queries.get_other_visit(session, actor, visit_id)
    require(kind_policy.can_edit(actor, visit))
    form = ShareOtherForm()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                is_new = services.share_other_visit(writing, actor, visit_id, form.rooms.data, clock.now())
                if is_new:
                    notices.tell_of_other_visit(writing, queries.get_other_visit(writing, actor, visit_id))
            if is_new:
                flash("Shared. Everybody named below can read it now.", "success")
            return redirect(url_for(".other_visit_show", visit_id=visit_id))
        except DomainError as error:
            add_error(form, error)
    visit = queries.get_other_visit(session, actor, visit_id)
    if not kind_policy.can_share(actor, visit):
        return redirect(url_for(".other_visit_show", visit_id=visit_id))
    return _share(visit, form), 422 if form.errors else 200


def _share(visit: OtherVisit, form: ShareOtherForm) -> str:
    actor, session = current_actor(), db.session()
    is_walk = visit.kind.shape is KindShape.WALK
    rooms = queries.rooms_of(session, visit.school_id, visit.visited_on) if is_walk else []
    page = pages.other_visit_page(actor, visit, safeguarding_contacts(session, visit.school_id))
    rooms = [room for room in rooms if room.person_id != actor.person_id]
    return render_template("coaching/other_visit_share.html", page=page, form=form, rooms=rooms)


@bp.post("/other-visits/<uuid:visit_id>/discard")
def other_visit_discard(visit_id: uuid.UUID) -> ResponseReturnValue:
    with transaction() as session:
        services.discard_other_visit(session, current_actor(), visit_id)
    flash("The draft is gone.", "success")
    return redirect(url_for(".other_visit_index"))


@bp.post("/other-visits/<uuid:visit_id>/actions")
def other_visit_action_new(visit_id: uuid.UUID) -> ResponseReturnValue:
    actor, form = current_actor(), ActionForm()
    require(kind_policy.can_add_action(actor, queries.get_other_visit(db.session(), actor, visit_id)))
    if form.validate_on_submit():
        with transaction() as session:
            services.add_action(session, actor, visit_id, form.agreed, form.key)
        return redirect(url_for(".other_visit_show", visit_id=visit_id, _anchor="actions"))
    return _show(visit_id, form), 422


@bp.route("/other-visits/actions/<uuid:action_id>/done", methods=["GET", "POST"])
def other_visit_action_done(action_id: uuid.UUID) -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    action = queries.get_action(session, actor, action_id)
    require(kind_policy.can_finish_action(actor, action.visit))
    visit_id, form = action.visit_id, DoneForm()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                services.finish_action(writing, actor, action_id, form.note.data or "")
            flash("Done. It is off the list of what is open.", "success")
            return redirect(url_for(".other_visit_show", visit_id=visit_id, _anchor="actions"))
        except DomainError as error:
            add_error(form, error)
            action = queries.get_action(session, actor, action_id)
    line = pages.action_line(actor, action, action.visit)
    return render_template("coaching/other_visit_action_done.html", form=form, action=line), 422 if form.errors else 200
