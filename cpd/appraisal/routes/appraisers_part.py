"""The appraiser's part: sentences, objectives, development needs."""

import uuid

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries, services
from cpd.appraisal.documents import standard_name
from cpd.appraisal.forms import NEED_FIELDS, OBJECTIVE_FIELDS, NeedForm, ObjectiveForm, SentenceForm, values_of
from cpd.appraisal.models import DevelopmentNeed, Objective, Review
from cpd.appraisal.routes import bp
from cpd.appraisal.routes.shared import back_to, review_to_write
from cpd.appraisal.rules.states import READ
from cpd.appraisal.services.writing import Cited
from cpd.core.access import found
from cpd.core.audit import record_reading
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error, offered
from cpd.people.actor import Actor
from cpd.training.queries.records import list_courses

Saved = tuple[tuple[str, str], ...] | None


@bp.route("/reviews/<uuid:review_id>/standards/<code>", methods=["GET", "POST"])
def sentence_edit(review_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """A sentence under one standard of the person's own framework."""
    actor, review = review_to_write(review_id, policy.can_write_appraisers_part)
    page = pages.edit_page(actor, review)
    standards = queries.standards_of(db.session(), review)
    standard = found(next((one for one in standards if one.code == code), None))
    person_id, standard_id, heading = review.person_id, standard.id, standard_name(standard)
    sentence = queries.get_sentence(review, standard_id)
    form = SentenceForm(
        data={"text": sentence.text if sentence else "", "version": sentence.version if sentence else 0}
    )
    saved: str | None = None
    if form.validate_on_submit():
        try:
            with transaction() as session:
                review = queries.get_review(session, actor, review_id, for_writing=True)
                services.save_sentence(session, actor, review, standard_id, form.text.data or "", form.seen_version)
            flash("Saved.", "success")
            return back_to(review_id, "standards")
        except DomainError as error:
            add_error(form, error)
            if isinstance(error, StaleRecord):
                now = queries.get_sentence(queries.get_review(db.session(), actor, review_id), standard_id)
                form.go_on_from(now.version if now else 0)
                saved = now.text if now else ""
    answer = render_template(
        "appraisal/sentence_edit.html", page=page, form=form, saved=saved, heading=heading, code=code
    )
    record_reading(actor, READ, review_id, person_id)
    return answer, 422 if form.errors else 200


@bp.route("/reviews/<uuid:review_id>/objectives/new", methods=["GET", "POST"])
def objective_new(review_id: uuid.UUID) -> ResponseReturnValue:
    return _objective(review_id, None)


@bp.route("/reviews/<uuid:review_id>/objectives/<uuid:objective_id>", methods=["GET", "POST"])
def objective_edit(review_id: uuid.UUID, objective_id: uuid.UUID) -> ResponseReturnValue:
    return _objective(review_id, objective_id)


def _objective(review_id: uuid.UUID, objective_id: uuid.UUID | None) -> ResponseReturnValue:
    actor, review = review_to_write(review_id, policy.can_write_appraisers_part)
    objective = queries.get_objective(review, objective_id) if objective_id else None
    form = ObjectiveForm(data=values_of(objective, OBJECTIVE_FIELDS))
    person_id, page = review.person_id, pages.edit_page(actor, review)
    standards = [one for one in queries.standards_of(db.session(), review) if not one.is_conduct]
    form.standard_id.choices = offered(pages.standard_choices(standards), "Choose a standard")
    priorities = queries.offered_priorities(db.session(), objective, actor.today)
    form.trust_priority_id.choices = offered([(one.id, one.title) for one in priorities], "None of them")
    saved: Saved = None
    if form.validate_on_submit():
        try:
            _save_objective(actor, review_id, form, objective_id)
            flash("The objective is saved.", "success")
            return back_to(review_id, "objectives")
        except DomainError as error:
            add_error(form, error)
            if isinstance(error, StaleRecord):
                saved = _saved(queries.get_objective(_again(actor, review_id), found(objective_id)), form)
    answer = render_template(
        "appraisal/objective_edit.html", page=page, form=form, saved=saved, objective_id=objective_id
    )
    record_reading(actor, READ, review_id, person_id)
    return answer, 422 if form.errors else 200


def _save_objective(actor: Actor, review_id: uuid.UUID, form: ObjectiveForm, objective_id: uuid.UUID | None) -> None:
    with transaction() as session:
        review = queries.get_review(session, actor, review_id, for_writing=True)
        services.save_objective(
            session,
            actor,
            review,
            queries.get_objective(review, objective_id) if objective_id else None,
            Cited(uuid.UUID(form.standard_id.data), form.priority),
            form.words(),
            version=form.seen_version,
            request_key=form.key,
            is_not_about_results=bool(form.is_not_about_results.data),
        )


@bp.post("/reviews/<uuid:review_id>/objectives/<uuid:objective_id>/remove")
def objective_remove(review_id: uuid.UUID, objective_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with transaction() as session:
            review = queries.get_review(session, actor, review_id, for_writing=True)
            services.remove_objective(session, actor, review, objective_id)
        flash("The objective is removed.", "success")
    except DomainError as error:
        flash(error.message, "warning")
    return back_to(review_id, "objectives")


@bp.route("/reviews/<uuid:review_id>/needs/new", methods=["GET", "POST"])
def need_new(review_id: uuid.UUID) -> ResponseReturnValue:
    return _need(review_id, None)


@bp.route("/reviews/<uuid:review_id>/needs/<uuid:need_id>", methods=["GET", "POST"])
def need_edit(review_id: uuid.UUID, need_id: uuid.UUID) -> ResponseReturnValue:
    return _need(review_id, need_id)


def _need(review_id: uuid.UUID, need_id: uuid.UUID | None) -> ResponseReturnValue:
    actor, review = review_to_write(review_id, policy.can_write_appraisers_part)
    form = NeedForm(data=values_of(queries.get_need(review, need_id) if need_id else None, NEED_FIELDS))
    person_id, page = review.person_id, pages.edit_page(actor, review)
    standards = queries.standards_of(db.session(), review)
    form.standard_id.choices = offered(pages.standard_choices(standards), "None in particular")
    form.course_id.choices = offered([(one.id, one.title) for one in list_courses(db.session())], "No course")
    saved: Saved = None
    if form.validate_on_submit():
        try:
            with transaction() as session:
                review = queries.get_review(session, actor, review_id, for_writing=True)
                need = queries.get_need(review, need_id) if need_id else None
                services.save_need(
                    session,
                    actor,
                    review,
                    need,
                    form.words(),
                    version=form.seen_version,
                    request_key=form.key,
                    **form.links(),
                )
            flash("Saved.", "success")
            return back_to(review_id, "needs")
        except DomainError as error:
            add_error(form, error)
            if isinstance(error, StaleRecord):
                saved = _saved(queries.get_need(_again(actor, review_id), found(need_id)), form)
    answer = render_template("appraisal/need_edit.html", page=page, form=form, saved=saved, need_id=need_id)
    record_reading(actor, READ, review_id, person_id)
    return answer, 422 if form.errors else 200


@bp.post("/reviews/<uuid:review_id>/needs/<uuid:need_id>/remove")
def need_remove(review_id: uuid.UUID, need_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with transaction() as session:
            review = queries.get_review(session, actor, review_id, for_writing=True)
            services.remove_need(session, actor, review, need_id)
        flash("Removed.", "success")
    except DomainError as error:
        flash(error.message, "warning")
    return back_to(review_id, "needs")


def _again(actor: Actor, review_id: uuid.UUID) -> Review:
    return queries.get_review(db.session(), actor, review_id)


def _saved(record: Objective | DevelopmentNeed, form: ObjectiveForm | NeedForm) -> Saved:
    """What is saved now, to stand beside what was typed; the form may then be sent again over it."""
    form.go_on_from(record.version)
    return tuple((form[name].label.text, getattr(record, name)) for name in form.words())
