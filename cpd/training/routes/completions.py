"""Completions by hand: for many people at once, put right one by one, taken back."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error, offered
from cpd.core.templating import listing, plural, short_day
from cpd.people.actor import Actor
from cpd.people.queries import list_open_schools
from cpd.training.forms.records import CompletionForm, CompletionsForm
from cpd.training.models import Completion
from cpd.training.policy import records as policy
from cpd.training.queries import records
from cpd.training.queries.paid_time import can_open_session
from cpd.training.queries.records import Candidate
from cpd.training.routes import bp
from cpd.training.services import completions as services
from cpd.training.services.completions import Entry, Recorded
from cpd.training.wording import GROUP_NAMES

_TOLD = 5


@bp.route("/completions/new", methods=["GET", "POST"])
def completion_new() -> ResponseReturnValue:
    """Record one course for many people: ticked in the list of a school, or typed."""
    actor = current_actor()
    require(policy.can_record(actor))
    session = db.session()
    schools = [(school.id, school.name) for school in list_open_schools(session, actor.today)]
    allowed = policy.schools_to_record_for(actor)
    open_to = [pair for pair in schools if allowed is None or pair[0] in allowed]
    school_id, group = _asked_school(open_to), request.args.get("group", "")
    candidates = records.list_candidates(session, actor, school_id, group or None) if school_id else []
    form = CompletionsForm(**({} if request.method == "POST" else {"course": request.args.get("course", "")}))
    form.course.choices = offered(
        [(course.code, course.title) for course in records.list_courses(session)], "Choose a course"
    )
    form.host_school.choices = offered(schools, "Not at one of our schools")
    _tick(form, candidates)
    if form.validate_on_submit():
        try:
            recorded = _record(actor, form)
        except DomainError as error:
            add_error(form, error)
        else:
            return _told(recorded, form)
    return render_template(
        "training/completion_new.html",
        form=form,
        schools=open_to,
        school_id=school_id,
        group=group,
        groups=[("", "Everybody"), *list(GROUP_NAMES.items())[1:]],
        candidates=candidates,
    ), 422 if form.errors else 200


def _asked_school(open_to: list[tuple[uuid.UUID, str]]) -> uuid.UUID | None:
    """The school whose people are listed: the one asked for, or the only one there is."""
    asked = request.args.get("school", "")
    for school_id, _ in open_to:
        if str(school_id) == asked or len(open_to) == 1:
            return school_id
    return None


def _tick(form: CompletionsForm, candidates: list[Candidate]) -> None:
    """Somebody's own page leads here with that person ticked."""
    asked = request.args.get("person", "")
    if request.method == "GET":
        form.people.data = frozenset(one.person_id for one in candidates if str(one.person_id) == asked)


def _record(actor: Actor, form: CompletionsForm) -> Recorded:
    with transaction() as session:
        people = form.people.data | _typed(actor, form)
        entry = Entry(
            records.get_course(session, form.course.data).id,
            people,
            form.facts(),
            form.occasion(services.leader_by_code(session, form.led_by.data or "")),
        )
        return services.record_completions(session, actor, entry, form.key, clock.now())


def _typed(actor: Actor, form: CompletionsForm) -> frozenset[uuid.UUID]:
    """The people typed line by line. Raises ``DomainError`` that names every line that is nobody, or could be two."""
    people = records.find_recordable(db.session(), actor, form.lines())
    nobody = [line for line, found in people.items() if not found]
    several = [line for line, found in people.items() if len(found) > 1]
    if nobody:
        raise DomainError(f"Nobody you record training for is found under {listing(nobody[:_TOLD], 'or')}.", "typed")
    if several:
        raise DomainError(f"More than one person is called {several[0]}. Write the staff code.", "typed")
    return frozenset(found[0].id for found in people.values())


def _told(recorded: Recorded, form: CompletionsForm) -> ResponseReturnValue:
    if recorded.already:
        names = listing([*recorded.already[:_TOLD], *(["others"] if len(recorded.already) > _TOLD else [])])
        flash(f"Recorded before on that day and left as it was: {names}.", "info")
    if recorded.session_id is None:
        return redirect(url_for(".completion_new", school=request.args.get("school") or None))
    if recorded.new:
        flash(f"Recorded for {plural(recorded.new, 'person', 'people')}.", "success")
    return redirect(url_for(".batch_show", session_id=recorded.session_id))


@bp.get("/batches/<uuid:session_id>")
def batch_show(session_id: uuid.UUID) -> ResponseReturnValue:
    """What was recorded at once, for whoever recorded it, with a way back on the same day."""
    actor = current_actor()
    require(policy.can_record(actor))
    batch = records.get_batch(db.session(), actor, session_id)
    return render_template(
        "training/batch_show.html",
        batch=batch,
        can_undo=services.can_undo(actor, batch.session),
        reads_paid_time=can_open_session(db.session(), actor, session_id),
    )


@bp.post("/batches/<uuid:session_id>/undo")
def batch_undo(session_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    with transaction() as session:
        count = services.undo_batch(session, actor, session_id)
    flash(f"Taken back for {plural(count, 'person', 'people')}.", "success")
    return redirect(url_for(".completion_new"))


@bp.route("/completions/<uuid:completion_id>/edit", methods=["GET", "POST"])
def completion_edit(completion_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    completion = records.get_completion(db.session(), actor, completion_id)
    name, title, person_id = completion.person.name, completion.course.title, completion.person_id
    form = CompletionForm(obj=completion)
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.change_completion(session, actor, completion_id, form.facts(), form.seen_version)
        except StaleRecord as error:
            add_error(form, error)
            latest = records.get_completion(db.session(), actor, completion_id)
            saved = _in_words(latest)
            form.go_on_from(latest.version)
        except DomainError as error:
            add_error(form, error)
        else:
            flash("The completion is saved.", "success")
            return _back(actor, person_id)
    return render_template(
        "training/completion_edit.html", form=form, name=name, title=title, completion_id=completion_id, saved=saved
    ), 422 if form.errors else 200


@bp.post("/completions/<uuid:completion_id>/remove")
def completion_remove(completion_id: uuid.UUID) -> ResponseReturnValue:
    """Take out a completion entered by mistake."""
    actor = current_actor()
    with transaction() as session:
        person_id = services.remove_completion(session, actor, completion_id)
    flash("The completion is taken out.", "success")
    return _back(actor, person_id)


def _back(actor: Actor, person_id: uuid.UUID) -> ResponseReturnValue:
    """To the person's list where the actor may open it (a trainer may not), else to recording."""
    visible = actor.is_development_lead or actor.is_office
    return redirect(url_for(".person_training", person_id=person_id) if visible else url_for(".completion_new"))


def _in_words(completion: Completion) -> list[tuple[str, str]]:
    return [
        ("Completed on", short_day(completion.completed_on)),
        ("Valid until", short_day(completion.expires_on)),
        ("Minutes", str(completion.minutes or "")),
        ("Who provided it", completion.provider),
        ("Number of the certificate", completion.certificate_ref),
    ]
