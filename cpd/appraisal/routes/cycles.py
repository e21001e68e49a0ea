"""Opening a cycle, its policy and dates, and the trust's priorities."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries, services
from cpd.appraisal.forms import CycleChoicesForm, CycleForm, PriorityForm
from cpd.appraisal.models import AppraisalCycle, TrustPriority
from cpd.appraisal.routes import bp
from cpd.appraisal.rules.stages import CyclePolicy
from cpd.appraisal.rules.states import default_cycle
from cpd.appraisal.services import CycleChoices, PriorityWords
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.dates import to_text
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.people.actor import Actor


@bp.route("/cycles", methods=["GET", "POST"])
def cycle_index() -> ResponseReturnValue:
    """The cycles of the trust; the development lead opens the next one."""
    actor = current_actor()
    require(policy.can_open_cycle(actor))
    form = CycleForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                cycle = services.open_cycle(
                    session, actor, form.starts_on.data, form.ends_on.data, CyclePolicy(form.policy.data)
                )
                cycle_id = cycle.id
            flash("The cycle is open, with the usual dates. Look them over.", "success")
            return redirect(url_for(".cycle_edit", cycle_id=cycle_id))
        except DomainError as error:
            add_error(form, error)
    cycles = queries.list_cycles(db.session())
    if request.method == "GET":
        form.starts_on.data, form.ends_on.data = default_cycle(actor.today, cycles[0].ends_on if cycles else None)
    lines = [pages.cycle_line(cycle) for cycle in cycles]
    answer = render_template("appraisal/cycle_index.html", cycles=lines, form=form, today=actor.today)
    return answer, 422 if form.errors else 200


@bp.route("/cycles/<uuid:cycle_id>", methods=["GET", "POST"])
def cycle_edit(cycle_id: uuid.UUID) -> ResponseReturnValue:
    """What a cycle follows, by when each stage is due, and which fields a review has."""
    actor = current_actor()
    require(policy.can_open_cycle(actor))
    cycle = queries.cycle_with_dates(db.session(), cycle_id)
    form = CycleChoicesForm(data=_values(cycle))
    saved = None
    if form.validate_on_submit():
        choices = CycleChoices(
            policy=CyclePolicy(form.policy.data),
            policy_address=form.policy_address.data or "",
            has_pay_field=bool(form.has_pay_field.data),
            has_moderation=bool(form.has_moderation.data),
            dates=form.dates(),
        )
        try:
            with transaction() as session:
                services.change_cycle(
                    session, actor, queries.cycle_with_dates(session, cycle_id), choices, form.seen_version
                )
            flash("The cycle is saved.", "success")
            return redirect(url_for(".cycle_index"))
        except DomainError as error:
            add_error(form, error)
        cycle = queries.cycle_with_dates(db.session(), cycle_id)
        if form.seen_version != cycle.version:
            saved = _as_words(cycle)
            form.go_on_from(cycle.version)
    page = pages.cycle_page(cycle)
    return render_template("appraisal/cycle_edit.html", page=page, form=form, saved=saved), 422 if form.errors else 200


def _values(cycle: AppraisalCycle) -> dict[str, object]:
    dates = {stage.value: due for stage, due in queries.dates_of(cycle).items()}
    fields = ("policy_address", "has_pay_field", "has_moderation", "version")
    return {name: getattr(cycle, name) for name in fields} | {"policy": cycle.policy.value} | dates


def _as_words(cycle: AppraisalCycle) -> list[tuple[str, str]]:
    """What somebody else saved, for the page that shows both."""
    switches = [
        name for name, is_on in (("the pay field", cycle.has_pay_field), ("moderators", cycle.has_moderation)) if is_on
    ]
    return [
        ("What it follows", cycle.policy.label),
        ("Address of the policy", cycle.policy_address),
        ("Turned on", ", ".join(switches)),
        *((stage.label, to_text(due)) for stage, due in queries.dates_of(cycle).items()),
    ]


# Priorities


@bp.get("/priorities")
def priority_index() -> ResponseReturnValue:
    """What the trust works on together; for everybody."""
    actor = current_actor()
    page = pages.priorities_page(actor, queries.list_priorities(db.session()))
    return render_template("appraisal/priority_index.html", page=page)


@bp.route("/priorities/new", methods=["GET", "POST"])
def priority_new() -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_open_cycle(actor))
    form = PriorityForm(data={"started_on": actor.today})
    return _priority(actor, form, None)


@bp.route("/priorities/<uuid:priority_id>", methods=["GET", "POST"])
def priority_edit(priority_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_open_cycle(actor))
    priority = queries.get_priority(db.session(), priority_id)
    fields = ("title", "why", "started_on", "ended_on", "version")
    return _priority(actor, PriorityForm(data={name: getattr(priority, name) for name in fields}), priority_id)


def _priority(actor: Actor, form: PriorityForm, priority_id: uuid.UUID | None) -> ResponseReturnValue:
    saved = None
    if form.validate_on_submit():
        words = PriorityWords(form.title.data or "", form.why.data or "", form.started_on.data, form.ended_on.data)
        try:
            with transaction() as session:
                priority = queries.get_priority(session, priority_id) if priority_id else None
                services.save_priority(session, actor, priority, words, version=form.seen_version, request_key=form.key)
            flash("The priority is saved.", "success")
            return redirect(url_for(".priority_index"))
        except DomainError as error:
            add_error(form, error)
            if isinstance(error, StaleRecord) and priority_id is not None:
                newer = queries.get_priority(db.session(), priority_id)
                saved = _priority_words(newer)
                form.go_on_from(newer.version)
    answer = render_template("appraisal/priority_edit.html", form=form, saved=saved, priority_id=priority_id)
    return answer, 422 if form.errors else 200


def _priority_words(priority: TrustPriority) -> list[tuple[str, str]]:
    until = to_text(priority.ended_on) if priority.ended_on else "no end in sight"
    return [
        ("Priority", priority.title),
        ("Why", priority.why),
        ("From, until", f"{to_text(priority.started_on)}, {until}"),
    ]
