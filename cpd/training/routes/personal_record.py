"""One's own record to take along: as a page, a PDF, badges, and all of it in one file. And for those who have left."""

import uuid

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.access import require
from cpd.core.asked import page_number
from cpd.core.audit import record_reading
from cpd.core.database import db
from cpd.core.pdf import render_pdf
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.people.queries import get_trust
from cpd.training.documents import badges
from cpd.training.documents.record_bundle import build_bundle
from cpd.training.pages.personal_record import PersonalRecord, earned, personal_record
from cpd.training.policy import records as policy
from cpd.training.queries import personal_record as queries, records
from cpd.training.queries.certificates import list_files_of
from cpd.training.routes import bp
from cpd.training.routes.badges import current_issuer, signing_keys


@bp.get("/mine/record")
def record_show() -> ResponseReturnValue:
    actor = current_actor()
    return render_template("training/record_show.html", page=_record(_self(actor), actor))


@bp.get("/mine/record.pdf")
def record_pdf() -> ResponseReturnValue:
    actor = current_actor()
    person = _self(actor)
    answer = Response(_pdf(_record(person, actor)), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=f"training-record-{actor.today.isoformat()}.pdf")
    return answer


@bp.get("/mine/record.zip")
def record_bundle() -> ResponseReturnValue:
    """The PDF, every badge and every certificate."""
    actor = current_actor()
    return _bundle(_self(actor), actor)


@bp.get("/mine/badges/<uuid:completion_id>.jwt")
def record_badge(completion_id: uuid.UUID) -> ResponseReturnValue:
    """One completion as a signed badge."""
    actor = current_actor()
    person = _self(actor)
    completion, course, _ = queries.get_done(db.session(), person.id, completion_id)
    one = queries.Done(completion, course, None, "", "")
    answer = Response(_signed(one, person), mimetype="text/plain")
    name = f"{course.code}-{completion.completed_on.isoformat()}.jwt"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.get("/leavers")
def record_leavers() -> ResponseReturnValue:
    """Who has left: the office hands them their record, since they no longer sign in."""
    actor = current_actor()
    require(policy.can_hand_out_records(actor))
    return render_template(
        "training/record_leavers.html", leavers=queries.list_leavers(db.session(), actor, page_number())
    )


@bp.get("/leavers/<uuid:person_id>/record.zip")
def record_of_leaver(person_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_hand_out_records(actor))
    answer = _bundle(queries.get_leaver(db.session(), actor, person_id), actor)
    record_reading(actor, "training.record_handed_out", person_id, person_id)
    return answer


def _self(actor: Actor) -> Person:
    assert actor.person_id is not None
    return records.get_person(db.session(), actor, actor.person_id)


def _record(person: Person, actor: Actor) -> PersonalRecord:
    session = db.session()
    return personal_record(
        person.name,
        person.staff_code,
        actor.today,
        queries.list_done(session, person.id),
        queries.list_attended(session, person.id),
        list_files_of(session, person.id),
    )


def _pdf(record: PersonalRecord) -> bytes:
    trust = get_trust(db.session())
    return render_pdf("print/training_record.html", page=record, trust_name=trust.name if trust else "")


def _bundle(person: Person, actor: Actor) -> Response:
    session = db.session()
    issuer = current_issuer()
    tokens = [
        (f"{one.completion.completed_on.isoformat()}-{one.course.code}", _signed(one, person))
        for one in queries.list_done(session, person.id)
    ]
    content = build_bundle(
        _pdf(_record(person, actor)),
        tokens,
        queries.list_certificate_contents(session, person.id),
        profile=issuer.profile,
        keys=issuer.keys,
    )
    answer = Response(content, mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=f"training-record-{actor.today.isoformat()}.zip")
    return answer


def _signed(one: queries.Done, person: Person) -> str:
    issuer = current_issuer()
    made = badges.credential(issuer, earned(one, person.id, person.name))
    return badges.sign(issuer, signing_keys(current_app).current(), made)
