"""Checking in and out: the code on the screen in the room, and the page that a phone opens with it."""

import uuid

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.services.door import TooManyTries
from cpd.accounts.signed_in import current_actor, current_sign_in
from cpd.core import clock
from cpd.core.access import public
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error
from cpd.training.forms.register import CheckInForm, OwnCheckInForm
from cpd.training.models import TrainingSession
from cpd.training.pages.check_in import door_page, screen_page
from cpd.training.queries import register as queries
from cpd.training.routes import bp
from cpd.training.rules.register import Way, typed_code
from cpd.training.services import check_in as services, register as registers
from cpd.training.services.check_in import CheckedIn, WrongPerson


@bp.get("/sessions/<uuid:session_id>/check-in")
def check_in_screen(session_id: uuid.UUID) -> ResponseReturnValue:
    """For the screen in the room: a code to scan or to type."""
    session = db.session()
    training_session = queries.get_register(session, current_actor(), session_id)
    way = Way.OUT if request.args.get("way") == Way.OUT else Way.IN
    code = training_session.check_out_code if way is Way.OUT else training_session.check_in_code
    address = _base() + url_for(".check_in", code=code) if code else ""
    here = queries.count_here(session, session_id)
    page = screen_page(training_session, way, code, address, here, is_open=registers.is_open(training_session))
    return render_template("training/check_in_screen.html", page=page, typed_at=_base() + url_for(".check_in"))


def _base() -> str:
    """The address that phones reach, whatever name the screen's own browser used."""
    return str(current_app.extensions["cpd_settings"].base_url)


@bp.post("/sessions/<uuid:session_id>/check-in/codes")
def check_in_codes(session_id: uuid.UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            registers.draw_codes(session, current_actor(), session_id)
    except DomainError as error:
        flash(error.message, "warning")
    else:
        flash("New codes. Those before them are good no more.", "success")
    return redirect(url_for(".check_in_screen", session_id=session_id))


@bp.route("/check-in", methods=["GET", "POST"], defaults={"code": ""})
@bp.route("/check-in/<code>", methods=["GET", "POST"])
@public
def check_in(code: str) -> ResponseReturnValue:
    """A phone at the door: one tap of somebody signed in; staff code and three letters of anybody else."""
    code = typed_code(code or request.args.get("code", ""))
    door, refusal = _door(code)
    if current_sign_in() is not None and current_actor().is_staff:
        return _own(code, door, refusal)
    form = CheckInForm(**({} if request.method == "POST" else {"code": code}))
    status = 422
    if form.validate_on_submit():
        code = typed_code(form.code.data or "")
        try:
            return _done(_by_staff_code(form))
        except TooManyTries as error:
            add_error(form, error)
            status = 429
        except DomainError as error:
            add_error(form, error)
        door, refusal = _door(code)
    page = door_page(code, door, "", refusal)
    return render_template("training/check_in.html", page=page, form=form, done=None), status if form.errors else 200


def _own(code: str, door: tuple[TrainingSession, Way] | None, refusal: str) -> ResponseReturnValue:
    actor = current_actor()
    form = OwnCheckInForm(formdata=None) if request.method == "GET" else OwnCheckInForm()
    page = door_page(code, door, actor.name, refusal)
    if request.method == "POST" and form.validate_on_submit():
        assert actor.person_id is not None
        try:
            with transaction() as session:
                done = services.check_in(session, actor.person_id, code, actor, clock.now())
            return _done(done)
        except DomainError as error:
            add_error(form, error)
    return render_template("training/check_in.html", page=page, form=form, done=None), 422 if form.errors else 200


def _door(code: str) -> tuple[tuple[TrainingSession, Way] | None, str]:
    """The session of a code, with all that the page says of it; or why it is not good."""
    if not code:
        return None, ""
    try:
        training_session, way = services.find_door(db.session(), code, clock.now())
    except DomainError as error:
        return None, error.message
    return (queries.with_occasion(db.session(), training_session.id), way), ""


def _by_staff_code(form: CheckInForm) -> CheckedIn:
    """Without a good code nobody learns, or can try out, which letters go with a staff code."""
    with transaction() as session:
        services.find_door(session, form.code.data or "", clock.now())
        person = services.find_by_staff_code(
            session, form.staff_code.data or "", form.letters.data or "", request.remote_addr or "", clock.now()
        )
        if not isinstance(person, WrongPerson):
            doer = services.at_the_door(person)
            return services.check_in(session, person.id, form.code.data or "", doer, clock.now())
    raise DomainError(person.sentence, "staff_code")


def _done(done: CheckedIn) -> ResponseReturnValue:
    """What has been done, said on a page that can be shown at the door."""
    training_session = queries.with_occasion(db.session(), done.session_id)
    page = door_page("", (training_session, done.way), "")
    return render_template("training/check_in.html", page=page, form=None, done=done)
