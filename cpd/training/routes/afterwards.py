"""After a session: one's own reflection, and three questions without a name."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.people.rules.answers import AnswerWord
from cpd.training.forms.afterwards import EvaluationForm, ReflectionForm
from cpd.training.pages.session_facts import session_facts
from cpd.training.policy.sessions import can_keep_register
from cpd.training.queries import afterwards as queries
from cpd.training.queries.register import get_register
from cpd.training.routes import bp
from cpd.training.services import afterwards as services


@bp.route("/sessions/<uuid:session_id>/reflection", methods=["GET", "POST"])
def reflection_edit(session_id: uuid.UUID) -> ResponseReturnValue:
    """What will I try? For the person alone."""
    actor, session = current_actor(), db.session()
    facts = session_facts(queries.get_attended(session, actor, session_id), shows_address=False)
    there = queries.get_reflection(session, actor, session_id)
    form = ReflectionForm(obj=there)
    saved = ""
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                services.write_reflection(
                    writing, actor, session_id, form.text.data or "", form.seen_version, clock.now()
                )
        except StaleRecord as error:
            add_error(form, error)
            latest = queries.get_reflection(db.session(), actor, session_id)
            saved = latest.text if latest else ""
            form.go_on_from(latest.version if latest else 0)
        except DomainError as error:
            add_error(form, error)
        else:
            flash("Kept, for you alone. On My development it can become your focus or your step.", "success")
            return redirect(url_for(".session_show", session_id=session_id))
    return render_template(
        "training/reflection_edit.html", facts=facts, form=form, saved=saved, is_there=there is not None
    ), 422 if form.errors else 200


@bp.post("/sessions/<uuid:session_id>/reflection/remove")
def reflection_remove(session_id: uuid.UUID) -> ResponseReturnValue:
    with transaction() as session:
        services.remove_reflection(session, current_actor(), session_id)
    flash("Thrown away.", "success")
    return redirect(url_for(".session_show", session_id=session_id))


@bp.route("/sessions/<uuid:session_id>/evaluation", methods=["GET", "POST"])
def evaluation_answer(session_id: uuid.UUID) -> ResponseReturnValue:
    """Three words about a session, kept without a name."""
    actor, session = current_actor(), db.session()
    attended = queries.get_attended(session, actor, session_id)
    require(not can_keep_register(actor, attended))
    facts = session_facts(attended, shows_address=False)
    form = EvaluationForm()
    if form.validate_on_submit():
        with transaction() as writing:
            services.answer_evaluation(writing, actor, session_id, form.answers())
        flash("Thank you. Nobody learns that these words were yours.", "success")
        return redirect(url_for(".session_show", session_id=session_id))
    is_answered = queries.has_answered(session, actor, session_id)
    return render_template(
        "training/evaluation_answer.html", facts=facts, form=form, is_answered=is_answered
    ), 422 if form.errors else 200


@bp.get("/sessions/<uuid:session_id>/evaluation/answers")
def evaluation_show(session_id: uuid.UUID) -> ResponseReturnValue:
    """For those who keep its register: counts, from five answers on."""
    session = db.session()
    training_session = get_register(session, current_actor(), session_id)
    return render_template(
        "training/evaluation_show.html",
        facts=session_facts(training_session, shows_address=False),
        answers=queries.count_answers(session, session_id),
        words=[word.label for word in AnswerWord],
    )
