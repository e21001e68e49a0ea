"""Who still needs the course of a session, and asking them to a later one."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.asked import page_number
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error, offered
from cpd.core.paging import slice_of
from cpd.core.templating import long_day
from cpd.people.actor import Actor
from cpd.training.forms.sessions import CatchUpForm
from cpd.training.models import TrainingSession
from cpd.training.pages.session_facts import session_facts
from cpd.training.pages.sessions import put_down_in_words, room_in_words, session_lines
from cpd.training.queries import catch_up as queries
from cpd.training.queries.register import get_register, list_catch_up
from cpd.training.queries.sessions import count_people, own_invitations
from cpd.training.routes import bp
from cpd.training.services.catch_up import CaughtUp, ask_to_catch_up
from cpd.training.session_wording import hours


@bp.route("/sessions/<uuid:session_id>/catch-up", methods=["GET", "POST"])
def register_catch_up(session_id: uuid.UUID) -> ResponseReturnValue:
    """Who had a place and did not earn the course; those of them who are chosen are asked to a later session."""
    actor, session = current_actor(), db.session()
    missed = get_register(session, actor, session_id)
    form = _form(actor, missed)
    if form.validate_on_submit():
        try:
            chosen = None if request.form.get("then") == "all" else form.people.data
            with transaction() as writing:
                asked = ask_to_catch_up(writing, actor, session_id, uuid.UUID(form.session.data), chosen, clock.now())
        except DomainError as error:
            add_error(form, error)
        else:
            flash(_told(asked), "success" if asked.done.placed or asked.done.waiting else "info")
            return redirect(url_for(".register_catch_up", session_id=session_id))
        missed = get_register(session, actor, session_id)
    return _shown(actor, missed, form), 422 if form.errors else 200


def _form(actor: Actor, missed: TrainingSession) -> CatchUpForm:
    session, form = db.session(), CatchUpForm()
    later = queries.open_to_inviting(actor, queries.next_sessions(session, actor, missed))
    counts = count_people(session, [one.id for one in later])
    form.session.choices = offered(
        (
            one.id,
            ", ".join(
                filter(
                    None,
                    (
                        long_day(one.held_on),
                        hours(one.starts_at, one.ends_at),
                        one.host_school.name if one.host_school else one.place,
                        room_in_words(one.places, counts[one.id]).lower() if one.places else "",
                    ),
                )
            ),
        )
        for one in later
    )
    return form


def _shown(actor: Actor, missed: TrainingSession, form: CatchUpForm) -> str:
    session = db.session()
    there = queries.asked_later(session, missed, actor.today)
    people = list_catch_up(session, missed)
    later = queries.next_sessions(session, actor, missed)
    ids = [one.id for one in later]
    return render_template(
        "training/register_catch_up.html",
        facts=session_facts(missed, shows_address=False),
        people=slice_of(people, page_number()),
        there=there,
        unasked=sum(one.person_id not in there for one in people),
        form=form,
        later=session_lines(actor, later, count_people(session, ids), own_invitations(session, actor.person_id, ids)),
        is_closed=missed.register_closed_at is not None,
    )


def _told(asked: CaughtUp) -> str:
    if not asked.not_theirs:
        return put_down_in_words(asked.done)
    return f"{put_down_in_words(asked.done)} {asked.not_theirs} are for their own school to ask to that session."
