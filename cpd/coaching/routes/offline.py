"""Coaching on a device without a network: the device's page, the page that works offline, and what it sends.

What a device sends is JSON, and every refusal is a sentence (docs/adr/0012-offline.md).
"""

import hashlib
import re
import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict

from cpd.accounts.signed_in import current_actor
from cpd.coaching import pages, queries, services
from cpd.coaching.forms.visits import VisitForm
from cpd.coaching.models import Visit
from cpd.coaching.policy import visits as policy
from cpd.coaching.routes import bp, notices
from cpd.coaching.rules.steps import Settled, hint_rules
from cpd.coaching.rules.visits import VisitState, VisitWords
from cpd.core import clock
from cpd.core.access import public, require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import as_sentences, faults_of, tidy
from cpd.people.queries import safeguarding_contacts
from cpd.standards.queries import list_terms

_KEPT_FILE = re.compile(r'(?:href|src)="(/[^"]+\.(?:css|js|svg|woff2)(?:\?[^"]*)?)"')
_HOLDS_NOTHING = "This did not arrive whole. Your words are kept here; it is sent again."


@bp.get("/offline")
def offline_show() -> ResponseReturnValue:
    """On this device: what offline means, switching it on, and the person's devices."""
    actor = current_actor()
    _require_ambassador_or_device()
    devices = pages.device_lines(queries.list_devices(db.session(), actor))
    return render_template("coaching/offline_show.html", devices=devices, can_switch_on=policy.can_begin(actor))


def _require_ambassador_or_device() -> None:
    """Who is no ambassador any more still switches devices off, is told to wipe them, and sends what they wrote."""
    actor = current_actor()
    require(policy.can_begin(actor) or queries.has_device(db.session(), actor))


@bp.get("/offline/visit")
@public
def offline_visit() -> ResponseReturnValue:
    """The page that works without a network. It says nothing of anybody, so that every device may keep it."""
    return _shell()


@bp.get("/offline/worker.js")
@public
def offline_worker() -> ResponseReturnValue:
    """The service worker with the list of files it keeps: those that the page names. Another page, another worker."""
    shell = _shell()
    script = render_template(
        "coaching/offline_worker.js",
        page=url_for(".offline_visit"),
        files=sorted(set(_KEPT_FILE.findall(shell))),
        version=hashlib.sha256(shell.encode()).hexdigest()[:16],
    )
    return Response(script, mimetype="text/javascript")


def _shell() -> str:
    form = VisitForm(formdata=None, meta={"csrf": False})
    kinds, ends = ([choice[:2] for choice in field.iter_choices()] for field in (form.kind, form.earlier))
    return render_template("coaching/offline_visit.html", kinds=kinds, ends=ends, hint_rules=hint_rules())


@bp.get("/offline/token")
def offline_token() -> ResponseReturnValue:
    """What a page from the device's own store needs before it can send, or sign somebody out."""
    return jsonify(csrf_token=generate_csrf())


@bp.post("/offline/devices")
def offline_device_new() -> ResponseReturnValue:
    require(policy.can_begin(current_actor()))
    sent = _sent()
    device_id = _id(sent.get("device_id"))
    if device_id is None:
        return refused([DomainError(_HOLDS_NOTHING)], 422)
    try:
        with transaction() as session:
            name = tidy(str(sent.get("name", "")))
            services.switch_device_on(session, current_actor(), device_id, name, clock.now())
    except DomainError as error:
        return refused([error], 422)
    return jsonify(device_id=str(device_id))


@bp.post("/offline/devices/<uuid:device_id>/off")
def offline_device_off(device_id: uuid.UUID) -> ResponseReturnValue:
    with transaction() as session:
        services.switch_device_off(session, current_actor(), device_id, clock.now())
    flash("Switched off. That device wipes itself when it is next in touch.", "success")
    return redirect(url_for(".offline_show"))


