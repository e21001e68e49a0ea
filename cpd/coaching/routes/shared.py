"""A shared visit: taken back, corrected, answered."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching import pages, queries, services
from cpd.coaching.forms.visits import ReflectionForm, ReplyForm, WordsForm, values_of
from cpd.coaching.models import Visit
from cpd.coaching.policy import visits as policy
from cpd.coaching.routes import bp, notices
from cpd.coaching.routes.visits import show
from cpd.core import clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.people.models import Person
from cpd.people.queries import safeguarding_contacts


@bp.post("/visits/<uuid:visit_id>/withdraw")
def visit_withdraw(visit_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with transaction() as session:
            if services.withdraw_visit(session, actor, visit_id, clock.now()):
                notices.tell_of_withdrawal(session, queries.get_visit(session, actor, visit_id))
    except DomainError as error:
        return show(visit_id, ReplyForm(formdata=None), error.message), 422
    return redirect(url_for(".visit_show", visit_id=visit_id))


@bp.route("/visits/<uuid:visit_id>/correct", methods=["GET", "POST"])
def visit_correct(visit_id: uuid.UUID) -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    visit = queries.get_visit(session, actor, visit_id)
    require(policy.can_correct(actor, visit))
    form = WordsForm(data=values_of(visit, services.words_of(visit)) | {"version": services.version_with_step(visit)})
    stale: tuple[tuple[str, str], ...] = ()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                if services.correct_visit(writing, actor, visit_id, form.words(), form.seen_version, clock.now()):
                    notices.tell_of_correction(writing, queries.get_visit(writing, actor, visit_id))
            flash("Corrected. The earlier words stay below, for both of you.", "success")
            return redirect(url_for(".visit_show", visit_id=visit_id))
        except StaleRecord as error:
            add_error(form, error)
            visit = queries.get_visit(db.session(), actor, visit_id)
            stale = pages.both_texts(visit, form.words(), services.CORRECTED)
            form.go_on_from(services.version_with_step(visit))
        except DomainError as error:
            add_error(form, error)
    visit = queries.get_visit(db.session(), actor, visit_id)
    return show_correction(visit, form, stale), 422 if form.errors else 200


def show_correction(visit: Visit, form: WordsForm, stale: tuple[tuple[str, str], ...]) -> str:
    page = pages.correct_page(visit, safeguarding_contacts(db.session(), visit.school_id))
    return render_template("coaching/visit_correct.html", page=page, form=form, stale=stale)


@bp.route("/visits/<uuid:visit_id>/replies/new", methods=["GET", "POST"])
def reply_new(visit_id: uuid.UUID) -> ResponseReturnValue:
    """The reply is written on the page of the visit itself; this address takes it in."""
    actor, session = current_actor(), db.session()
    require(policy.can_reply(actor, queries.get_visit(session, actor, visit_id)))
    form = ReplyForm()
    if form.validate_on_submit():
        with transaction() as writing:
            if services.reply(writing, actor, visit_id, form.text.data or "", form.key, clock.now()):
                visit = queries.get_visit(writing, actor, visit_id)
                author = writing.get_one(Person, actor.person_id)
                notices.tell_of_reply(writing, visit, author)
        flash("Your reply is there for you both.", "success")
        return redirect(url_for(".visit_show", visit_id=visit_id, _anchor="replies"))
    return show(visit_id, form), 422 if form.errors else 200


@bp.route("/visits/<uuid:visit_id>/reflections/new", methods=["GET", "POST"])
def reflection_new(visit_id: uuid.UUID) -> ResponseReturnValue:
    """The person's own reflection, written on the page of the visit; theirs alone until they share it."""
    actor, session = current_actor(), db.session()
    require(policy.can_reflect(actor, queries.get_visit(session, actor, visit_id)))
    form = ReflectionForm()
    if form.validate_on_submit():
        with transaction() as writing:
            services.reflect(writing, actor, visit_id, form.reflection.data or "", form.key, clock.now())
        flash("Kept. Only you can read it.", "success")
        return redirect(url_for(".visit_show", visit_id=visit_id, _anchor="reflections"))
    return show(visit_id, ReplyForm(formdata=None), reflection_form=form), 422 if form.errors else 200


@bp.post("/reflections/<uuid:reflection_id>/share")
def reflection_share(reflection_id: uuid.UUID) -> ResponseReturnValue:
    with transaction() as session:
        visit, is_new = services.share_reflection(session, current_actor(), reflection_id, clock.now())
        visit_id, name = visit.id, visit.visitor.known_as
        if is_new:
            notices.tell_of_own_words(session, visit)
    flash(f"Shared. {name} can read it now.", "success")
    return redirect(url_for(".visit_show", visit_id=visit_id, _anchor="reflections"))
