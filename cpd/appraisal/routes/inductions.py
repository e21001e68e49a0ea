"""Statutory induction, which takes the place of appraisal."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, queries, services
from cpd.appraisal.forms import INDUCTION_FIELDS, InductionForm
from cpd.appraisal.queries import InInduction
from cpd.appraisal.routes import bp
from cpd.appraisal.rules.induction import READ
from cpd.appraisal.services import InductionWords
from cpd.core.access import require
from cpd.core.audit import record_reading
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error, offered
from cpd.people.queries import staff_of_school


@bp.get("/induction")
def induction_index() -> ResponseReturnValue:
    """One's own induction, those one is mentor or tutor of, and those of one's school."""
    actor = current_actor()
    lines = [pages.induction_line(actor, one) for one in queries.list_inductions(db.session(), actor)]
    return render_template("appraisal/induction_index.html", lines=lines)


@bp.get("/induction/<uuid:person_id>")
def induction_show(person_id: uuid.UUID) -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    one = queries.get_induction(session, actor, person_id)
    can_write = queries.writes_induction(session, actor, person_id)
    page = pages.induction_page(actor, one, can_write=can_write)
    html = render_template("appraisal/induction_show.html", page=page)
    record_reading(actor, READ, person_id, person_id)
    return html


@bp.route("/induction/<uuid:person_id>/edit", methods=["GET", "POST"])
def induction_edit(person_id: uuid.UUID) -> ResponseReturnValue:
    """Mentor, tutor, share of full time, days away, and the appropriate body; by the head."""
    actor, session = current_actor(), db.session()
    one = queries.get_induction(session, actor, person_id)
    require(queries.writes_induction(session, actor, person_id))
    form = InductionForm(data=_values(one))
    colleagues = {
        colleague.person_id: colleague.name
        for colleague in staff_of_school(session, actor, one.school.id)
        if colleague.person_id != person_id
    }
    if one.induction:
        colleagues |= {kept.id: kept.name for kept in (one.induction.mentor, one.induction.tutor) if kept}
    form.mentor_id.choices = form.tutor_id.choices = offered(colleagues.items(), "Nobody yet")
    page, saved = pages.induction_page(actor, one, can_write=True), None
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                one = queries.get_induction(writing, actor, person_id)
                services.save_induction(writing, actor, one, _words(form), form.seen_version)
            flash("The induction is saved.", "success")
            return redirect(url_for(".induction_show", person_id=person_id))
        except DomainError as error:
            add_error(form, error)
            newer = queries.get_induction(db.session(), actor, person_id)
            if newer.induction and newer.induction.version != form.seen_version:
                saved = _saved(newer, form)
                form.go_on_from(newer.induction.version)
    html = render_template("appraisal/induction_edit.html", page=page, form=form, saved=saved)
    record_reading(actor, READ, person_id, person_id)
    return html, 422 if form.errors else 200


def _values(one: InInduction) -> dict[str, object]:
    if one.induction is None:
        return {"version": 0}
    values = {name: getattr(one.induction, name) for name in INDUCTION_FIELDS}
    people = {name: str(values[name] or "") for name in ("mentor_id", "tutor_id")}
    return values | people | {"version": one.induction.version}


def _words(form: InductionForm) -> InductionWords:
    values = {name: form[name].data for name in INDUCTION_FIELDS}
    people = {name: uuid.UUID(values[name]) if values[name] else None for name in ("mentor_id", "tutor_id")}
    texts = {name: values[name] or "" for name in ("appropriate_body", "appropriate_body_address")}
    return InductionWords(**(values | people | texts))


def _saved(newer: InInduction, form: InductionForm) -> list[tuple[str, str]]:
    """What somebody else saved meanwhile."""
    induction = newer.induction
    assert induction is not None
    people = {"mentor_id": induction.mentor, "tutor_id": induction.tutor}
    names = {name: person.name if person else "Nobody yet" for name, person in people.items()}
    return [(form[name].label.text, names.get(name) or str(getattr(induction, name))) for name in INDUCTION_FIELDS]
