"""Three questions to the coachee, a tap each; and the coach's own counts."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching import queries
from cpd.coaching.pages.pulse import pulse_ask, pulse_page
from cpd.coaching.policy import visits as policy
from cpd.coaching.queries.pulse import list_pulse_years, pulses_to_ask
from cpd.coaching.routes import bp
from cpd.coaching.rules.pulse import Answers, Question
from cpd.coaching.services.pulse import answer_pulse, put_pulse_off
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.people.rules.answers import AnswerWord


@bp.route("/visits/<uuid:visit_id>/pulse", methods=["GET", "POST"])
def pulse_answer(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Each tap brings the next question; the third keeps all three words, and nothing is kept before."""
    actor, session = current_actor(), db.session()
    require(policy.is_person(actor, queries.get_visit(session, actor, visit_id)))
    answers = _said()
    if answers.listened and answers.step_helped and answers.felt_safe:
        with transaction() as writing:
            is_kept = answer_pulse(writing, actor, visit_id, answers.listened, answers.step_helped, answers.felt_safe)
        if is_kept:
            flash("Thank you. Nobody learns that these words were yours.", "success")
        else:
            flash("Nothing was kept now: you were asked before, or the visit is not the last one any more.", "info")
        return redirect(url_for(".visit_show", visit_id=visit_id))
    pulse = next((one for one in pulses_to_ask(session, actor) if one.visit_id == visit_id), None)
    return render_template("coaching/pulse_answer.html", ask=pulse_ask(pulse, answers), visit_id=visit_id)


def _said() -> Answers:
    known = {word.value: word for word in AnswerWord}
    return Answers(**{question.value: known.get(request.form.get(question.value, "")) for question in Question})


@bp.post("/visits/<uuid:visit_id>/pulse/not-now")
def pulse_not_now(visit_id: uuid.UUID) -> ResponseReturnValue:
    with transaction() as session:
        put_pulse_off(session, current_actor(), visit_id)
    flash("Not now. You will not be asked again this half-term.", "success")
    return redirect(url_for(".visit_show", visit_id=visit_id))


@bp.get("/pulse")
def pulse_show() -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_begin(actor))
    page = pulse_page(list_pulse_years(db.session(), actor))
    return render_template("coaching/pulse_show.html", page=page, today=actor.today)
