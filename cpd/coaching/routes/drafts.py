"""Writing a visit down and sharing it."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching import pages, queries, services
from cpd.coaching.forms.visits import ReplyForm, VisitForm, values_of
from cpd.coaching.models import Visit
from cpd.coaching.policy import visits as policy
from cpd.coaching.routes import bp, notices
from cpd.coaching.routes.shared import show_correction
from cpd.coaching.routes.visits import show
from cpd.coaching.rules import checkback
from cpd.coaching.rules.steps import Settled
from cpd.core import clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.people.queries import safeguarding_contacts
from cpd.people.queries.calendar import posts_to_work_on
from cpd.people.rules.calendar import is_working_day
from cpd.standards.queries import list_terms

Stale = tuple[tuple[str, str], ...]


@bp.route("/visits/<uuid:visit_id>/edit", methods=["GET", "POST"])
def visit_edit(visit_id: uuid.UUID) -> ResponseReturnValue:
    """The draft. What is typed is kept first; sharing is tried after that, so that what is missing costs nothing."""
    actor, session = current_actor(), db.session()
    visit = queries.get_visit(session, actor, visit_id)
    if policy.can_correct(actor, visit):
        return _shared_meanwhile(visit)
    require(policy.can_edit(actor, visit))
    form = VisitForm(data=values_of(visit, services.words_of(visit)))
    if request.method == "GET" and visit.step is None:
        works_on = queries.working_weekdays(session, visit.person_id, visit.visited_on)
        posts = posts_to_work_on(session, visit.person_id, visit.visited_on)
        form.check_back_on.data = checkback.suggested(
            visit.visited_on, works_on, lambda day: is_working_day(posts, day, with_pupils=True)
        )
    stale: Stale = ()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                saved = services.save_draft(writing, actor, visit_id, form.whole(), form.seen_version, clock.now())
                form.go_on_from(saved.version)
            if request.form.get("then") == "share":
                return _share(visit_id, form.settled)
            flash("Saved. Only you can see it until you share it.", "success")
            return redirect(url_for(".visit_edit", visit_id=visit_id))
        except services.NotComplete as refused:
            for error in refused.asked:
                add_error(form, error)
        except StaleRecord as error:
            add_error(form, error)
            visit = queries.get_visit(session, actor, visit_id)
            stale = pages.both_texts(visit, form.whole())
            form.go_on_from(visit.version)
        except DomainError as error:
            add_error(form, error)
    if form.errors:
        visit = queries.get_visit(session, actor, visit_id)
    return _edit(visit, form, stale), 422 if form.errors else 200


def _shared_meanwhile(visit: Visit) -> ResponseReturnValue:
    """The draft was shared, perhaps from another window or device. What was typed since then becomes a correction."""
    if request.method == "GET":
        return redirect(url_for(".visit_show", visit_id=visit.id))
    form = VisitForm()
    stale: Stale = ()
    if form.validate():
        if services.says_the_same(visit, form.whole()):
            return redirect(url_for(".visit_show", visit_id=visit.id))
        stale = pages.both_texts(visit, form.whole())
    sentence = "This visit was shared meanwhile, with other words or ticks. Save yours here as a correction."
    add_error(form, StaleRecord(sentence))
    form.go_on_from(services.version_with_step(visit))
    return show_correction(visit, form, stale), 422


def _edit(visit: Visit, form: VisitForm, stale: Stale) -> str:
    actor, session = current_actor(), db.session()
    groups = queries.staff_groups_of(session, visit.person_id, visit.visited_on)
    open_steps = queries.open_steps(session, actor, visit.person_id)
    page = pages.edit_page(
        visit,
        can_share=policy.can_share(actor, visit),
        has_say=queries.has_say_over(session, actor.person_id, visit.person_id, actor.today),
        between=pages.Between(
            focus=queries.current_focus(session, actor, visit.person_id),
            open_steps=open_steps,
            trials=queries.list_trials(session, actor, [step.id for step in open_steps]),
            works_on=queries.working_weekdays(session, visit.person_id, visit.visited_on),
            can_copy_last=services.is_empty(visit) and queries.last_visit(session, actor, visit.person_id) is not None,
            must_settle=bool(queries.steps_to_settle(session, actor, visit.person_id)),
        ),
        look_fors=queries.look_fors_offered(session, groups),
        steps=queries.steps_offered(session, groups),
        terms=list_terms(session),
        contacts=safeguarding_contacts(session, visit.school_id),
    )
    form.offer(queries.second_visitors(session, actor, visit))
    return render_template("coaching/visit_edit.html", page=page, form=form, stale=stale)


@bp.post("/visits/<uuid:visit_id>/share")
def visit_share(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Share a draft as it stands."""
    try:
        return _share(visit_id)
    except services.NotComplete as refused:
        return show(visit_id, ReplyForm(formdata=None), refused.message), 422


def _share(visit_id: uuid.UUID, settled: Settled | None = None) -> ResponseReturnValue:
    actor = current_actor()
    with transaction() as session:
        is_new = services.share_visit(session, actor, visit_id, clock.now(), settled)
        visit = queries.get_visit(session, actor, visit_id)
        name = visit.person.known_as
        if is_new:
            notices.tell_of_visit(session, visit)
    if is_new:
        flash(f"Shared with {name}. You can take it back within the hour.", "success")
    return redirect(url_for(".visit_show", visit_id=visit_id))


@bp.post("/visits/<uuid:visit_id>/copy-last")
def visit_copy_last(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Kind and tags of the last visit to the same person, in one tap."""
    with transaction() as session:
        copied = services.copy_last_visit(session, current_actor(), visit_id, clock.now())
    if copied:
        flash("Kind and ticks are taken over from the last visit. Change what is different today.", "success")
    return redirect(url_for(".visit_edit", visit_id=visit_id))


@bp.post("/visits/<uuid:visit_id>/discard")
def visit_discard(visit_id: uuid.UUID) -> ResponseReturnValue:
    with transaction() as session:
        services.discard_draft(session, current_actor(), visit_id)
    flash("The draft is gone.", "success")
    return redirect(url_for(".visit_index"))
