"""Reviews as lists: one's own and those one writes, a school's board, the trust's counts."""

import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries
from cpd.appraisal.models import AppraisalCycle, ReviewState
from cpd.appraisal.pages import SchoolLine
from cpd.appraisal.routes import bp
from cpd.core.access import found, require
from cpd.core.database import db
from cpd.people.queries import list_open_schools


@bp.get("/")
def review_index() -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    cycle = queries.current_cycle(session, actor.today)
    page = pages.index_page(
        actor,
        mine=queries.my_reviews(session, actor),
        others=queries.reviews_i_read(session, actor),
        schools=[
            (school.id, school.name)
            for school in list_open_schools(session, actor.today)
            if policy.can_look_after(actor, school.id)
        ]
        if actor.is_head
        else [],
        carried_in=queries.carried_from_my_visits(session, actor, cycle.starts_on) if cycle else [],
    )
    return render_template("appraisal/review_index.html", page=page)


@bp.get("/schools/<uuid:school_id>")
def school_board(school_id: uuid.UUID) -> ResponseReturnValue:
    """Every review of a school in a cycle, by state, for whoever looks after the school."""
    actor, session = current_actor(), db.session()
    school = queries.get_school(session, actor, school_id)
    cycles = queries.list_cycles(session)
    cycle = _chosen(cycles) or queries.current_cycle(session, actor.today)
    state, text = _state(), request.args.get("q", "").strip()
    page = pages.BoardPage(
        school=SchoolLine(school.id, school.name),
        cycle=pages.cycle_line(cycle) if cycle else None,
        cycles=tuple(pages.cycle_line(one) for one in cycles),
        counts=queries.state_counts(session, actor, school_id, cycle.id) if cycle else {},
        lines=tuple(
            pages.review_line(actor, review)
            for review in queries.board(session, actor, school_id, cycle.id, state=state, text=text)
        )
        if cycle
        else (),
        state=state,
        text=text,
    )
    return render_template("appraisal/school_board.html", page=page, states=list(ReviewState))


@bp.get("/counts")
def trust_counts() -> ResponseReturnValue:
    """How many reviews of each school stand where. No names; small counts are hidden."""
    actor, session = current_actor(), db.session()
    require(policy.can_read_counts(actor))
    cycles = queries.list_cycles(session)
    cycle = _chosen(cycles) or queries.current_cycle(session, actor.today)
    schools = queries.trust_state_counts(session, actor, cycle.id) if cycle else []
    totals = queries.trust_state_totals(session, actor, cycle.id) if cycle else {}
    page = pages.CountsPage(
        cycle=pages.cycle_line(cycle) if cycle else None,
        cycles=tuple(pages.cycle_line(one) for one in cycles),
        schools=tuple(schools),
        totals=totals,
        on=actor.today,
    )
    return render_template("appraisal/trust_counts.html", page=page, states=list(ReviewState))


def _chosen(cycles: list[AppraisalCycle]) -> AppraisalCycle | None:
    """The cycle that the address names. Raises ``NotFound`` for one that is not there."""
    wanted = request.args.get("cycle")
    return found(next((one for one in cycles if str(one.id) == wanted), None)) if wanted else None


def _state() -> ReviewState | None:
    try:
        return ReviewState(request.args.get("state", ""))
    except ValueError:
        return None
