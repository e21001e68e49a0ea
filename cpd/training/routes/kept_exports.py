"""Coverage files that were given out: the list, each opened again, and what has changed in the facts since."""

import uuid
from collections import Counter

from flask import render_template
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.access import require
from cpd.core.asked import page_number
from cpd.core.audit import record_reading
from cpd.core.database import db
from cpd.core.paging import Slice, slice_of
from cpd.training.exports import coverage as exports
from cpd.training.exports.changes import can_compare, list_differences
from cpd.training.pages.kept_exports import change_line, changes_in_words, kept_line
from cpd.training.policy import exports as export_policy
from cpd.training.queries.kept_exports import get_kept_export, list_kept_exports
from cpd.training.routes import bp
from cpd.training.routes.coverage import given_out


@bp.get("/exports")
def kept_export_index() -> ResponseReturnValue:
    actor = current_actor()
    found = list_kept_exports(db.session(), actor, page_number())
    lines = Slice(tuple(map(kept_line, found.items)), found.number, found.total)
    return render_template("training/kept_export_index.html", lines=lines, sees_all=actor.is_development_lead)


@bp.get("/exports/<uuid:export_id>")
def kept_export_show(export_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    export = get_kept_export(db.session(), actor, export_id)
    return render_template(
        "training/kept_export_show.html",
        line=kept_line(export),
        can_open=export_policy.can_open_export(actor, export),
        can_compare=can_compare(export),
    )


@bp.get("/exports/<uuid:export_id>/file")
def kept_export_file(export_id: uuid.UUID) -> ResponseReturnValue:
    """The file as it was, byte for byte."""
    actor = current_actor()
    export = get_kept_export(db.session(), actor, export_id)
    require(export_policy.can_open_export(actor, export))
    line, size, kind = kept_line(export), export.size, export.file_format
    if export.level != "summary":
        record_reading(actor, "training.names_exported", export_id, None)
    return given_out(export_id, size, line.file_name, exports.XLSX_TYPE if kind == "xlsx" else exports.CSV_TYPE)


@bp.get("/exports/<uuid:export_id>/changes")
def kept_export_changes(export_id: uuid.UUID) -> ResponseReturnValue:
    """Its rows against today's reckoning of the same day."""
    actor = current_actor()
    session = db.session()
    export = get_kept_export(session, actor, export_id)
    require(export_policy.can_open_export(actor, export) and can_compare(export))
    differences = list_differences(session, export)
    shown = slice_of(differences, page_number())
    lines = tuple(change_line(one.sheet, one.change, one.row, one.columns) for one in shown.items)
    answer = render_template(
        "training/kept_export_changes.html",
        line=kept_line(export),
        lines=Slice(lines, shown.number, shown.total),
        in_words=changes_in_words(Counter(one.change.value for one in differences)),
    )
    if export.level != "summary":
        record_reading(actor, "training.names_exported", export_id, None)
    return answer
