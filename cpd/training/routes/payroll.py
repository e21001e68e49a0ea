"""The files of payroll: made for a month, opened again as they were."""

import io
import uuid

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import NotFound, require
from cpd.core.asked import page_number
from cpd.core.audit import record_reading
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error
from cpd.core.paging import slice_of
from cpd.people.actor import Actor
from cpd.training.exports import payroll as exports
from cpd.training.exports.coverage import CSV_TYPE, XLSX_TYPE
from cpd.training.forms.paid_time import PayrollForm
from cpd.training.models import PayrollFile
from cpd.training.policy import paid_time as policy
from cpd.training.queries import payroll as queries
from cpd.training.routes import bp
from cpd.training.rules.paid_time import in_files, last_day_of, month_of
from cpd.training.services import payroll as services


@bp.route("/payroll", methods=["GET", "POST"])
def payroll_index() -> ResponseReturnValue:
    """What payroll was given, and what it is still to be told; the development lead makes the next file."""
    actor = current_actor()
    require(policy.can_read_payroll(actor))
    form = PayrollForm()
    form.offer(actor.today)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                file = services.make_payroll_file(session, actor, form.asked(), clock.now(), exports.payroll_csv)
                file_id = file.id
        except DomainError as error:
            add_error(form, error)
        else:
            flash("The file is made and kept. Hand it to payroll.", "success")
            return redirect(url_for(".payroll_show", file_id=file_id))
    session = db.session()
    untold = queries.list_untold(session, last_day_of(month_of(actor.today)), policy.reads_of_schools(actor))
    return render_template(
        "training/payroll_index.html",
        form=form,
        can_make=policy.can_make_payroll(actor),
        files=queries.list_files(session),
        untold=len(untold),
        untold_minutes=sum(line.minutes for line in untold),
        sees_all=policy.reads_of_schools(actor) is None,
    ), 422 if form.errors else 200


def _rows(actor: Actor, file: PayrollFile) -> list[exports.Row]:
    """The lines of a file that the actor may read: of the schools they look after, or all."""
    among = policy.reads_of_schools(actor)
    if among is None:
        return exports.read_payroll_csv(file.csv)
    urns = queries.urns_of(db.session(), among)
    return exports.read_payroll_csv(file.csv, urns)


@bp.get("/payroll/<uuid:file_id>")
def payroll_show(file_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_read_payroll(actor))
    file = queries.get_file(db.session(), file_id)
    rows = _rows(actor, file)
    shown = {"month": file.month, "number": file.number, "made_at": file.made_at, "sha256": file.sha256}
    answer = render_template(
        "training/payroll_show.html",
        file_id=file_id,
        rows=slice_of(rows, page_number()),
        totals=exports.totals(rows),
        minutes=sum(int(row["minutes"]) for row in rows),
        sees_all=policy.reads_of_schools(actor) is None,
        **shown,
    )
    record_reading(actor, "training.payroll_file_read", file_id, None)
    return answer


@bp.get("/payroll/<uuid:file_id>.<kind>")
def payroll_download(file_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """The CSV byte for byte as it was made; for a head or an office their own school's lines of it."""
    actor = current_actor()
    require(policy.can_read_payroll(actor))
    if kind not in ("csv", "xlsx"):
        raise NotFound
    file = queries.get_file(db.session(), file_id)
    name = f"payroll-{in_files(file.month)}-{file.number}.{kind}"
    sees_all = policy.reads_of_schools(actor) is None
    if kind == "xlsx":
        book = io.BytesIO()
        exports.write_payroll_workbook(book, _rows(actor, file))
        content = book.getvalue()
    else:
        content = file.csv if sees_all else exports.rows_as_csv(_rows(actor, file))
    record_reading(actor, "training.payroll_file_read", file_id, None)
    answer = Response(content, content_type=XLSX_TYPE if kind == "xlsx" else CSV_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
