"""Cycles; and reviews as lists: one's own, those to write, a school's board, the trust's counts."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cpd.appraisal import policy
from cpd.appraisal.models import AppraisalCycle, Review, ReviewState, Signature, Signer
from cpd.appraisal.queries.records import with_appointment
from cpd.core.access import found, require
from cpd.core.changes import Kept
from cpd.core.periods import AcademicYear
from cpd.people.actor import Actor
from cpd.people.models import Person, School

# Cycles


def list_cycles(session: Session) -> list[AppraisalCycle]:
    """Every cycle with its dates, the latest first."""
    query = select(AppraisalCycle).order_by(AppraisalCycle.starts_on.desc())
    return list(session.scalars(query.options(selectinload(AppraisalCycle.stage_dates))))


def get_cycle(session: Session, cycle_id: uuid.UUID) -> AppraisalCycle:
    """A cycle. Raises ``NotFound``."""
    return found(session.get(AppraisalCycle, cycle_id))


def current_cycle(session: Session, today: dt.date) -> AppraisalCycle | None:
    """The cycle that ``today`` falls in, or the latest that has begun."""
    return session.scalars(
        select(AppraisalCycle).where(AppraisalCycle.starts_on <= today).order_by(AppraisalCycle.starts_on.desc())
    ).first()


# Reviews as lines of a list


def _lines(actor: Actor) -> Select[Review, bool]:
    return (
        select(Review, policy.is_appointed(actor.today))
        .join(Review.cycle)
        .join(Review.person)
        .where(policy.visible(actor))
        .options(
            joinedload(Review.cycle),
            joinedload(Review.school),
            joinedload(Review.person),
            joinedload(Review.appraiser),
            selectinload(Review.signatures),
        )
        .order_by(AppraisalCycle.starts_on.desc(), Person.sort_last_name, Person.sort_first_name, Person.staff_code)
    )


def my_reviews(session: Session, actor: Actor) -> list[Review]:
    """The actor's own reviews, the latest first, with cycle, school, appraiser and signatures."""
    return with_appointment(session, _lines(actor).where(Review.person_id == actor.person_id))


def reviews_i_read(session: Session, actor: Actor) -> list[Review]:
    """Reviews of others that the actor reads as their appraiser or HR contact, the latest cycle first, by name."""
    if actor.person_id is None:
        return []
    query = _lines(actor).where(or_(policy.appraised_by(actor), policy.named_contact(actor)))
    return with_appointment(session, query)


@dataclass(frozen=True)
class ReviewToWrite:
    """A review in which the appraiser's next move is the actor's."""

    id: uuid.UUID
    state: ReviewState
    name: str
    known_as: str


def reviews_to_write(session: Session, actor: Actor) -> list[ReviewToWrite]:
    """Reviews the actor has to write, or to sign where the person has signed; the latest cycle first, by name."""
    signed = exists().where(Signature.review_id == Review.id, Signature.signer == Signer.APPRAISER)
    rows = session.execute(
        select(Review.id, Review.state, Person)
        .join(Review.cycle)
        .join(Review.person)
        .where(
            policy.appraised_by(actor),
            Review.state != ReviewState.CLOSED,
            Review.laid_down_on.is_(None),
            ~signed,
        )
        .order_by(AppraisalCycle.starts_on.desc(), Person.sort_last_name, Person.sort_first_name, Person.staff_code)
    )
    return [ReviewToWrite(row.id, row.state, row.Person.name, row.Person.known_as) for row in rows]


def reviews_for_export(
    session: Session,
    actor: Actor,
    year: AcademicYear,
    *,
    school_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
) -> list[Review]:
    """Reviews that the actor may read, of the cycle whose first day lies in ``year``: by school, then by name."""
    query = (
        _lines(actor)
        .join(Review.school)
        .where(AppraisalCycle.starts_on.between(year.starts_on, year.ends_on))
        .order_by(None)
        .order_by(School.urn, Person.sort_last_name, Person.sort_first_name, Person.staff_code, Review.id)
    )
    if school_id is not None:
        query = query.where(Review.school_id == school_id)
    if person_id is not None:
        query = query.where(Review.person_id == person_id)
    return with_appointment(session, query)


# Counts


def state_counts(session: Session, actor: Actor, school_id: uuid.UUID, cycle_id: uuid.UUID) -> dict[ReviewState, int]:
    """How many reviews of a school stand where, of those its head may read."""
    require(policy.can_look_after(actor, school_id))
    rows = session.execute(
        select(Review.state, func.count())
        .where(
            Review.school_id == school_id,
            Review.cycle_id == cycle_id,
            Review.laid_down_on.is_(None),
            policy.visible(actor),
        )
        .group_by(Review.state)
    ).all()
    return dict.fromkeys(ReviewState, 0) | {row[0]: row[1] for row in rows}


_STATE_COUNTS: Kept[Sequence[Row[ReviewState, int]]] = Kept({"review"}, most_rows=20_000)


def _count_states(session: Session, cycle_id: uuid.UUID) -> Sequence[Row[ReviewState, int]]:
    return session.execute(
        select(Review.state, func.count().label("reviews"))
        .where(Review.cycle_id == cycle_id, Review.laid_down_on.is_(None))
        .group_by(Review.state)
    ).all()


def trust_state_totals(session: Session, actor: Actor, cycle_id: uuid.UUID) -> dict[ReviewState, int | None]:
    """How many reviews of the whole trust stand where; ``None`` reads "fewer than 5"."""
    require(policy.can_read_counts(actor))
    totals = dict.fromkeys(ReviewState, 0)
    for row in _STATE_COUNTS.read(session, cycle_id, lambda: _count_states(session, cycle_id)):
        totals[row.state] += row.reviews
    return {state: total if total >= 5 else None for state, total in totals.items()}
