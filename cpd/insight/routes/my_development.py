"""The page that everybody has about their own development."""

import datetime as dt

from flask import render_template
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import queries as appraisal
from cpd.coaching import queries as coaching
from cpd.coaching.rules.steps import StepState
from cpd.core.database import db
from cpd.core.periods import AcademicYear
from cpd.insight import pages, queries
from cpd.insight.routes import bp
from cpd.training.queries.afterwards import list_reflections
from cpd.training.queries.people import list_own_rows


@bp.get("/my-development")
def my_development() -> ResponseReturnValue:
    """What I work on, what has changed since September, who has looked, and what I wish of coaching."""
    actor, session = current_actor(), db.session()
    if actor.person_id is None or not actor.is_staff:
        return render_template("insight/my_development.html", page=None)
    focuses = coaching.list_focuses(session, actor)
    steps = coaching.list_steps(session, actor)
    training = pages.training_block(list_own_rows(session, actor.today, actor.person_id), actor.today)
    review = next(iter(appraisal.my_reviews(session, actor)), None)
    live = next((focus for focus in focuses if focus.ended_on is None), None)
    now = pages.Happenings(
        visit=queries.latest_visit_to_me(session, actor), focus=live, training=training, my_review=review
    )
    year = AcademicYear.of(actor.today)
    last_year = AcademicYear.of(year.starts_on - dt.timedelta(days=1))
    mine = pages.MyRecords(
        focuses=focuses,
        steps=steps,
        trials=coaching.list_trials(session, actor, [step.id for step in steps if step.state is StepState.OPEN]),
        visits=coaching.visits_of_person(session, actor),
        supports=coaching.supports_of(session, actor, last_year.starts_on),
        supported_since=last_year.starts_on,
        training=training,
        review=review,
        readings=queries.list_readings(session, actor),
        wish=coaching.my_wish(session, actor),
    )
    page = pages.my_development(actor, year.starts_on, pages.moves(actor, now), mine)
    reflections = list_reflections(session, actor)
    return render_template("insight/my_development.html", page=page, reflections=reflections)
