"""Beginning a round in the whole trust: who gets a review, who does not and why, and where something is missing."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager

from cpd.appraisal import policy
from cpd.appraisal.models import AppraisalCycle, Review, ReviewState
from cpd.appraisal.queries.starting import appointed_appraisers, reviewed_already
from cpd.appraisal.rules.beginning import Standing, standing
from cpd.appraisal.rules.states import day_that_decides, in_induction
from cpd.core.access import require
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Away, Person, Post, School, StaffGroup


@dataclass(frozen=True)
class TrustCandidate:
    """Somebody of the trust without a review in the cycle, at the school where they work most."""

    person_id: uuid.UUID
    name: str
    school_id: uuid.UUID
    school: str
    job_title: str
    staff_group: StaffGroup
    appraiser_id: uuid.UUID | None
    standing: Standing
    joined_late: bool


def trust_candidates(session: Session, actor: Actor, cycle: AppraisalCycle) -> list[TrustCandidate]:
    """Everybody without a review in the cycle, by school and name. No word of anybody's review is read for it."""
    require(policy.can_open_cycle(actor))
    day = day_that_decides(cycle.starts_on, cycle.ends_on, actor.today)
    rows = session.execute(
        select(Post, Person, School.name)
        .join(Person, Person.id == Post.person_id)
        .join(School, School.id == Post.school_id)
        .where(
            holds(Post, day),
            or_(School.closed_on.is_(None), School.closed_on >= day),
            or_(School.joined_on.is_(None), School.joined_on <= day),
            Post.person_id.not_in(reviewed_already(cycle, day)),
        )
        .order_by(
            School.sort_name, Person.sort_last_name, Person.sort_first_name, Person.staff_code, Post.started_on, Post.id
        )
    ).all()
    main: dict[uuid.UUID, tuple[Post, Person, str]] = {}
    first_days: dict[uuid.UUID, dt.date] = {}
    for post, person, school in rows:
        first_days[person.id] = min(post.started_on, first_days.get(person.id, post.started_on))
        if person.id not in main or post.fte > main[person.id][0].fte:
            main[person.id] = (post, person, school)
    appraisers = appointed_appraisers(session, actor, main)
    away = set(session.scalars(select(Away.person_id).where(holds(Away, actor.today))))
    return [
        TrustCandidate(
            person_id=person.id,
            name=person.name,
            school_id=post.school_id,
            school=school,
            job_title=post.job_title,
            staff_group=post.staff_group,
            appraiser_id=appraisers[person.id].id if person.id in appraisers else None,
            standing=standing(
                is_in_induction=in_induction(person.induction_started_on, person.induction_ended_on, day),
                is_away=person.id in away,
                has_appraiser=person.id in appraisers,
            ),
            joined_late=first_days[person.id] > cycle.starts_on,
        )
        for post, person, school in main.values()
    ]


def to_hand_on(session: Session, actor: Actor, cycle_id: uuid.UUID) -> list[tuple[Review, uuid.UUID]]:
    """Reviews whose appraiser is no longer appointed, with whoever has been appointed for their person since."""
    require(policy.can_open_cycle(actor))
    reviews = session.scalars(
        select(Review)
        .join(Review.person)
        .where(
            Review.cycle_id == cycle_id,
            Review.state == ReviewState.OPEN,
            Review.laid_down_on.is_(None),
            ~policy.is_appointed(actor.today),
        )
        .options(contains_eager(Review.person))
        .order_by(Review.id)
    ).all()
    since = appointed_appraisers(session, actor, _people(reviews))
    return [(review, since[review.person_id].id) for review in reviews if review.person_id in since]


def _people(reviews: Collection[Review]) -> dict[uuid.UUID, None]:
    return dict.fromkeys(review.person_id for review in reviews)
