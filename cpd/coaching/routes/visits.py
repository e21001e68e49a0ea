"""Lists of visits, finding a colleague, and one visit as its two people read it."""

import uuid

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching import pages, queries, services
from cpd.coaching.forms.steps import TrialForm
from cpd.coaching.forms.visits import BeginForm, ReflectionForm, ReplyForm
from cpd.coaching.models import Visit
from cpd.coaching.pages.pulse import PulseAsk, pulse_ask
from cpd.coaching.policy import visits as policy
from cpd.coaching.queries.pulse import pulses_to_ask
from cpd.coaching.routes import bp
from cpd.core import clock
from cpd.core.access import NotFound, require
from cpd.core.asked import search_text
from cpd.core.database import db, transaction
from cpd.core.forms import add_error
from cpd.core.periods import AcademicYear
from cpd.people.actor import Actor
from cpd.people.queries import safeguarding_contacts


@bp.get("/visits")
def visit_index() -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    page = pages.index_page(
        actor,
        drafts=queries.list_drafts(session, actor),
        shared=queries.list_shared(session, actor),
        supported=queries.list_supported(session, actor, AcademicYear.of(actor.today).starts_on),
        rhythm=queries.current_rhythm(session),
        to_me=queries.visits_of_person(session, actor),
        steps=queries.open_steps(session, actor, actor.person_id) if actor.person_id else (),
        focus=queries.current_focus(session, actor, actor.person_id) if actor.person_id else None,
    )
    pulses = pulses_to_ask(session, actor)
    ask = pulse_ask(pulses[0]) if pulses else None
    return render_template(
        "coaching/visit_index.html",
        page=page,
        today=actor.today,
        ask=ask,
        can_read_overview=policy.can_read_overview(actor),
    )


@bp.route("/visits/new", methods=["GET", "POST"])
def visit_new() -> ResponseReturnValue:
    """Find somebody by three letters, choose the school, begin. Beginning makes the draft."""
    actor = current_actor()
    require(policy.can_begin(actor))
    form = BeginForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                visit = services.begin_visit(session, actor, *form.chosen, form.key, clock.now())
                if form.source_id.data:
                    services.take_over_words(session, actor, visit, form.source_id.data)
                visit_id = visit.id
            return redirect(url_for(".visit_edit", visit_id=visit_id))
        except services.NotCoached as refused:
            add_error(form, refused)
    page = _new_page(actor)
    return render_template("coaching/visit_new.html", page=page, form=form), 422 if form.errors else 200


def _new_page(actor: Actor) -> pages.NewPage:
    session = db.session()
    query = search_text()
    person_id = _id_in_address("person")
    places = queries.places_of(session, actor, person_id) if person_id else []
    if person_id and not places:
        raise NotFound
    return pages.NewPage(
        query=query,
        is_too_short=0 < len(query) < 3,
        found=tuple(queries.find_colleagues(session, actor, query)),
        places=tuple(places),
        has_say=bool(places) and queries.has_say_over(session, actor.person_id, places[0].person_id, actor.today),
        is_closed=bool(places) and bool(queries.closed_to(session, actor.person_id, [places[0].person_id])),
        source_id=_id_in_address("source"),
        contacts=tuple(safeguarding_contacts(session, places[0].school_id)) if places else (),
    )


def _id_in_address(name: str) -> uuid.UUID | None:
    text = request.args.get(name)
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise NotFound from None


@bp.get("/colleagues")
def colleague_search() -> ResponseReturnValue:
    """The colleagues an ambassador may visit, for the list under the search field."""
    actor = current_actor()
    require(policy.can_begin(actor))
    source_id = _id_in_address("source")
    return jsonify(
        [
            {
                "text": colleague.name,
                "line": colleague.line,
                "href": url_for(".visit_new", person=colleague.person_id, source=source_id),
            }
            for colleague in queries.find_colleagues(db.session(), actor, search_text())
        ]
    )


def _pulse_of(visit: Visit) -> PulseAsk | None:
    """The first of three questions about being coached, where the reader is asked about this visit."""
    actor = current_actor()
    if not policy.is_person(actor, visit):
        return None
    pulses = pulses_to_ask(db.session(), actor)
    return pulse_ask(next((pulse for pulse in pulses if pulse.visit_id == visit.id), None))


@bp.get("/visits/<uuid:visit_id>")
def visit_show(visit_id: uuid.UUID) -> ResponseReturnValue:
    return show(visit_id, ReplyForm(formdata=None)), 200


def show(visit_id: uuid.UUID, form: ReplyForm, refused: str = "", reflection_form: ReflectionForm | None = None) -> str:
    """The page of a visit; ``refused`` says why what was asked for did not happen."""
    actor, session = current_actor(), db.session()
    visit = queries.get_visit(session, actor, visit_id)
    is_draft = policy.can_edit(actor, visit)
    page = pages.visit_page(
        actor,
        visit,
        safeguarding_contacts(session, visit.school_id),
        clock.now(),
        after=_after(visit),
        has_open_step=is_draft and bool(queries.open_steps(session, actor, visit.person_id)),
        must_settle=is_draft and bool(queries.steps_to_settle(session, actor, visit.person_id)),
    )
    return render_template(
        "coaching/visit_show.html",
        page=page,
        form=form,
        reflection_form=reflection_form or ReflectionForm(formdata=None),
        trial_form=TrialForm(formdata=None),
        refused=refused,
        ask=_pulse_of(visit),
        today=actor.today,
    )


def _after(visit: Visit) -> pages.AfterVisit:
    """What hangs on a visit: the cycle reaches back to the focus of today, or to the beginning of the school year."""
    actor, session = current_actor(), db.session()
    focus = queries.current_focus(session, actor, visit.person_id)
    since = focus.started_on if focus else AcademicYear.of(actor.today).starts_on
    cycle = queries.visits_since(session, actor, visit.person_id, since)
    trials = queries.list_trials(session, actor, [one.step.id for one in cycle if one.step])
    of_step = queries.list_trials(session, actor, [visit.step.id]) if visit.step else []
    return pages.after_visit(
        visit,
        reflections=queries.list_reflections(session, actor, visit.id),
        trials=of_step,
        focus=focus,
        cycle=cycle,
        cycle_trials=trials,
    )
