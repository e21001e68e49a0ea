"""Claims of minutes outside paid time, as far as the actor may read them."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from cpd.core.access import found
from cpd.core.paging import PAGE_SIZE, Slice, start_of
from cpd.people.actor import Actor
from cpd.people.models import Person, Post, School
from cpd.training.models import AttendedTime, ClaimState, Course, PaidTimeClaim, PayrollLine, TrainingSession
from cpd.training.policy.paid_time import answerable_claims, reads_of_schools, visible_claims


@dataclass(frozen=True)
class ClaimLine:
    """A claim with all that a list shows of it."""

    claim: PaidTimeClaim
    person: Person
    post: Post
    school: School
    session: TrainingSession
    course: Course
    # What was reckoned last, whole and outside paid time; empty where the person is no longer in the register.
    attended: int | None
    outside: int | None
    # What payroll has been told so far; empty: nothing yet.
    told: int | None
    can_answer: bool


def _claim_lines(actor: Actor) -> Select[Any]:
    told = select(func.sum(PayrollLine.minutes)).where(PayrollLine.claim_id == PaidTimeClaim.id).scalar_subquery()
    return (
        select(
            PaidTimeClaim,
            Person,
            Post,
            School,
            TrainingSession,
            Course,
            AttendedTime.minutes,
            AttendedTime.outside,
            told.label("told"),
            answerable_claims(actor).label("can_answer"),
        )
        .join(Person, Person.id == PaidTimeClaim.person_id)
        .join(Post, Post.id == PaidTimeClaim.post_id)
        .join(School, School.id == Post.school_id)
        .join(TrainingSession, TrainingSession.id == PaidTimeClaim.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(
            AttendedTime,
            and_(
                AttendedTime.session_id == PaidTimeClaim.session_id, AttendedTime.person_id == PaidTimeClaim.person_id
            ),
        )
        .where(visible_claims(actor))
    )


def list_claims(
    session: Session,
    actor: Actor,
    page: int,
    *,
    state: ClaimState | None = None,
    school_id: uuid.UUID | None = None,
    mine_to_answer: bool = False,
) -> Slice[ClaimLine]:
    """Claims of the schools that the actor reads of, the those that wait first; one's own are on one's own page."""
    schools = reads_of_schools(actor)
    query = _claim_lines(actor)
    if schools is not None:
        query = query.where(Post.school_id.in_(schools))
    if state is not None:
        query = query.where(PaidTimeClaim.state == state)
    if school_id is not None:
        query = query.where(Post.school_id == school_id)
    if mine_to_answer:
        query = query.where(answerable_claims(actor))
    total = session.scalar(select(func.count()).select_from(query.subquery("claims_to_count"))) or 0
    order = (
        PaidTimeClaim.state != ClaimState.CLAIMED,
        School.sort_name,
        TrainingSession.held_on,
        TrainingSession.id,
        Person.sort_last_name,
        Person.id,
    )
    rows = session.execute(query.order_by(*order).offset(start_of(page)).limit(PAGE_SIZE))
    return Slice(tuple(ClaimLine(*row) for row in rows), page, total)


def claims_of_person(session: Session, actor: Actor) -> dict[uuid.UUID, ClaimLine]:
    """The actor's own claims, by session."""
    rows = session.execute(_claim_lines(actor).where(PaidTimeClaim.person_id == actor.person_id))
    return {line.claim.session_id: line for line in (ClaimLine(*row) for row in rows)}


def claims_of_session(session: Session, actor: Actor, session_id: uuid.UUID) -> dict[uuid.UUID, ClaimLine]:
    """The claims of a session that the actor may read, by person."""
    rows = session.execute(_claim_lines(actor).where(PaidTimeClaim.session_id == session_id))
    return {line.claim.person_id: line for line in (ClaimLine(*row) for row in rows)}


def get_claim(session: Session, actor: Actor, claim_id: uuid.UUID) -> ClaimLine:
    """One claim that the actor may read. Raises ``NotFound``."""
    row = session.execute(
        _claim_lines(actor).where(PaidTimeClaim.id == claim_id).execution_options(populate_existing=True)
    ).first()
    return ClaimLine(*found(row))


def waiting_for(session: Session, actor: Actor) -> int:
    """How many claims wait for the actor's answer."""
    return (
        session.scalar(
            select(func.count())
            .select_from(PaidTimeClaim)
            .join(Post, Post.id == PaidTimeClaim.post_id)
            .where(PaidTimeClaim.state == ClaimState.CLAIMED, answerable_claims(actor))
        )
        or 0
    )
