"""Schools, and whom to turn to there."""

import uuid
from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.core.templating import short_day
from cpd.people import policy, queries, services
from cpd.people.forms.people import ContactsForm, SchoolForm
from cpd.people.models import ContactKind, Phase, SchoolContact
from cpd.people.pages import people as pages
from cpd.people.routes import bp

_KIND_OF_LINE = (
    ContactKind.SAFEGUARDING_LEAD,
    ContactKind.DEPUTY_SAFEGUARDING_LEAD,
    ContactKind.DEPUTY_SAFEGUARDING_LEAD,
    ContactKind.DEPUTY_SAFEGUARDING_LEAD,
    ContactKind.HEAD,
)


@bp.get("/schools")
def school_index() -> ResponseReturnValue:
    actor = current_actor()
    session = db.session()
    schools = queries.list_open_schools(session, actor.today)
    own = actor.school_ids | policy.schools_looked_after(actor) | actor.ambassador_school_ids
    return render_template(
        "people/school_index.html",
        schools=sorted(schools, key=lambda school: school.id not in own),
        own=own,
        closed=queries.list_closed_schools(session, actor.today) if actor.is_administrator else [],
        without_joining_date=queries.schools_without_joining_date(session) if actor.is_administrator else [],
    )


@bp.get("/schools/<uuid:school_id>")
def school_show(school_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    session = db.session()
    page = pages.school_page(
        actor,
        queries.get_school(session, school_id),
        queries.safeguarding_contacts(session, school_id),
        queries.staff_of_school(session, actor, school_id),
    )
    return render_template("people/school_show.html", page=page)


@bp.route("/schools/<uuid:school_id>/edit", methods=["GET", "POST"])
def school_edit(school_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    school = queries.get_school(db.session(), school_id)
    require(policy.can_change_school(actor))
    form = SchoolForm(obj=school)
    name = school.name
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        entry = services.SchoolEntry(
            form.name.data or "",
            Phase(form.phase.data),
            (form.postcode.data or "").upper() or None,
            form.joined_on.data,
            form.closed_on.data,
        )
        try:
            with transaction() as session:
                services.change_school(session, actor, queries.get_school(session, school_id), entry, form.seen_version)
        except StaleRecord as error:
            add_error(form, error)
            latest = queries.get_school(db.session(), school_id)
            saved = [("Name", latest.name), ("Phase", latest.phase.value), ("Postcode", latest.postcode or "")]
            saved += [("Joined", short_day(latest.joined_on)), ("Closed", short_day(latest.closed_on))]
            form.go_on_from(latest.version)
        except DomainError as error:
            add_error(form, error)
        else:
            flash(f"{entry.name} is saved.", "success")
            return redirect(url_for(".school_show", school_id=school_id))
    return render_template(
        "people/school_edit.html", name=name, school_id=school_id, form=form, saved=saved
    ), 422 if form.errors else 200


@bp.route("/schools/<uuid:school_id>/contacts", methods=["GET", "POST"])
def school_contacts_edit(school_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    school = queries.get_school(db.session(), school_id)
    require(policy.can_change_contacts(actor, school_id))
    contacts = queries.contacts_of(db.session(), school_id)
    form = ContactsForm(data=_form_lines(contacts) | {"opened": services.contacts_mark(contacts)})
    saved: list[tuple[str, str]] = []
    name = school.name
    if form.validate_on_submit():
        entries = [
            services.ContactEntry(kind, who.data, reached_by.data)
            for kind, (who, reached_by) in zip(_KIND_OF_LINE, form.pairs(), strict=True)
            if who.data
        ]
        try:
            with transaction() as session:
                services.change_contacts(session, actor, school_id, entries, form.opened.data or "")
        except StaleRecord as error:
            add_error(form, error)
            latest = queries.contacts_of(db.session(), school_id)
            saved = [(contact.name, contact.reached_by) for contact in latest]
            form.opened.data = services.contacts_mark(latest)
        else:
            flash("The contacts are saved. Every visit page of this school shows them from now on.", "success")
            return redirect(url_for(".school_show", school_id=school_id))
    return render_template(
        "people/school_contacts_edit.html", name=name, school_id=school_id, form=form, saved=saved
    ), 422 if form.errors else 200


def _form_lines(contacts: Sequence[SchoolContact]) -> dict[str, str]:
    """The contacts as the fields of the form: lead, three deputies, head."""
    waiting = list(contacts)
    lines: dict[str, str] = {}
    for line, kind in zip(ContactsForm.LINES, _KIND_OF_LINE, strict=True):
        contact = next((one for one in waiting if one.kind is kind), None)
        if contact is not None:
            waiting.remove(contact)
            lines |= {f"{line}_name": contact.name, f"{line}_reached_by": contact.reached_by}
    return lines
