"""Signed statements: each version for its readers, and the public page that says whether one is ours."""

import hashlib
import uuid

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from cpd.accounts.services import door
from cpd.accounts.services.door import TooManyTries
from cpd.accounts.signed_in import current_actor
from cpd.appraisal import documents, queries
from cpd.appraisal.documents import ReviewDocument
from cpd.appraisal.forms import CheckForm
from cpd.appraisal.models import SignedRecord
from cpd.appraisal.routes import bp
from cpd.appraisal.rules.statements import Standing
from cpd.appraisal.rules.states import DOWNLOADED
from cpd.core import clock
from cpd.core.access import found, public
from cpd.core.audit import record_reading
from cpd.core.canonical import from_canonical_json
from cpd.core.database import db, transaction
from cpd.core.downloads import call_file
from cpd.core.errors import DomainError
from cpd.core.forms import add_error

_PIECE = 1024 * 1024


@bp.get("/reviews/<uuid:review_id>/statements/<int:number>.pdf")
def statement_pdf(review_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """One version as both signed it, the latest or one that was replaced."""
    return _file(review_id, number, is_archive=False)


@bp.get("/reviews/<uuid:review_id>/statements/<int:number>/archive.pdf")
def statement_archive(review_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """The same pages as PDF/A, for the file."""
    return _file(review_id, number, is_archive=True)


def _file(review_id: uuid.UUID, number: int, *, is_archive: bool) -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    review = queries.get_review(session, actor, review_id)
    person_id = review.person_id
    record: SignedRecord = found(next((one for one in review.signed_records if one.number == number), None))
    document = from_canonical_json(ReviewDocument, record.record_json)
    content = (queries.signed_archive if is_archive else queries.signed_pdf)(session, actor, review_id, number)
    record_reading(actor, DOWNLOADED, review_id, person_id)
    answer = Response(content, mimetype="application/pdf")
    name = documents.file_name(document)
    call_file(answer, name.replace(".pdf", " PDF-A.pdf") if is_archive else name, "inline")
    return answer


@bp.route("/check", methods=["GET", "POST"])
@bp.get("/check/<code>")
@public
def statement_check(code: str = "") -> ResponseReturnValue:
    """Whether a code, or a file, is a signed statement: yes, replaced by a later one, or not known. Nothing else.

    Whatever the answer, the same statements run in the same order, so that nobody learns by the time it takes.
    """
    form = CheckForm(data={"code": code})
    answer, status = None, 200
    try:
        if form.validate_on_submit():
            answer = _standing(form)
        elif code and request.method == "GET":
            answer = _asked(code)
    except TooManyTries as refusal:
        add_error(form, refusal)
        status = 429
    except DomainError as error:
        add_error(form, error)
    if form.errors and status == 200:
        status = 422
    return render_template("appraisal/statement_check.html", form=form, answer=answer), status


def _standing(form: CheckForm) -> Standing:
    if form.file.data:
        digest = hashlib.sha256()
        while piece := form.file.data.stream.read(_PIECE):
            digest.update(piece)
        return _asked(digest.hexdigest(), is_file=True)
    if form.code.data:
        return _asked(form.code.data)
    raise DomainError("Type the code of a statement, or choose its file.", "code")


def _asked(asked: str, *, is_file: bool = False) -> Standing:
    """Count the question, look, and write how it ended. Raises ``TooManyTries``."""
    address = f"statement {request.remote_addr or ''}"
    with transaction() as session:
        attempt = door.begin_try(session, "statement", asked, address, clock.now())
        standing = (queries.standing_of_file if is_file else queries.standing_of_code)(session, asked)
        door.succeed(session, attempt, succeeded=standing is not Standing.UNKNOWN)
    return standing
