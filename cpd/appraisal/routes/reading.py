"""What is to be read before the meetings of the next days, on one page to print, and as a PDF."""

import datetime as dt
import uuid

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal.pages.reading import DAYS, ReadingPage, reading_page
from cpd.appraisal.queries.reading import meetings_to_read, other_meetings
from cpd.appraisal.routes import bp
from cpd.appraisal.rules.states import DOWNLOADED, READ
from cpd.core.audit import record_readings
from cpd.core.database import db
from cpd.core.pdf import render_pdf
from cpd.people.actor import Actor
from cpd.people.queries import get_trust


@bp.get("/reading")
def reading_pack() -> ResponseReturnValue:
    """Everything that is open before one's meetings of today and of the six days after it."""
    actor = current_actor()
    page, read = _page(actor)
    html = render_template("appraisal/reading_pack.html", page=page)
    record_readings(actor, READ, read)
    return html


@bp.get("/reading.pdf")
def reading_pack_pdf() -> ResponseReturnValue:
    """The same on paper."""
    actor = current_actor()
    page, read = _page(actor)
    trust = get_trust(db.session())
    pdf = render_pdf("print/appraisal_reading.html", page=page, trust_name=trust.name if trust else "")
    record_readings(actor, DOWNLOADED, read)
    answer = Response(pdf, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=f"To read {page.first.isoformat()}.pdf")
    return answer


def _page(actor: Actor) -> tuple[ReadingPage, list[tuple[uuid.UUID, uuid.UUID]]]:
    """The page, and whose reviews are read by it."""
    session, last = db.session(), actor.today + dt.timedelta(days=DAYS - 1)
    to_read = meetings_to_read(session, actor, actor.today, last)
    page = reading_page(actor, to_read, other_meetings(session, actor, actor.today, last))
    return page, list(dict.fromkeys((one.review.id, one.review.person_id) for one in to_read))
