"""A school's summary for its governors, as a page and as a PDF."""

import uuid

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, queries
from cpd.appraisal.pages import SchoolLine
from cpd.appraisal.pages.summary import SummaryPage
from cpd.appraisal.queries.summary import school_summary as summary_of
from cpd.appraisal.routes import bp
from cpd.appraisal.routes.lists import chosen_cycle
from cpd.core.access import found
from cpd.core.database import db
from cpd.core.downloads import call_file
from cpd.core.pdf import render_pdf
from cpd.people.queries import get_trust


@bp.get("/schools/<uuid:school_id>/summary")
def school_summary(school_id: uuid.UUID) -> ResponseReturnValue:
    return render_template("appraisal/school_summary.html", page=_page(school_id))


@bp.get("/schools/<uuid:school_id>/summary.pdf")
def school_summary_pdf(school_id: uuid.UUID) -> ResponseReturnValue:
    page = _page(school_id)
    cycle = found(page.cycle)
    trust = get_trust(db.session())
    content = render_pdf("print/appraisal_summary.html", page=page, trust_name=trust.name if trust else "")
    answer = Response(content, mimetype="application/pdf")
    name = f"Appraisal in numbers, {page.school.name}, {cycle.year.replace('/', '-')}.pdf"
    call_file(answer, name, "inline")
    return answer


def _page(school_id: uuid.UUID) -> SummaryPage:
    actor, session = current_actor(), db.session()
    school = queries.get_school(session, actor, school_id)
    cycles = queries.list_cycles(session)
    cycle = chosen_cycle(cycles, actor.today)
    return SummaryPage(
        school=SchoolLine(school.id, school.name),
        cycle=pages.cycle_line(cycle) if cycle else None,
        cycles=tuple(pages.cycle_line(one) for one in cycles),
        summary=summary_of(session, actor, school_id, cycle.id) if cycle else None,
        on=actor.today,
    )
