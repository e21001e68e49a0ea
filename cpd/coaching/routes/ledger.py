"""That visits took place: by name for the head, as counts for everybody."""

import datetime as dt
import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching import pages, policy, queries
from cpd.coaching.routes import bp
from cpd.coaching.rules.figures import SchoolTerm
from cpd.core.access import NotFound, require
from cpd.core.asked import page_number
from cpd.core.database import db
from cpd.core.paging import PAGE_SIZE, start_of
from cpd.core.periods import AcademicYear
from cpd.people.models import School
from cpd.people.queries import list_open_schools


@bp.get("/ledger")
def ledger() -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    require(policy.can_read_ledger(actor))
    schools = [school for school in list_open_schools(session, actor.today) if school.id in actor.head_school_ids]
    school = _chosen(schools)
    term = _term(actor.today)
    number = page_number()
    since, until = term.starts_on, term.ends_on
    page = pages.ledger_page(
        schools,
        school,
        term,
        queries.list_visits_that_took_place(
            session,
            actor,
            school.id,
            since,
            until,
            limit=PAGE_SIZE,
            offset=start_of(number),
        ),
        queries.count_visits_by_person(session, actor, school.id, since, until),
        number,
    )
    return render_template("coaching/ledger.html", page=page, today=actor.today)


def _chosen(schools: list[School]) -> School:
    """The school in the address, or the first of the reader's own."""
    text = request.args.get("school", "")
    school = next((school for school in schools if not text or str(school.id) == text), None)
    if school is None:
        raise NotFound
    return school


def _term(today: dt.date) -> SchoolTerm:
    try:
        term = SchoolTerm.of(dt.date.fromisoformat(request.args.get("term", today.isoformat())))
        # The page links to the terms beside it; at the ends of the calendar there is none.
        term.before(), term.after()
    except (ValueError, OverflowError):
        raise NotFound from None
    return term


@bp.get("/counts")
def counts() -> ResponseReturnValue:
    actor = current_actor()
    try:
        year = AcademicYear.parse(request.args.get("year", AcademicYear.of(actor.today).in_files))
    except ValueError:
        raise NotFound from None
    own: frozenset[uuid.UUID] = actor.head_school_ids | actor.school_ids
    page = pages.counts_page(year, queries.visit_counts(db.session(), year.starts_on, year.ends_on), own, page_number())
    return render_template("coaching/counts.html", page=page, today=actor.today)
