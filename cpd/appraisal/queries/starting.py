"""Beginning a round at a school: who is without a review, and who may appraise them."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from cpd.appraisal import policy
from cpd.appraisal.models import AppraisalCycle, Review
from cpd.appraisal.rules.states import day_that_decides, in_induction
from cpd.core.access import NotFound, found, require
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Away, Person, Phase, Post, Role, RoleGrant, School, StaffGroup
from cpd.people.policy import role_held


def get_school(session: Session, actor: Actor, school_id: uuid.UUID) -> School:
    """A school that the actor looks after. Raises ``NotFound``."""
    if not policy.can_look_after(actor, school_id):
        raise NotFound
    return found(session.get(School, school_id))


@dataclass(frozen=True)
class Candidate:
    """Somebody with a post at the school and no review in the cycle yet."""

    person_id: uuid.UUID
    name: str
    job_title: str
    staff_group: StaffGroup
    appraiser_id: uuid.UUID | None
    appraiser_name: str | None
    is_in_induction: bool
    is_away: bool
    main_school: str | None
    is_oneself: bool

    @property
    def can_begin(self) -> bool:
        return not (self.is_in_induction or self.is_oneself)


def candidates(session: Session, actor: Actor, cycle: AppraisalCycle, school_id: uuid.UUID) -> list[Candidate]:
    """Everybody at the school without a review in the cycle, by name, with the appraiser appointed for them."""
    require(policy.can_look_after(actor, school_id))
    day = day_that_decides(cycle.starts_on, cycle.ends_on, actor.today)
    has_review = reviewed_already(cycle, day, school_id)
    posts = session.scalars(
        select(Post)
        .join(Post.person)
        .where(
            Post.person_id.in_(select(Post.person_id).where(Post.school_id == school_id, holds(Post, day))),
            Post.person_id.not_in(has_review),
            holds(Post, day),
        )
        .options(joinedload(Post.person), joinedload(Post.school))
        .order_by(Person.sort_last_name, Person.sort_first_name, Person.staff_code, Post.fte.desc(), Post.started_on)
    ).all()
    by_person: dict[uuid.UUID, list[Post]] = {}
    for post in posts:
        by_person.setdefault(post.person_id, []).append(post)
    appraisers = appointed_appraisers(session, actor, by_person)
    away = set(session.scalars(select(Away.person_id).where(Away.person_id.in_(by_person), holds(Away, actor.today))))
    return [
        _candidate(actor, own, school_id, day, appraisers.get(person_id), is_away=person_id in away)
        for person_id, own in by_person.items()
    ]


def reviewed_already(cycle: AppraisalCycle, day: dt.date, school_id: uuid.UUID | None = None) -> Select[uuid.UUID]:
    """Whose review of a cycle is made at a school where they still work, or was made at ``school_id``.

    Somebody who has changed school may begin a new one there; the one before stays where it was made.
    """
    works_there = exists().where(
        Post.person_id == Review.person_id, Post.school_id == Review.school_id, holds(Post, day)
    )
    return select(Review.person_id).where(
        Review.cycle_id == cycle.id, or_(Review.school_id == school_id, works_there) if school_id else works_there
    )


def _candidate(
    actor: Actor,
    posts: list[Post],
    school_id: uuid.UUID,
    day: dt.date,
    appraiser: Person | None,
    *,
    is_away: bool,
) -> Candidate:
    person, main = posts[0].person, posts[0]
    here = next(post for post in posts if post.school_id == school_id)
    return Candidate(
        person_id=person.id,
        name=person.name,
        job_title=here.job_title,
        staff_group=here.staff_group,
        appraiser_id=appraiser.id if appraiser else None,
        appraiser_name=appraiser.name if appraiser else None,
        is_in_induction=in_induction(person.induction_started_on, person.induction_ended_on, day),
        is_away=is_away,
        main_school=main.school.name if main.school_id != school_id and main.fte > here.fte else None,
        is_oneself=person.id == actor.person_id,
    )


def appointed_appraisers(session: Session, actor: Actor, people: Collection[uuid.UUID]) -> dict[uuid.UUID, Person]:
    """The appraiser of each person today; where two are appointed, the one appointed last."""
    rows = session.execute(
        select(RoleGrant.of_person_id, Person)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role == Role.APPRAISER,
            RoleGrant.of_person_id.in_(people),
            RoleGrant.person_id != RoleGrant.of_person_id,
            role_held(actor.today),
        )
        .order_by(RoleGrant.started_on, RoleGrant.id)
    ).all()
    return {of_person_id: person for of_person_id, person in rows if of_person_id is not None}


def appraiser_choices(session: Session, actor: Actor, school_id: uuid.UUID) -> list[Person]:
    """Who may be appointed appraiser at a school: its leaders today and who already appraises there, by name.

    Not the actor: nobody grants a role to themselves.
    """
    leads = select(Post.person_id).where(
        Post.school_id == school_id, Post.staff_group == StaffGroup.LEADER, holds(Post, actor.today)
    )
    appraises = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.APPRAISER, RoleGrant.school_id == school_id, role_held(actor.today)
    )
    return list(
        session.scalars(
            select(Person)
            .where(or_(Person.id.in_(leads), Person.id.in_(appraises)), Person.id != actor.person_id)
            .order_by(Person.sort_last_name, Person.sort_first_name, Person.staff_code)
        )
    )


def appraisers_of(session: Session, actor: Actor, person_id: uuid.UUID) -> list[Person]:
    """Everybody who holds the appointment over a person today, the one appointed last at the end."""
    return list(
        session.scalars(
            select(Person)
            .join(RoleGrant, RoleGrant.person_id == Person.id)
            .where(
                RoleGrant.role == Role.APPRAISER,
                RoleGrant.of_person_id == person_id,
                RoleGrant.person_id != person_id,
                role_held(actor.today),
            )
            .order_by(RoleGrant.started_on, RoleGrant.id)
        )
    )


def hr_contact_choices(session: Session, actor: Actor, review: Review) -> list[Person]:
    """Who may be named as HR contact of a review: people of the central team, but not its two people or its head."""
    central = select(Post.person_id).join(Post.school).where(School.phase == Phase.CENTRAL, holds(Post, actor.today))
    heads = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.HEAD, RoleGrant.school_id == review.school_id, holds(RoleGrant, actor.today)
    )
    return list(
        session.scalars(
            select(Person)
            .where(
                Person.id.in_(central),
                Person.id.not_in([review.person_id, review.appraiser_id, actor.person_id]),
                Person.id.not_in(heads),
            )
            .order_by(Person.sort_last_name, Person.sort_first_name, Person.staff_code)
        )
    )
