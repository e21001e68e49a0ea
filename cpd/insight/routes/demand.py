"""What training people need according to their reviews, for whoever plans sessions."""

from flask import render_template
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal.queries import current_cycle
from cpd.core.access import require
from cpd.core.database import db
from cpd.core.periods import AcademicYear
from cpd.insight.demand import training_demand
from cpd.insight.routes import bp
from cpd.training.policy.sessions import can_plan


@bp.get("/trust/training-demand")
def demand_show() -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    require(can_plan(actor))
    cycle = current_cycle(session, actor.today)
    return render_template(
        "insight/demand_show.html",
        demand=training_demand(session, cycle) if cycle else None,
        year=AcademicYear.of(cycle.starts_on).on_screen if cycle else None,
    )
