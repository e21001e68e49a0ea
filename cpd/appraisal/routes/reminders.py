"""Reminders: a head sends them to those whose move is late; everybody chooses whether they come."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries
from cpd.appraisal.forms.reminders import AppraisalMailForm, RemindForm
from cpd.appraisal.pages.reminders import stage_groups
from cpd.appraisal.queries.reminders import list_late, list_sent, wants_reminders
from cpd.appraisal.routes import bp
from cpd.appraisal.rules.stages import Stage
from cpd.appraisal.services.reminders import choose_reminders, send_reminders
from cpd.core import clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.templating import plural


@bp.route("/cycles/<uuid:cycle_id>/schools/<uuid:school_id>/reminders", methods=["GET", "POST"])
def reminder_send(cycle_id: uuid.UUID, school_id: uuid.UUID) -> ResponseReturnValue:
    """Who is late at which stage and may get a mail, who does not and why; and who was told when."""
    actor, session = current_actor(), db.session()
    school = queries.get_school(session, actor, school_id)
    require(policy.can_look_after(actor, school_id))
    cycle = queries.cycle_with_dates(session, cycle_id)
    form = RemindForm()
    if form.validate_on_submit():
        stages = {Stage(one) for one in form.stages.data or ()}
        with transaction() as writing:
            dated = queries.cycle_with_dates(writing, cycle_id)
            told = send_reminders(writing, actor, school_id, dated, stages, clock.now())
        flash(
            f"{plural(told, 'mail')} on the way." if told else "Nobody is left to remind.",
            "success" if told else "info",
        )
        return redirect(url_for(".reminder_send", cycle_id=cycle_id, school_id=school_id))
    groups = stage_groups(list_late(session, actor, school_id, cycle, clock.now()))
    if request.method == "GET":
        form.stages.data = [group.stage.value for group in groups]
    answer = render_template(
        "appraisal/reminder_send.html",
        school=pages.SchoolLine(school.id, school.name),
        cycle=pages.cycle_line(cycle),
        groups=groups,
        sent=list_sent(session, actor, school_id, cycle_id),
        form=form,
    )
    return answer, 422 if form.errors else 200


@bp.route("/reminders/mails", methods=["GET", "POST"])
def reminder_mails() -> ResponseReturnValue:
    """Whether reminders of reviews come by mail."""
    actor = current_actor()
    form = AppraisalMailForm(data={"wanted": wants_reminders(db.session(), actor)})
    if form.validate_on_submit():
        with transaction() as session:
            choose_reminders(session, actor, wanted=form.wanted.data)
        flash("Kept. What is to be done stands on the page of the review in any case.", "success")
        return redirect(url_for(".review_index"))
    return render_template("appraisal/reminder_mails.html", form=form), 422 if form.errors else 200
