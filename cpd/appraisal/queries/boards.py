"""A school's board, each review in one line of one statement; and the trust's counts by stage."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from cpd.appraisal import policy
from cpd.appraisal.models import Review, ReviewMove, ReviewState, Signature, Signer
from cpd.appraisal.rules.laying_down import WhyRest, why_rest
from cpd.appraisal.rules.stages import BEFORE_CLOSING, ORDER, Stage, whose_move
from cpd.appraisal.rules.states import in_induction
from cpd.coaching.rules.figures import FEWEST, protected
from cpd.core.access import require
from cpd.core.changes import Kept
from cpd.core.clock import LONDON
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Away, Person, Phase, Post, School


@dataclass(frozen=True)
class OnBoard:
    """Where one review stands. Never a word of it."""

    id: uuid.UUID
    person_id: uuid.UUID
    appraiser_id: uuid.UUID
    person: str
    sort_name: str
    job_title: str
    appraiser: str
    has_appraiser: bool
    state: ReviewState
    stage: Stage
    laid_down_on: dt.date | None
    # When it began, or was taken up again.
    began_on: dt.date
    waiting_for: frozenset[Signer]
    # Whether its person has left, is away or in induction, so that it may be laid down.
    why_rest: WhyRest | None


def board(session: Session, actor: Actor, school_id: uuid.UUID, cycle_id: uuid.UUID) -> list[OnBoard]:
    """The reviews of a school in a cycle that whoever looks after it may read, by name: one statement."""
    require(policy.can_look_after(actor, school_id))
    person, appraiser, signature = aliased(Person, name="person"), aliased(Person, name="appraiser"), aliased(Signature)
    works_here = exists().where(
        Post.person_id == Review.person_id, Post.school_id == Review.school_id, holds(Post, actor.today)
    )
    # Whoever comes back, or writes anew, has time again.
    taken_up_at = (
        select(func.max(ReviewMove.moved_at))
        .where(
            ReviewMove.review_id == Review.id,
            or_(ReviewMove.from_stage == ReviewMove.to_stage, ReviewMove.from_stage == Stage.CLOSED),
        )
        .scalar_subquery()
    )
    is_away = exists().where(Away.person_id == Review.person_id, holds(Away, actor.today))
    rows = session.execute(
        select(
            Review.id,
            Review.job_title,
            Review.state,
            Review.stage,
            Review.laid_down_on,
            func.coalesce(taken_up_at, Review.opened_at).label("since"),
            person,
            appraiser,
            signature.signer,
            policy.is_appointed(actor.today).label("has_appraiser"),
            works_here.label("works_here"),
            is_away.label("is_away"),
        )
        .join(person, person.id == Review.person_id)
        .join(appraiser, appraiser.id == Review.appraiser_id)
        # While a review is being signed there is one signature.
        .outerjoin(signature, (signature.review_id == Review.id) & (Review.state == ReviewState.SIGNING))
        .where(Review.school_id == school_id, Review.cycle_id == cycle_id, policy.visible(actor))
        .order_by(person.sort_last_name, person.sort_first_name, person.staff_code)
    ).all()
    return [_on_board(actor.today, row) for row in rows]


def _on_board(today: dt.date, row: Row[*tuple[Any, ...]]) -> OnBoard:
    person: Person = row.person
    rests = row.state is ReviewState.CLOSED or row.laid_down_on is not None
    reason = why_rest(
        works_here=row.works_here,
        is_away=row.is_away,
        is_in_induction=in_induction(person.induction_started_on, person.induction_ended_on, today),
    )
    return OnBoard(
        id=row.id,
        person_id=person.id,
        appraiser_id=row.appraiser.id,
        person=person.name,
        sort_name=f"{person.sort_first_name} {person.sort_last_name}",
        job_title=row.job_title,
        appraiser=row.appraiser.name,
        has_appraiser=row.has_appraiser,
        state=row.state,
        stage=row.stage,
        laid_down_on=row.laid_down_on,
        began_on=row.since.astimezone(LONDON).date(),
        waiting_for=frozenset() if rests else whose_move(row.stage) - {row.signer},
        why_rest=None if rests else reason,
    )


# The trust's counts


@dataclass(frozen=True)
class SchoolStages:
    """Counts of one school as the trust sees them; ``None`` reads "fewer than 5"."""

    school_id: uuid.UUID
    school: str
    counts: dict[Stage, int | None]


_STAGE_COUNTS: Kept[Sequence[Row[Any]]] = Kept({"review", "school"}, most_rows=20_000)


def _read_stages(session: Session, cycle_id: uuid.UUID) -> Sequence[Row[Any]]:
    return _STAGE_COUNTS.read(session, cycle_id, lambda: _count_stages(session, cycle_id))


def _count_stages(session: Session, cycle_id: uuid.UUID) -> Sequence[Row[Any]]:
    counts = (
        select(Review.school_id, Review.stage, func.count().label("reviews"))
        .where(Review.cycle_id == cycle_id, Review.laid_down_on.is_(None))
        .group_by(Review.school_id, Review.stage)
        .subquery()
    )
    return session.execute(
        select(School.id, School.name, counts.c.stage, counts.c.reviews)
        .join(counts, counts.c.school_id == School.id)
        .order_by(School.phase == Phase.CENTRAL, School.sort_name)
    ).all()


def trust_stage_totals(session: Session, actor: Actor, cycle_id: uuid.UUID) -> dict[Stage, int | None]:
    """How many reviews of the whole trust stand where; ``None`` reads "fewer than 5".

    How many are not signed yet is known elsewhere, so no single hidden stage can be worked out from the rest.
    """
    require(policy.can_read_counts(actor))
    totals = dict.fromkeys(ORDER, 0)
    for row in _read_stages(session, cycle_id):
        totals[row.stage] += row.reviews
    shown = {stage: total if total >= FEWEST else None for stage, total in totals.items()}
    if any(0 < totals[stage] < FEWEST for stage in BEFORE_CLOSING):
        shown |= protected({stage: totals[stage] for stage in BEFORE_CLOSING})
    return shown


def trust_stage_counts(session: Session, actor: Actor, cycle_id: uuid.UUID) -> list[SchoolStages]:
    """How many reviews of each school stand where; small counts are hidden. No names."""
    require(policy.can_read_counts(actor))
    rows = _read_stages(session, cycle_id)
    names = {row.id: row.name for row in rows}
    shown: dict[uuid.UUID, dict[Stage, int | None]] = {school_id: {} for school_id in names}
    for stage in ORDER:
        counts = dict.fromkeys(names, 0) | {row.id: row.reviews for row in rows if row.stage is stage}
        for school_id, count in protected(counts).items():
            shown[school_id][stage] = count
    return [SchoolStages(school_id, name, shown[school_id]) for school_id, name in names.items()]
