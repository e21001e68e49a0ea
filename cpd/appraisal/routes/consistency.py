"""Rounds in which appraisers read invented reviews, each alone, and see where they agree."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import cases, policy
from cpd.appraisal.cases import Case
from cpd.appraisal.documents import standard_name
from cpd.appraisal.forms.consistency import CaseAnswerForm, LastDayForm, RoundForm
from cpd.appraisal.models import ConsistencyRound
from cpd.appraisal.pages.consistency import round_line, round_page, words_of
from cpd.appraisal.queries import consistency as queries
from cpd.appraisal.routes import bp
from cpd.appraisal.rules.conclusion import Conclusion
from cpd.appraisal.services import consistency as services
from cpd.core import clock
from cpd.core.access import found, require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error, offered
from cpd.people.actor import Actor
from cpd.standards.models import Standard
from cpd.standards.queries import offered_standards


@bp.get("/consistency")
def consistency_index() -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    rounds = queries.list_rounds(session, actor)
    own = queries.own_answers(session, actor, rounds)
    lines = [round_line(actor, one, own) for one in rounds]
    return render_template("appraisal/consistency_index.html", rounds=lines, can_open=policy.can_open_round(actor))


@bp.route("/consistency/new", methods=["GET", "POST"])
def consistency_new() -> ResponseReturnValue:
    """Open a round on chosen cases until a day."""
    actor = current_actor()
    require(policy.can_open_round(actor))
    form = RoundForm()
    form.case_codes.choices = offered((case.code, f"{case.title} ({case.job})") for case in cases.library())
    if form.validate_on_submit():
        try:
            with transaction() as session:
                round_id = services.open_round(
                    session,
                    actor,
                    title=form.title.data or "",
                    closes_on=form.closes_on.data,
                    case_codes=form.case_codes.data or (),
                    request_key=form.key,
                )
            flash("The round is open. Appraisers and heads find it under Appraisal.", "success")
            return redirect(url_for(".consistency_show", round_id=round_id))
        except DomainError as error:
            add_error(form, error)
    return render_template("appraisal/consistency_new.html", form=form), 422 if form.errors else 200


@bp.get("/consistency/<uuid:round_id>")
def consistency_show(round_id: uuid.UUID) -> ResponseReturnValue:
    """One's own answers; once they are complete, or the round is over, where the others agree."""
    actor, session = current_actor(), db.session()
    one = queries.get_round(session, actor, round_id)
    chosen = cases.chosen_cases(one.case_codes)
    groups = {case.staff_group for case in chosen}
    standards = {group: offered_standards(session, {group}, for_visit=False) for group in groups}
    page = round_page(
        actor,
        one,
        queries.own_answers(session, actor, [one]),
        queries.round_counts(session, one, actor.today, [case.code for case in chosen]),
        {case.code: standards[case.staff_group] for case in chosen},
    )
    return render_template("appraisal/consistency_show.html", page=page)


@bp.route("/consistency/<uuid:round_id>/edit", methods=["GET", "POST"])
def consistency_edit(round_id: uuid.UUID) -> ResponseReturnValue:
    """Give an open round another last day."""
    actor, session = current_actor(), db.session()
    one = queries.get_round(session, actor, round_id)
    line = round_line(actor, one, {})
    require(line.can_change)
    form = LastDayForm(data={"closes_on": one.closes_on})
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                there = queries.get_round(writing, actor, round_id, for_writing=True)
                services.change_last_day(writing, actor, there, form.closes_on.data)
            flash("The round has another last day.", "success")
            return redirect(url_for(".consistency_show", round_id=round_id))
        except DomainError as error:
            add_error(form, error)
    return render_template("appraisal/consistency_edit.html", line=line, form=form), 422 if form.errors else 200


@bp.route("/consistency/<uuid:round_id>/<code>", methods=["GET", "POST"])
def consistency_case(round_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """Read one invented review, and say alone how one would conclude it."""
    actor, session = current_actor(), db.session()
    one = queries.get_round(session, actor, round_id)
    case = _case_of(one, code)
    require(request.method == "GET" or policy.can_take_part(actor))
    standards = offered_standards(session, {case.staff_group}, for_visit=False)
    line = round_line(actor, one, own := queries.own_answers(session, actor, [one]))
    form = _answer_form(standards)
    mine = own.get((round_id, code))
    if mine is not None and request.method == "GET":
        form.process(data={"conclusion": mine.conclusion.value, "standard_codes": mine.standard_codes, "why": mine.why})
    if form.validate_on_submit():
        try:
            _answer(actor, round_id, case, form)
            return redirect(_what_comes_next(actor, round_id))
        except DomainError as error:
            add_error(form, error)
    answer = render_template(
        "appraisal/consistency_case.html",
        case=case,
        line=line,
        form=form,
        can_answer=line.takes_part and line.is_open and line.answered < line.cases,
    )
    return answer, 422 if form.errors else 200


def _case_of(one: ConsistencyRound, code: str) -> Case:
    return found(next((case for case in cases.chosen_cases(one.case_codes) if case.code == code), None))


def _answer_form(standards: list[Standard]) -> CaseAnswerForm:
    form = CaseAnswerForm()
    form.conclusion.choices = offered((one.value, words_of(one, standards)) for one in Conclusion)
    form.standard_codes.choices = offered((one.code, standard_name(one)) for one in standards)
    return form


def _answer(actor: Actor, round_id: uuid.UUID, case: Case, form: CaseAnswerForm) -> None:
    with transaction() as session:
        services.answer(
            session,
            actor,
            queries.get_round(session, actor, round_id, for_writing=True),
            case,
            Conclusion(form.conclusion.data),
            standard_codes=form.standard_codes.data or (),
            why=form.why.data or "",
            at=clock.now(),
        )


def _what_comes_next(actor: Actor, round_id: uuid.UUID) -> str:
    """The next case without an answer, or the round."""
    session = db.session()
    one = queries.get_round(session, actor, round_id)
    own = queries.own_answers(session, actor, [one])
    following = next((case for case in cases.chosen_cases(one.case_codes) if (round_id, case.code) not in own), None)
    if following is None:
        flash("You have answered every review, so your answers stand.", "success")
        return url_for(".consistency_show", round_id=round_id)
    flash("Kept. Here is the next one.", "success")
    return url_for(".consistency_case", round_id=round_id, code=following.code)
