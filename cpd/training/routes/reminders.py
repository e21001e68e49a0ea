"""Reminders: which mails come, whom no mail reaches, and what the people somebody manages have to do."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.access import require
from cpd.core.asked import page_number
from cpd.core.audit import record_reading
from cpd.core.database import db, transaction
from cpd.core.forms import offered
from cpd.core.paging import Slice, slice_of
from cpd.training.forms.exports import TrainingMailForm
from cpd.training.pages.reminders import todo_lines
from cpd.training.policy import records as policy
from cpd.training.queries.reminders import list_team, list_without_address, mails_off
from cpd.training.routes import bp
from cpd.training.rules.reminders import TrainingMail
from cpd.training.services.reminders import set_mails


@bp.get("/reminders")
def reminder_index() -> ResponseReturnValue:
    """The people whom no mail reaches, for those who look after a school, to tell them by word or on paper."""
    actor = current_actor()
    schools = policy.schools_by_name(actor)
    require(schools is None or bool(schools))
    found = slice_of(list_without_address(db.session(), actor.today, schools), page_number())
    people = Slice(tuple((one, todo_lines(one.own)) for one in found.items), found.number, found.total)
    answer = render_template("training/reminder_index.html", people=people)
    record_reading(actor, "training.names_read", next(iter(schools or ()), None), None)
    return answer


@bp.get("/reminders/team")
def reminder_team() -> ResponseReturnValue:
    """What the people have to do whose line manager the reader is."""
    actor = current_actor()
    require(actor.is_line_manager)
    people = [(person_id, name, todo_lines(todos)) for person_id, name, todos in list_team(db.session(), actor)]
    return render_template("training/reminder_team.html", people=people)


@bp.route("/reminders/mails", methods=["GET", "POST"])
def reminder_mails() -> ResponseReturnValue:
    """Which mails of training come."""
    actor = current_actor()
    off = mails_off(db.session(), actor.person_id)
    form = TrainingMailForm(data={"wanted": [one.value for one in TrainingMail if one not in off]})
    form.wanted.choices = offered((one.value, one.label) for one in TrainingMail)
    if form.validate_on_submit():
        with transaction() as session:
            set_mails(session, actor, [TrainingMail(value) for value in form.wanted.data or ()])
        flash("Kept. What is to be done stands on your own page in any case.", "success")
        return redirect(url_for(".my_training"))
    return render_template("training/reminder_mails.html", form=form), 422 if form.errors else 200
