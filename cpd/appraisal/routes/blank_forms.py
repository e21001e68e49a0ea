"""Blank forms to print and write on, for everybody."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from cpd.appraisal import queries
from cpd.appraisal.documents import blank_review, conclusions
from cpd.appraisal.routes import bp
from cpd.core.access import NotFound
from cpd.core.database import db
from cpd.core.pdf import render_pdf
from cpd.people.models import StaffGroup
from cpd.people.queries import get_trust

_FOR = {
    StaffGroup.LEADER: "leaders",
    StaffGroup.TEACHER: "teachers",
    StaffGroup.TEACHING_ASSISTANT: "teaching assistants",
    StaffGroup.SUPPORT: "support staff",
}


@bp.get("/forms")
def blank_form_index() -> ResponseReturnValue:
    """A form for each staff group."""
    return render_template("appraisal/blank_form_index.html", forms_for=[(one.value, _FOR[one]) for one in StaffGroup])


@bp.get("/forms/<group>.pdf")
def blank_form_pdf(group: str) -> ResponseReturnValue:
    """The statement of a staff group without a word in it."""
    if group not in set(StaffGroup):
        raise NotFound
    session, staff_group = db.session(), StaffGroup(group)
    trust = get_trust(session)
    document = blank_review(trust.name if trust else "", queries.standards_for(session, staff_group))
    title = f"Appraisal form for {_FOR[staff_group]}"
    pdf = render_pdf(
        "print/appraisal_review.html",
        review=document,
        trust_name=document.trust,
        blank=True,
        form_title=title,
        choices=conclusions(document),
    )
    answer = Response(pdf, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=f"{title}.pdf")
    return answer
