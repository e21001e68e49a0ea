"""Reviews as lists: one's own and those one writes, a school's board, the trust's counts."""

import datetime as dt
import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import pages, policy, queries
from cpd.appraisal.models import AppraisalCycle
from cpd.appraisal.pages import SchoolLine
from cpd.appraisal.queries.keeping import count_due, my_erased
from cpd.appraisal.queries.moderation import my_moderations
from cpd.appraisal.routes import bp
from cpd.appraisal.rules.stages import ORDER
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
        moderated=my_moderations(session, actor) if policy.can_take_part(actor) else [],
        erased=my_erased(session, actor),
        due=count_due(session, actor),
    )
    return render_template("appraisal/review_index.html", page=page)


@bp.get("/schools/<uuid:school_id>")
def school_board(school_id: uuid.UUID) -> ResponseReturnValue:
    """Every review of a school in a cycle, by stage and due date, for whoever looks after the school."""
    actor, session = current_actor(), db.session()
    school = queries.get_school(session, actor, school_id)
    cycles = queries.list_cycles(session)
    cycle = chosen_cycle(cycles, actor.today)
    reviews = queries.board(session, actor, school_id, cycle.id) if cycle else []
    page = pages.board_page(
        actor,
        SchoolLine(school.id, school.name),
        cycle,
        cycles,
        reviews,
        show=request.args.get("show", ""),
        text=request.args.get("q", "").strip(),
    )
    return render_template("appraisal/school_board.html", page=page, stages=ORDER)


@bp.get("/counts")
def trust_counts() -> ResponseReturnValue:
    """How many reviews of each school stand at which stage. No names; small counts are hidden."""
    actor, session = current_actor(), db.session()
    require(policy.can_read_counts(actor))
    cycles = queries.list_cycles(session)
    cycle = chosen_cycle(cycles, actor.today)
    schools = queries.trust_stage_counts(session, actor, cycle.id) if cycle else []
    totals = queries.trust_stage_totals(session, actor, cycle.id) if cycle else {}
    page = pages.CountsPage(
        cycle=pages.cycle_line(cycle) if cycle else None,
        cycles=tuple(pages.cycle_line(one) for one in cycles),
        schools=tuple(schools),
        totals=totals,
        on=actor.today,
    )
    return render_template("appraisal/trust_counts.html", page=page, stages=ORDER)


def chosen_cycle(cycles: list[AppraisalCycle], today: dt.date) -> AppraisalCycle | None:
    """The cycle that the address names, or the latest that has begun. Raises ``NotFound`` for one that is not there."""
    wanted = request.args.get("cycle")
    if wanted:
        return found(next((one for one in cycles if str(one.id) == wanted), None))
    return next((one for one in cycles if one.starts_on <= today), None)
