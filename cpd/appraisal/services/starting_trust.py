"""Beginning the reviews of the whole trust in one step, and handing on those whose appraiser has gone."""

import datetime as dt
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from cpd.appraisal import policy, queries
from cpd.appraisal.models import AppraisalCycle, Review
from cpd.appraisal.rules.beginning import Standing
from cpd.appraisal.services.move_mails import Begun, tell_of_beginning
from cpd.core import audit
from cpd.core.access import require
from cpd.core.models import new_id
from cpd.people.actor import Actor


def start_trust(session: Session, actor: Actor, cycle: AppraisalCycle, at: dt.datetime) -> tuple[int, int]:
    """Begin a review for everybody who is ready for one, heads among them; how many begun, how many handed on.

    Pressed twice it begins each once. Whoever presses reads no review by it.
    """
    require(policy.can_open_cycle(actor))
    # Heads may begin theirs at the same moment: the second waits here, and then finds the reviews there.
    session.refresh(cycle, with_for_update=True)
    ready = [one for one in queries.trust_candidates(session, actor, cycle) if one.standing is Standing.READY]
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "cycle_id": cycle.id,
            "person_id": one.person_id,
            "school_id": one.school_id,
            "appraiser_id": one.appraiser_id,
            "job_title": one.job_title,
            "staff_group": one.staff_group,
            "opened_at": at,
            "version": 1,
        }
        for one in ready
    ]
    if rows:
        session.execute(insert(Review), rows)
    audit.record_many(session, actor, "review.started", [(row["id"], row["person_id"], None) for row in rows])
    begun = [Begun(row["person_id"], row["appraiser_id"], row["school_id"]) for row in rows]
    handed_on = _hand_on(session, actor, cycle)
    tell_of_beginning(session, actor, cycle, begun, handed_on)
    return len(rows), len(handed_on)


def _hand_on(session: Session, actor: Actor, cycle: AppraisalCycle) -> list[Begun]:
    handed_on = queries.to_hand_on(session, actor, cycle.id)
    for review, appraiser_id in handed_on:
        review.appraiser_id = appraiser_id
    audit.record_many(
        session,
        actor,
        "review.appraiser_appointed",
        [(review.id, review.person_id, None) for review, _ in handed_on],
    )
    return [Begun(review.person_id, appraiser_id, review.school_id) for review, appraiser_id in handed_on]
