"""The support plan: read by the readers of its review, written by the appraiser, also after both have signed."""

import datetime as dt
import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries, services
from cpd.appraisal.forms import (
    DAY_TOGETHER_FIELDS,
    PLAN_FIELDS,
    STEP_FIELDS,
    DayTogetherForm,
    StepForm,
    SupportPlanForm,
    values_of,
)
from cpd.appraisal.models import Review, SupportPlan, SupportReview, SupportStep
from cpd.appraisal.routes import bp
from cpd.appraisal.rules.states import READ
from cpd.core.access import require
from cpd.core.audit import record_reading
from cpd.core.database import db, transaction
from cpd.core.dates import to_text
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.people.actor import Actor

Written = SupportPlan | SupportStep | SupportReview
PlanForms = SupportPlanForm | StepForm | DayTogetherForm


@bp.get("/reviews/<uuid:review_id>/support")
def support_show(review_id: uuid.UUID) -> ResponseReturnValue:
    """The plan: steps, what the school does, days together, and what came of it."""
    actor = current_actor()
    review = queries.get_review(db.session(), actor, review_id)
    person_id = review.person_id
    html = render_template("appraisal/support_show.html", page=pages.plan_page(actor, review))
    record_reading(actor, READ, review_id, person_id)
    return html


@bp.route("/reviews/<uuid:review_id>/support/edit", methods=["GET", "POST"])
def support_edit(review_id: uuid.UUID) -> ResponseReturnValue:
    """That health and circumstances were talked about, and the end of the plan."""
    actor, review = _plan_to_write(review_id)
    form = SupportPlanForm(data=values_of(queries.get_support_plan(review), PLAN_FIELDS))

    def save(session: Session, review: Review) -> None:
        services.save_plan(
            session,
            actor,
            review,
            circumstances_talked_about=bool(form.circumstances_talked_about.data),
            ended_on=form.ended_on.data,
            what_came_of_it=form.what_came_of_it.data or "",
            version=form.seen_version,
        )

    return _write(actor, review_id, form, "appraisal/support_edit.html", save, queries.get_support_plan)


@bp.route("/reviews/<uuid:review_id>/support/steps/new", methods=["GET", "POST"])
def support_step_new(review_id: uuid.UUID) -> ResponseReturnValue:
    return _step(review_id, None)


@bp.route("/reviews/<uuid:review_id>/support/steps/<uuid:step_id>", methods=["GET", "POST"])
def support_step_edit(review_id: uuid.UUID, step_id: uuid.UUID) -> ResponseReturnValue:
    return _step(review_id, step_id)


def _step(review_id: uuid.UUID, step_id: uuid.UUID | None) -> ResponseReturnValue:
    def find(review: Review) -> SupportStep | None:
        return queries.get_support_step(review, step_id) if step_id else None

    actor, review = _plan_to_write(review_id)
    form = StepForm(data=values_of(find(review), STEP_FIELDS))

    def save(session: Session, review: Review) -> None:
        services.save_step(
            session,
            actor,
            review,
            find(review),
            words=form.words(),
            by_on=form.by_on.data,
            done_on=form.done_on.data,
            version=form.seen_version,
            request_key=form.key,
        )

    return _write(actor, review_id, form, "appraisal/support_step_edit.html", save, find)


@bp.post("/reviews/<uuid:review_id>/support/steps/<uuid:step_id>/remove")
def support_step_remove(review_id: uuid.UUID, step_id: uuid.UUID) -> ResponseReturnValue:
    return _remove(review_id, lambda session, actor, review: services.remove_step(session, actor, review, step_id))


@bp.route("/reviews/<uuid:review_id>/support/days/new", methods=["GET", "POST"])
def support_day_new(review_id: uuid.UUID) -> ResponseReturnValue:
    return _day(review_id, None)


@bp.route("/reviews/<uuid:review_id>/support/days/<uuid:day_id>", methods=["GET", "POST"])
def support_day_edit(review_id: uuid.UUID, day_id: uuid.UUID) -> ResponseReturnValue:
    return _day(review_id, day_id)


def _day(review_id: uuid.UUID, day_id: uuid.UUID | None) -> ResponseReturnValue:
    def find(review: Review) -> SupportReview | None:
        return queries.get_day_together(review, day_id) if day_id else None

    actor, review = _plan_to_write(review_id)
    form = DayTogetherForm(data=values_of(find(review), DAY_TOGETHER_FIELDS))

    def save(session: Session, review: Review) -> None:
        services.save_day_together(
            session,
            actor,
            review,
            find(review),
            due_on=form.due_on.data,
            held_on=form.held_on.data,
            text=form.text.data or "",
            version=form.seen_version,
            request_key=form.key,
        )

    return _write(actor, review_id, form, "appraisal/support_day_edit.html", save, find)


@bp.post("/reviews/<uuid:review_id>/support/days/<uuid:day_id>/remove")
def support_day_remove(review_id: uuid.UUID, day_id: uuid.UUID) -> ResponseReturnValue:
    return _remove(
        review_id, lambda session, actor, review: services.remove_day_together(session, actor, review, day_id)
    )


# What they have in common


def _plan_to_write(review_id: uuid.UUID) -> tuple[Actor, Review]:
    actor = current_actor()
    review = queries.get_review(db.session(), actor, review_id)
    require(policy.can_write_plan(actor, review))
    return actor, review


def _write(
    actor: Actor,
    review_id: uuid.UUID,
    form: PlanForms,
    template: str,
    save: Callable[[Session, Review], None],
    find: Callable[[Review], Written | None],
) -> ResponseReturnValue:
    """Show a form of the plan, or save it. Where somebody else saved meanwhile, both texts stand on the page."""
    saved = None
    if form.validate_on_submit():
        try:
            with transaction() as session:
                save(session, queries.get_review(session, actor, review_id, for_writing=True))
            flash("Saved.", "success")
            return _back(review_id)
        except DomainError as error:
            add_error(form, error)
            if isinstance(error, StaleRecord):
                saved = _saved(find(queries.get_review(db.session(), actor, review_id)), form)
    review = queries.get_review(db.session(), actor, review_id)
    page, person_id, record = pages.edit_page(actor, review), review.person_id, find(review)
    answer = render_template(template, page=page, form=form, saved=saved, record_id=record.id if record else None)
    record_reading(actor, READ, review_id, person_id)
    return answer, 422 if form.errors else 200


def _saved(record: Written | None, form: PlanForms) -> tuple[tuple[str, str], ...] | None:
    if record is None:
        return None
    form.go_on_from(record.version)
    fields = [field for field in form if hasattr(record, field.name) and field.name not in {"version", "request_key"}]
    return tuple((field.label.text, _shown(getattr(record, field.name))) for field in fields)


def _shown(value: str | dt.date | bool | None) -> str:
    if isinstance(value, dt.date):
        return to_text(value)
    return value if isinstance(value, str) else "Yes" if value else ""


def _remove(review_id: uuid.UUID, remove: Callable[[Session, Actor, Review], None]) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with transaction() as session:
            remove(session, actor, queries.get_review(session, actor, review_id, for_writing=True))
        flash("Removed.", "success")
    except DomainError as error:
        flash(error.message, "warning")
    return _back(review_id)


def _back(review_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("appraisal.support_show", review_id=review_id))
