"""What is known already, in a few large reads, for imports to compare a file with."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cpd.people.models import Person, School
from cpd.people.queries.staff_list import code_key
from cpd.standards.models import LookFor, Standard
from cpd.training.models import Completion, Course, CourseRule, Exemption, Requirement

Known = RowMapping
# People asked about in one statement: well under what either database takes as parameters.
_AT_ONCE = 5000


def course_key(code: str) -> str:
    """How course codes are compared: ``send-cl`` is ``SEND-CL``."""
    return code.casefold()


def courses_by_code(session: Session) -> dict[str, Course]:
    """Every course with all its versions, for a list of courses to be compared with."""
    courses = session.scalars(
        select(Course).options(
            selectinload(Course.rules).options(
                selectinload(CourseRule.satisfied_by), joinedload(CourseRule.refresher_course)
            ),
            selectinload(Course.requirements).options(
                selectinload(Requirement.named_schools), selectinload(Requirement.named_people)
            ),
        )
    )
    return {course_key(course.code): course for course in courses}


def course_ids_by_code(session: Session) -> dict[str, tuple[uuid.UUID, str]]:
    """Id and code as it is written, by the key that codes are compared by."""
    return {course_key(row.code): (row.id, row.code) for row in session.execute(select(Course.id, Course.code))}


def standard_codes(session: Session) -> frozenset[str]:
    return frozenset(session.scalars(select(Standard.code)))


def look_for_codes(session: Session) -> frozenset[str]:
    return frozenset(session.scalars(select(LookFor.code)))


def school_ids_by_urn(session: Session) -> dict[int, uuid.UUID]:
    return {row.urn: row.id for row in session.execute(select(School.urn, School.id))}


@dataclass(frozen=True)
class KnownPeople:
    """Everybody, by staff code and by email address, with the name that a preview shows."""

    by_code: Mapping[str, uuid.UUID]
    by_email: Mapping[str, uuid.UUID]
    names: Mapping[uuid.UUID, str]


def known_people(session: Session) -> KnownPeople:
    rows = session.execute(
        select(Person.id, Person.staff_code, Person.email, Person.first_name, Person.preferred_name, Person.last_name)
    ).all()
    return KnownPeople(
        by_code={code_key(row.staff_code): row.id for row in rows if row.staff_code},
        by_email={row.email: row.id for row in rows if row.email},
        names={
            row.id: f"{row.preferred_name or row.first_name} {row.last_name}"
            + (f" ({row.staff_code})" if row.staff_code else "")
            for row in rows
        },
    )


CompletionKey = tuple[uuid.UUID, uuid.UUID, dt.date]


def completions_of(
    session: Session, person_ids: Iterable[uuid.UUID], course_ids: Collection[uuid.UUID]
) -> dict[CompletionKey, Known]:
    """The completions of these courses by these people, by person, course and day."""
    columns = (
        Completion.id,
        Completion.person_id,
        Completion.course_id,
        Completion.completed_on,
        Completion.expires_on,
        Completion.minutes,
        Completion.provider,
        Completion.certificate_ref,
        Completion.source,
    )
    return {
        (row["person_id"], row["course_id"], row["completed_on"]): row
        for chunk in _chunks(person_ids)
        for row in session.execute(
            select(*columns).where(Completion.person_id.in_(chunk), Completion.course_id.in_(course_ids))
        ).mappings()
    }


def exemptions_of(session: Session, person_ids: Iterable[uuid.UUID]) -> dict[CompletionKey, Known]:
    """The exemptions of these people, by person, course and first day."""
    columns = (
        Exemption.id,
        Exemption.person_id,
        Exemption.course_id,
        Exemption.started_on,
        Exemption.ended_on,
        Exemption.reason,
    )
    return {
        (row["person_id"], row["course_id"], row["started_on"]): row
        for chunk in _chunks(person_ids)
        for row in session.execute(select(*columns).where(Exemption.person_id.in_(chunk))).mappings()
    }


def _chunks(ids: Iterable[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    everybody = sorted(set(ids))
    for start in range(0, len(everybody), _AT_ONCE):
        yield everybody[start : start + _AT_ONCE]
