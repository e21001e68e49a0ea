"""Switching a requirement on, and ending it. Earlier days stay as they were."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, selectinload

from cpd.core.access import found, require
from cpd.core.audit import record
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.periods import overlaps
from cpd.people.actor import Actor
from cpd.people.models import Phase, Role, StaffGroup
from cpd.training.models import Course, Requirement, Schools, requirement_person, requirement_school
from cpd.training.policy import records as policy
from cpd.training.queries.reach import Draft, DraftedAudience


@dataclass(frozen=True)
class Asked:
    """Whom a course is asked of, and when. An empty list narrows nothing."""

    staff_groups: tuple[StaffGroup, ...]
    phases: tuple[Phase, ...]
    school_ids: frozenset[uuid.UUID]
    job_titles: tuple[str, ...]
    roles: tuple[Role, ...]
    person_ids: frozenset[uuid.UUID]
    effective_from: dt.date
    effective_to: dt.date | None
    grace_days: int

    def check(self) -> None:
        if self.phases and self.school_ids:
            raise DomainError("Choose phases or schools, not both.", "phases")
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise DomainError("It cannot end before it begins.", "effective_to")

    @property
    def narrows_groups(self) -> bool:
        return bool(self.staff_groups) and len(self.staff_groups) < len(StaffGroup)

    def draft(self, course_id: uuid.UUID) -> Draft:
        """The same for counting."""
        audience = DraftedAudience(
            staff_groups=frozenset(self.staff_groups) if self.narrows_groups else None,
            phases=frozenset(self.phases) or None,
            job_titles=frozenset(self.job_titles) or None,
            roles=frozenset(self.roles) or None,
            schools_named_by=None,
            people_named_by=None,
            school_ids=self.school_ids or None,
            person_ids=self.person_ids or None,
        )
        return Draft(course_id, audience, self.effective_from, self.effective_to, self.grace_days)


def add_requirement(
    session: Session, actor: Actor, key: uuid.UUID, course_id: uuid.UUID, asked: Asked, at: dt.datetime
) -> None:
    """Ask a course of people. What begins in the past counts from today, so that figures of earlier days stay.

    One key asks once.
    """
    require(policy.can_write_programmes(actor))
    asked.check()
    course = _hold_course(session, course_id)
    if session.get(Requirement, key) is not None:
        return
    if course.published_on is None:
        raise DomainError("Say why on the course's own page and publish it first; then it can be asked of people.")
    if _asked_already(session, course_id, asked):
        raise DomainError("The same people are asked for this course on these days already.")
    session.add(
        Requirement(
            id=key,
            course_id=course_id,
            effective_from=asked.effective_from,
            effective_to=asked.effective_to,
            grace_days=asked.grace_days,
            staff_groups=[group.value for group in asked.staff_groups] if asked.narrows_groups else None,
            schools=_schools(asked),
            phases=[phase.value for phase in asked.phases] or None,
            job_titles=list(asked.job_titles) or None,
            roles=[role.value for role in asked.roles] or None,
            names_people=bool(asked.person_ids),
            applies_from=actor.today if asked.effective_from < actor.today else None,
            entered_at=at,
        )
    )
    session.flush()
    if asked.school_ids:
        rows = [{"requirement_id": key, "school_id": school_id} for school_id in sorted(asked.school_ids)]
        session.execute(insert(requirement_school), rows)
    if asked.person_ids:
        people = [{"requirement_id": key, "person_id": person_id} for person_id in sorted(asked.person_ids)]
        session.execute(insert(requirement_person), people)
    record(session, actor, "training.requirement_added", key, detail={"course": course.code})


def get_requirement(session: Session, actor: Actor, requirement_id: uuid.UUID) -> Requirement:
    """A requirement that still holds or is to come, with its course and whom it names. Raises ``NotFound``."""
    require(policy.can_write_programmes(actor))
    row = session.scalars(
        select(Requirement)
        .where(Requirement.id == requirement_id)
        .options(
            selectinload(Requirement.course),
            selectinload(Requirement.named_schools),
            selectinload(Requirement.named_people),
        )
    ).first()
    return found(row if row is not None and (row.applies_to is None or row.applies_to >= actor.today) else None)


def end_requirement(
    session: Session, actor: Actor, requirement_id: uuid.UUID, last_day: dt.date, seen: dt.date | None
) -> None:
    """Ask it no longer after a day, today at the earliest. ``seen`` is the last day that the writer saw there."""
    row = _hold_requirement(session, actor, requirement_id)
    if row.effective_to != seen:
        raise StaleRecord
    if last_day < actor.today:
        raise DomainError("Today at the earliest: what was asked on earlier days stays as it was.", "last_day")
    if last_day < row.effective_from:
        raise DomainError("It begins later than that. Take it out if nobody is to be asked.", "last_day")
    if row.effective_to != last_day:
        row.effective_to = last_day
        record(session, actor, "training.requirement_ended", row.id, detail={"last_day": last_day.isoformat()})


def remove_requirement(session: Session, actor: Actor, requirement_id: uuid.UUID) -> str:
    """Take out what has not begun; answers with the code of its course."""
    row = _hold_requirement(session, actor, requirement_id)
    code = row.course.code
    if row.effective_from <= actor.today:
        raise DomainError("It has begun, so it gets a last day.", "last_day")
    session.delete(row)
    record(session, actor, "training.requirement_removed", requirement_id, detail={"course": code})
    return code


def _hold_course(session: Session, course_id: uuid.UUID) -> Course:
    """A course, held until the transaction ends: what is asked of it is written one after the other."""
    return session.scalars(select(Course).where(Course.id == course_id).with_for_update(key_share=True)).one()


def _hold_requirement(session: Session, actor: Actor, requirement_id: uuid.UUID) -> Requirement:
    session.execute(select(Requirement.id).where(Requirement.id == requirement_id).with_for_update()).all()
    return get_requirement(session, actor, requirement_id)


def _schools(asked: Asked) -> Schools:
    if asked.school_ids:
        return Schools.NAMED
    return Schools.PHASES if asked.phases else Schools.ALL


def _asked_already(session: Session, course_id: uuid.UUID, asked: Asked) -> bool:
    rows = session.scalars(
        select(Requirement)
        .where(Requirement.course_id == course_id, Requirement.applies_to.is_(None))
        .options(selectinload(Requirement.named_schools), selectinload(Requirement.named_people))
    )
    wanted = _audience(
        asked.staff_groups if asked.narrows_groups else (),
        asked.phases,
        asked.school_ids,
        asked.job_titles,
        asked.roles,
        asked.person_ids,
    )
    return any(
        overlaps(asked.effective_from, asked.effective_to, row.effective_from, row.effective_to)
        and wanted
        == _audience(
            row.staff_groups or (),
            row.phases or (),
            [school.id for school in row.named_schools],
            row.job_titles or (),
            row.roles or (),
            [person.id for person in row.named_people],
        )
        for row in rows
    )


def _audience(*lists: Iterable[object]) -> tuple[frozenset[str], ...]:
    """What tells one audience from another, in whatever order and case it was typed."""
    return tuple(frozenset(str(value).casefold() for value in values) for values in lists)
