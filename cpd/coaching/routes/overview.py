"""Coaching in the trust as counts, for the development lead and for trustees."""

import datetime as dt

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from cpd.accounts.signed_in import current_actor
from cpd.coaching import queries
from cpd.coaching.pages.overview import (
    ActivityLine,
    LookForTable,
    OverviewPage,
    activity_line,
    look_for_table,
    reach_tables,
    reach_total,
    rhythm_figure,
)
from cpd.coaching.policy import visits as policy
from cpd.coaching.queries import overview as counts
from cpd.coaching.routes import bp
from cpd.coaching.rules.figures import HalfTerm, counted_to
from cpd.core.access import require
from cpd.core.database import db
from cpd.core.periods import AcademicYear


@bp.get("/overview")
def overview() -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    require(policy.can_read_overview(actor))
    today, year = actor.today, AcademicYear.of(actor.today)
    this, last = HalfTerm.of(today), HalfTerm.of(today).before()
    counted = HalfTerm.of(counted_to(today))
    weeks = queries.current_rhythm(session).visit_every_weeks
    reach_to = counts.people_counted_to(session, year.starts_on, today)
    parts = counts.reach(session, year.starts_on, today, reach_to)
    page = OverviewPage(
        today=today,
        year=year.on_screen,
        activity=tuple(_activity(session, half_term) for half_term in (this, last)),
        weeks=weeks,
        rhythm=rhythm_figure(*counts.seen_within_rhythm(session, today, weeks)),
        reach=reach_tables(parts),
        reach_to=reach_to,
        total=reach_total(parts),
        look_fors=tuple(_look_fors(session, half, today) for half in (counted, counted.before())),
    )
    return render_template("coaching/overview.html", page=page)


def _activity(session: Session, half_term: HalfTerm) -> ActivityLine:
    since, until = half_term.starts_on, half_term.ends_on
    return activity_line(
        half_term.name, counts.activity(session, since, until), counts.days_to_share(session, since, until)
    )


def _look_fors(session: Session, half_term: HalfTerm, today: dt.date) -> LookForTable:
    since, until = half_term.starts_on, half_term.ends_on
    to = counts.words_counted_to(session, since, until, today)
    return look_for_table(half_term, to, counts.look_fors_practised(session, since, until, to))
