"""The trust's name and named person, and its table from job titles to staff groups."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import theme
from cpd.core.access import found, public, require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import add_error
from cpd.people import policy, queries, services
from cpd.people.forms.people import JobTitlesForm, TrustForm
from cpd.people.routes import bp
from cpd.people.rules.staff import mark_of, staff_group_for


@bp.route("/trust/edit", methods=["GET", "POST"])
def trust_edit() -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_change_settings(actor))
    form = TrustForm(obj=found(queries.get_trust(db.session())))
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        entry = services.TrustEntry(
            form.name.data or "",
            form.named_person.data or "",
            form.named_person_reached_by.data or "",
            form.colour_header.data or "",
            form.colour_action.data or "",
        )
        try:
            with transaction() as session:
                trust = found(queries.get_trust(session))
                services.change_trust(session, actor, trust, entry, form.seen_version)
        except StaleRecord as error:
            add_error(form, error)
            latest = found(queries.get_trust(db.session()))
            saved = [("Name of the trust", latest.name), ("Named person", latest.named_person)]
            saved.append(("How to reach them", latest.named_person_reached_by))
            form.go_on_from(latest.version)
        except DomainError as error:
            add_error(form, error)
        else:
            flash("The settings of the trust are saved.", "success")
            return redirect(url_for(".trust_edit"))
    return render_template("people/trust_edit.html", form=form, saved=saved), 422 if form.errors else 200


@bp.get("/theme.css")
@public
def trust_theme() -> ResponseReturnValue:
    """The trust's colours, for every page: the door's too."""
    trust = found(queries.get_trust(db.session()))
    css = theme.stylesheet(trust.colour_header or theme.BRAND, trust.colour_action or theme.ACTION)
    return Response(css, mimetype="text/css")


@bp.route("/job-titles", methods=["GET", "POST"])
def job_title_table() -> ResponseReturnValue:
    """The whole table as one text, and a title to try it on."""
    actor = current_actor()
    require(policy.can_change_settings(actor))
    table = queries.job_title_table(db.session())
    text = "\n".join(f"{words} = {group.value}" for words, group in table)
    form = JobTitlesForm(data={"table": text, "opened": mark_of(table)})
    saved = ""
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.change_job_titles(session, actor, form.lines(), form.opened.data or "")
        except StaleRecord as error:
            add_error(form, error)
            saved = text
            form.opened.data = mark_of(table)
        except DomainError as error:
            add_error(form, error)
        else:
            flash("The table is saved. The next staff list is read by it.", "success")
            return redirect(url_for(".job_title_table"))
    title = request.args.get("title", "").strip()[:200]
    group = staff_group_for(title, table) if title else None
    return render_template(
        "people/job_title_table.html", form=form, saved=saved, title=title, group=group
    ), 422 if form.errors else 200
