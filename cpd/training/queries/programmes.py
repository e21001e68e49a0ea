"""Reads of programmes, and of the courses that are about one need."""

import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cpd.core.access import found
from cpd.people.actor import Actor
from cpd.standards.models import Framework, LookFor, LookForGroup, Standard
from cpd.training.models import Course, Programme, ProgrammeCourse, Requirement
from cpd.training.policy import records as policy
from cpd.training.queries.known import course_key


def list_programmes(session: Session, actor: Actor) -> list[Programme]:
    """The published programmes by title, with their courses; for the development lead those in writing too."""
    return list(
        session.scalars(
            select(Programme)
            .where(policy.visible_programmes(actor))
            .options(selectinload(Programme.courses).joinedload(ProgrammeCourse.course))
            .order_by(Programme.title, Programme.code)
        )
    )


def get_programme(session: Session, actor: Actor, code: str) -> Programme:
    """A programme by its code, with its courses and who must hold them. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(Programme)
            .where(Programme.code == course_key(code), policy.visible_programmes(actor))
            .options(
                selectinload(Programme.courses)
                .joinedload(ProgrammeCourse.course)
                .selectinload(Course.requirements)
                .options(selectinload(Requirement.named_schools), selectinload(Requirement.named_people))
            )
        ).first()
    )


def programmes_with(session: Session, actor: Actor, course_id: uuid.UUID) -> list[Programme]:
    """The programmes of which a course is a part."""
    return list(
        session.scalars(
            select(Programme)
            .join(ProgrammeCourse, ProgrammeCourse.programme_id == Programme.id)
            .where(ProgrammeCourse.course_id == course_id, policy.visible_programmes(actor))
            .order_by(Programme.title)
        )
    )


def courses_by_need(session: Session) -> list[Course]:
    """The courses that are about one need, by need and title."""
    return list(session.scalars(select(Course).where(Course.need != "").order_by(Course.need, Course.title)))


def look_fors_by_code(session: Session, codes: Collection[str]) -> dict[str, str]:
    """The words of these look-fors."""
    rows = session.execute(select(LookFor.code, LookFor.text).where(LookFor.code.in_(codes)))
    return {row.code: row.text for row in rows}


def look_fors_under(session: Session, standards: Collection[str]) -> list[tuple[str, str]]:
    """Code and words of the look-fors under these standards, in their order."""
    rows = session.execute(
        select(LookFor.code, LookFor.text)
        .join(LookForGroup, LookForGroup.id == LookFor.group_id)
        .join(Standard, Standard.id == LookForGroup.standard_id)
        .join(Framework, Framework.id == Standard.framework_id)
        .where(Standard.code.in_(standards))
        .order_by(Framework.position, Standard.position, LookForGroup.position, LookFor.position)
    )
    return [(row.code, row.text) for row in rows]


def list_standards(session: Session) -> list[tuple[str, str]]:
    """Code and short name of every standard, framework by framework."""
    rows = session.execute(
        select(Standard.code, Standard.short)
        .join(Framework, Framework.id == Standard.framework_id)
        .order_by(Framework.position, Standard.position)
    )
    return [(row.code, row.short) for row in rows]