@bp.post("/offline/caseload")
def offline_caseload() -> ResponseReturnValue:
    """The device is in touch: it is given the caseload as it stands now, or told to wipe itself.

    Of an ambassador who is none any more the device keeps nothing but words that were not sent yet.
    """
    actor = current_actor()
    _require_ambassador_or_device()
    device_id = _id(_sent().get("device_id"))
    if device_id is None:
        return refused([DomainError(_HOLDS_NOTHING)], 422)
    try:
        with transaction() as session:
            services.meet_device(session, actor, device_id, clock.now())
    except services.DeviceOff as error:
        return refused([error], 410)
    if not policy.can_begin(actor):
        return jsonify(is_over=True)
    session = db.session()
    people = queries.list_caseload(session, actor)
    return jsonify(
        pages.caseload(
            actor.today,
            people,
            [(visit, services.words_of(visit)) for visit in queries.list_whole_drafts(session, actor)],
            {
                groups: (queries.look_fors_offered(session, groups), queries.steps_offered(session, groups))
                for groups in {line.staff_groups for line in people}
            },
            list_terms(session),
            {school_id: safeguarding_contacts(session, school_id) for school_id in {one.school_id for one in people}},
        )
    )


@bp.post("/offline/visits")
def offline_visits() -> ResponseReturnValue:
    """Keep a visit that a device sends and, if asked to, share it. The words are kept first, whatever is missing."""
    actor = current_actor()
    _require_ambassador_or_device()
    sent = _sent()
    device_id, typed = _id(sent.get("device_id")), sent.get("words")
    key, person_id, school_id = (_id(sent.get(name)) for name in ("key", "person_id", "school_id"))
    version = sent.get("version")
    if not (device_id and key and person_id and school_id and isinstance(typed, dict) and isinstance(version, int)):
        return refused([DomainError(_HOLDS_NOTHING)], 422)
    form = VisitForm(formdata=_as_form(typed, version), meta={"csrf": False})
    if not form.validate():
        return refused(faults_of(form), 422)
    whole = form.whole()
    words = {name: getattr(whole, name) for name in VisitWords.__dataclass_fields__ if name in typed}
    visit = services.SentVisit(key, person_id, school_id, version, words)
    try:
        with transaction() as session:
            services.meet_device(session, actor, device_id, clock.now())
            visit_id = services.receive_visit(session, actor, visit, clock.now()).id
    except services.DeviceOff as error:
        return refused([error], 410)
    except StaleRecord as error:
        return _both(visit, error)
    except DomainError as error:
        return refused([error], 422)
    return _kept(visit_id, _share(visit_id, form.settled) if sent.get("share") is True else [])


def _share(visit_id: uuid.UUID, settled: Settled | None) -> list[DomainError]:
    """Share a visit that was sent for it; what is still missing comes back."""
    actor = current_actor()
    visit = queries.get_visit(db.session(), actor, visit_id)
    if policy.can_edit(actor, visit) and not policy.can_share(actor, visit):
        sentence = f"You are no ambassador of {visit.school.name} today: it stays a draft that you alone read."
        return [DomainError(sentence)]
    try:
        with transaction() as session:
            if services.share_visit(session, actor, visit_id, clock.now(), settled):
                notices.tell_of_visit(session, queries.get_visit(session, actor, visit_id))
    except services.NotComplete as refused:
        return refused.asked
    except DomainError as error:
        return [error]
    return []


def _kept(visit_id: uuid.UUID, missing: Iterable[DomainError]) -> ResponseReturnValue:
    state = _state(queries.get_visit(db.session(), current_actor(), visit_id))
    return jsonify(state | {"missing": as_sentences(missing)})


def _both(sent: services.SentVisit, error: StaleRecord) -> ResponseReturnValue:
    """The words that stand here, to go on with; and where they differ from what the device sent, to be read."""
    visit = queries.get_visit_by_key(db.session(), current_actor(), sent.key)
    words = services.words_of(visit)
    differing = pages.both_texts(visit, replace(words, **sent.words))
    state = _state(visit) | {
        "is_withdrawn": visit.state is VisitState.WITHDRAWN,
        "words": pages.as_sent(words),
        "differing": [{"name": name, "text": text} for name, text in differing],
    }
    return jsonify(state | {"errors": as_sentences([error])}), 409


def _state(visit: Visit) -> dict[str, Any]:
    return {
        "version": visit.version,
        "is_shared": visit.state is VisitState.SHARED,
        "href": url_for(".visit_show", visit_id=visit.id),
    }


def refused(errors: Iterable[DomainError], status: int) -> ResponseReturnValue:
    return jsonify(errors=as_sentences(errors)), status


def _sent() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else {}


def _id(value: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None


def _as_form(typed: dict[str, Any], version: int) -> MultiDict[str, str]:
    """The words as the form of a visit reads them."""
    fields: MultiDict[str, str] = MultiDict({"version": str(version)})
    for name, value in typed.items():
        fields.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
    return fields
