"""Who is not in yet, and what brings them in: a mail, or a letter on paper."""

import uuid

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts import policy, queries
from cpd.accounts.pages import STATES, LetterPage, invitation_page
from cpd.accounts.routes.blueprint import bp
from cpd.accounts.services import ways_in
from cpd.accounts.services.ways_in import CannotInvite
from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import NotFound, found, require
from cpd.core.database import db, transaction
from cpd.core.mail import address
from cpd.core.pdf import render_pdf
from cpd.people.actor import Actor
from cpd.people.models import School
from cpd.people.queries import get_trust, list_open_schools


@bp.get("/accounts/invitations")
def invitation_index() -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    require(policy.can_invite(actor))
    schools = _schools(actor)
    school = _chosen_school(schools, request.args.get("school"))
    colleagues = queries.list_colleagues(session, actor, clock.now(), school_id=school.id)
    return render_template(
        "accounts/invitation_index.html",
        page=invitation_page(actor, school.id, school.name, colleagues),
        schools=schools,
        states=STATES,
        most=ways_in.MOST_LETTERS,
    )


@bp.post("/accounts/invitations/send")
def invitation_send() -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_invite(actor))
    back = redirect(url_for(".invitation_index", school=request.form.get("school")))
    try:
        with transaction() as session:
            chosen = queries.list_colleagues(session, actor, clock.now(), person_ids=_chosen_people())
            count = ways_in.invite(session, actor, chosen, clock.now())
    except CannotInvite as refusal:
        flash(refusal.message, "warning")
        return back
    flash(f"{count:,} {'invitation is' if count == 1 else 'invitations are'} on the way.", "success")
    return back


@bp.post("/accounts/letters")
def letter_print() -> ResponseReturnValue:
    """One PDF with a page for each person. It exists in this answer alone: codes are not kept."""
    actor, now = current_actor(), clock.now()
    require(policy.can_invite(actor))
    school = _chosen_school(_schools(actor), request.form.get("school"))
    school_id, school_name, trust = school.id, school.name, get_trust(db.session())
    trust_name = trust.name if trust else school_name
    try:
        with transaction() as session:
            chosen = queries.list_colleagues(session, actor, now, person_ids=_chosen_people())
            letters = ways_in.print_letters(session, actor, chosen, now)
    except CannotInvite as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for(".invitation_index", school=school_id))
    sheets = [
        LetterPage(
            trust_name=trust_name,
            school=school_name,
            name=letter.name,
            staff_code=letter.staff_code,
            code=letter.code,
            until=letter.until,
            address=address("accounts.letter_code"),
        )
        for letter in letters
    ]
    pdf = render_pdf("print/accounts_letters.html", letters=sheets, trust_name=trust_name)
    return Response(
        pdf, mimetype="application/pdf", headers={"Content-Disposition": "inline; filename=sign-in-letters.pdf"}
    )


def _schools(actor: Actor) -> list[School]:
    schools = list_open_schools(db.session(), actor.today)
    return [school for school in schools if actor.is_administrator or school.id in actor.office_school_ids]


def _chosen_school(schools: list[School], wanted: str | None) -> School:
    """The school asked for, if it is one of those; the first otherwise."""
    if not wanted:
        return found(schools[0] if schools else None)
    return found(next((school for school in schools if str(school.id) == wanted), None))


def _chosen_people() -> list[uuid.UUID]:
    try:
        return [uuid.UUID(text) for text in request.form.getlist("person_id")]
    except ValueError:
        raise NotFound from None
