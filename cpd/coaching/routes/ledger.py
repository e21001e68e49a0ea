"""Who came into whose room: for the person, by name for the head, as counts for everybody."""

import datetime as dt
import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching import pages, queries
from cpd.coaching.policy import visits as policy
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
    schools = list_open_schools(session, actor.today, actor.head_school_ids)
    school = _chosen(schools)
    term, number = _term(actor.today), page_number()
    scope = queries.scope_of_school(actor, school.id)
    weeks = queries.current_rhythm(session).nobody_for_weeks
    is_now = term.starts_on <= actor.today <= term.ends_on
    before = actor.today - dt.timedelta(weeks=weeks)
    page = pages.ledger_page(
        actor,
        schools,
        school,
        term=term,
        lines=queries.list_ledger(
            session, scope, term.starts_on, term.ends_on, limit=PAGE_SIZE, offset=start_of(number)
        ),
        counts=_counts(scope, term),
        disputes=queries.list_open_disputes(session, scope),
        silence=(weeks, queries.nobody_since(session, actor, school.id, before) if is_now else ()),
        page=number,
    )
    return render_template("coaching/ledger.html", page=page, today=actor.today)


@bp.get("/my-ledger")
def ledger_mine() -> ResponseReturnValue:
    """Who came into one's own room, when, and of which kind, against what was agreed."""
    actor, session = current_actor(), db.session()
    term, number = _term(actor.today), page_number()
    scope = queries.scope_of_own(actor)
    page = pages.my_ledger_page(
        actor,
        term,
        lines=queries.list_ledger(
            session, scope, term.starts_on, term.ends_on, limit=PAGE_SIZE, offset=start_of(number)
        ),
        counts=_counts(scope, term),
        last_on=queries.last_entered_on(session, scope),
        weeks=queries.current_rhythm(session).nobody_for_weeks,
        page=number,
    )
    return render_template("coaching/ledger_mine.html", page=page, today=actor.today)


def _counts(scope: queries.Scope, term: SchoolTerm) -> pages.TermCounts:
    session, since, until = db.session(), term.starts_on, term.ends_on
    return pages.TermCounts(
        queries.count_entries(session, scope, since, until),
        queries.list_limits(session),
        queries.count_struck(session, scope, since, until),
    )


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
    actor, session = current_actor(), db.session()
    try:
        year = AcademicYear.parse(request.args.get("year", AcademicYear.of(actor.today).in_files))
    except ValueError:
        raise NotFound from None
    own: frozenset[uuid.UUID] = actor.head_school_ids | actor.school_ids
    since, until = year.starts_on, year.ends_on
    page = pages.counts_page(
        year,
        queries.visit_counts(session, since, until),
        own,
        page_number(),
        queries.kind_counts(session, since, until),
    )
    return render_template(
        "coaching/counts.html", page=page, today=actor.today, can_read_overview=policy.can_read_overview(actor)
    )
