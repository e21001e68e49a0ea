"""What a person wishes of coaching. Every change leads back to their own page, where it can be undone."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching import queries, services
from cpd.coaching.forms.support import LookForForm, RemindersForm
from cpd.coaching.pages.wishes import look_for_page
from cpd.coaching.policy import visits as policy
from cpd.coaching.routes import bp
from cpd.coaching.rules.support import Reminder, next_look_for_on
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error


def _back() -> ResponseReturnValue:
    return redirect(url_for("insight.my_development") + "#wishes")


@bp.post("/wishes/decline")
def wish_decline() -> ResponseReturnValue:
    """No coaching for now; sent with ``undo``, coaching again."""
    actor, undo = current_actor(), bool(request.form.get("undo"))
    with transaction() as session:
        (services.undo_decline if undo else services.decline)(session, actor)
    flash("Coaching goes on as before." if undo else "No coaching for now. Nobody was told.", "success")
    return _back()


@bp.post("/support/<uuid:support_id>/another")
def wish_another(support_id: uuid.UUID) -> ResponseReturnValue:
    """Another ambassador than this one; sent with ``undo``, the same again."""
    actor, undo = current_actor(), bool(request.form.get("undo"))
    try:
        with transaction() as session:
            change = services.undo_ask_for_another if undo else services.ask_for_another
            name = change(session, actor, support_id).ambassador.name
    except DomainError as refused:
        flash(refused.message, "error")
        return _back()
    flash(f"{name} supports you again." if undo else f"{name} no longer supports you.", "success")
    return _back()


@bp.post("/wishes/matching")
def wish_matching() -> ResponseReturnValue:
    """Be shown to others on the same step who have said the same; or no longer."""
    actor, is_open = current_actor(), request.form.get("open") == "yes"
    with transaction() as session:
        services.set_matching(session, actor, is_open=is_open)
    flash("You are shown to others who have said the same." if is_open else "You are shown to nobody.", "success")
    return redirect(url_for(".match_index"))


@bp.get("/matches")
def match_index() -> ResponseReturnValue:
    """Who works on the same step, among those who have each said that they may be shown."""
    actor, session = current_actor(), db.session()
    require(policy.can_wish(actor))
    wish = queries.my_wish(session, actor)
    is_open = wish is not None and wish.open_to_match
    matches = queries.list_matches(session, actor) if is_open else []
    return render_template("coaching/match_index.html", is_open=is_open, matches=matches)


@bp.route("/wishes/reminders", methods=["GET", "POST"])
def wish_reminders() -> ResponseReturnValue:
    """Which mails of coaching come."""
    actor = current_actor()
    require(policy.can_wish(actor))
    wish = queries.my_wish(db.session(), actor)
    off = wish.reminders_off if wish else []
    form = RemindersForm(data={"wanted": [one.value for one in Reminder if one.value not in off]})
    if form.validate_on_submit():
        with transaction() as session:
            services.set_reminders(session, actor, [Reminder(value) for value in form.wanted.data or ()])
        flash("Kept. What is waiting stands on your home page in any case.", "success")
        return _back()
    return render_template("coaching/wish_reminders.html", form=form), 422 if form.errors else 200


@bp.route("/wishes/look-for", methods=["GET", "POST"])
def wish_look_for() -> ResponseReturnValue:
    """The look-for of the week, from one's own framework."""
    actor, session = current_actor(), db.session()
    require(policy.can_wish(actor))
    offered = queries.look_fors_offered(session, actor.staff_groups)
    focus = queries.current_focus(session, actor, actor.person_id) if actor.person_id else None
    wish = queries.my_wish(session, actor)
    form = LookForForm(data={"look_for_id": wish.look_for_id if wish else None})
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                services.choose_look_for(writing, actor, form.look_for_id.data)
            chosen = form.look_for_id.data is not None
            flash("That is what you look for this week." if chosen else "No look-for for now.", "success")
            return redirect(url_for("insight.my_development"))
        except DomainError as refused:
            add_error(form, refused)
    page = look_for_page(offered, focus.standard_id if focus else None)
    answer = render_template(
        "coaching/wish_look_for.html",
        page=page,
        form=form,
        has_one=wish is not None and wish.look_for_id is not None,
        free_on=next_look_for_on(wish.look_for_chosen_on if wish else None, actor.today),
    )
    return answer, 422 if form.errors else 200
