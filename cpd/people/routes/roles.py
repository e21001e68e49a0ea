"""Roles from a date to a date: who holds which, granting and ending them, and a head's delegation."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error, offered
from cpd.people import policy, queries, services
from cpd.people.forms.people import DelegationForm, EndRoleForm, RoleForm
from cpd.people.models import Role
from cpd.people.pages import people as pages
from cpd.people.routes import bp


@bp.get("/roles")
def role_index() -> ResponseReturnValue:
    """Roles held today or later. A head and the development lead see here what is granted, whoever grants it."""
    actor = current_actor()
    require(policy.can_see_roles(actor))
    session = db.session()
    return render_template(
        "people/role_index.html",
        grants=[pages.grant_page_line(actor, line) for line in queries.list_grants(session, actor)],
        can_grant=policy.can_grant_roles(actor),
        headships=[
            school
            for school in queries.list_open_schools(session, actor.today)
            if policy.can_delegate(actor, school.id)
        ],
    )


@bp.route("/<uuid:person_id>/roles/new", methods=["GET", "POST"])
def role_new(person_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    session = db.session()
    person = queries.get_person(session, actor, person_id)
    require(policy.can_grant(actor, person_id))
    name = person.name
    form = RoleForm(data={"started_on": actor.today})
    schools = [(school.id, school.name) for school in queries.list_open_schools(session, actor.today)]
    form.school.choices = offered([("", "No school"), *schools])
    if form.validate_on_submit():
        of_person = queries.person_by_staff_code(session, form.of_person.data) if form.of_person.data else None
        role = Role(form.role.data)
        new = services.NewRole(
            person_id,
            role,
            form.started_on.data,
            form.ended_on.data,
            uuid.UUID(form.school.data) if form.school.data else None,
            of_person.id if of_person is not None and role is Role.APPRAISER else None,
        )
        try:
            with transaction() as writing:
                services.grant_role(writing, actor, new)
        except DomainError as error:
            add_error(form, error)
        else:
            flash(f"{name} holds the role: {role.label.lower()}.", "success")
            return redirect(url_for(".person_show", person_id=person_id))
    return render_template(
        "people/role_new.html", name=name, person_id=person_id, form=form
    ), 422 if form.errors else 200


@bp.route("/roles/<uuid:grant_id>/end", methods=["GET", "POST"])
def role_end(grant_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    line = pages.grant_page_line(actor, queries.get_grant_line(db.session(), actor, grant_id))
    require(line.can_end)
    form = EndRoleForm(data={"ended_on": actor.today})
    if form.validate_on_submit():
        with transaction() as session:
            services.end_role(session, actor, queries.get_grant(session, actor, grant_id), form.ended_on.data)
        flash("The role ends on the day you gave.", "success")
        return redirect(url_for(".role_index"))
    return render_template("people/role_end.html", line=line, form=form), 422 if form.errors else 200


@bp.route("/schools/<uuid:school_id>/delegation", methods=["GET", "POST"])
def delegation_new(school_id: uuid.UUID) -> ResponseReturnValue:
    """A head lets a named deputy act for them until a date."""
    actor = current_actor()
    session = db.session()
    school = queries.get_school(session, school_id)
    require(policy.can_delegate(actor, school_id))
    name = school.name
    form = DelegationForm(data={"started_on": actor.today})
    form.person.choices = offered(
        (one.person_id, f"{one.name}, {one.job_title}")
        for one in queries.staff_of_school(session, actor, school_id)
        if one.person_id != actor.person_id
    )
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                services.delegate_headship(
                    writing,
                    actor,
                    school_id,
                    uuid.UUID(form.person.data),
                    form.started_on.data,
                    form.ended_on.data,
                )
        except DomainError as error:
            add_error(form, error)
        else:
            flash("The delegation is entered. It ends by itself on the day you gave.", "success")
            return redirect(url_for(".role_index"))
    return render_template(
        "people/delegation_new.html", name=name, school_id=school_id, form=form
    ), 422 if form.errors else 200
