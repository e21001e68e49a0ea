"""Whom and what a row of a file names: people by staff code or email, courses by code."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cpd.core.tables import Fault
from cpd.people.queries.staff_list import code_key
from cpd.training.queries.known import course_ids_by_code, course_key, known_people


@dataclass(frozen=True)
class PeopleAndCourses:
    people_by_code: Mapping[str, uuid.UUID]
    people_by_email: Mapping[str, uuid.UUID]
    names: Mapping[uuid.UUID, str]
    course_ids: Mapping[str, uuid.UUID]
    codes: Mapping[uuid.UUID, str]

    @classmethod
    def load(cls, session: Session) -> "PeopleAndCourses":
        people, courses = known_people(session), course_ids_by_code(session)
        return cls(
            people.by_code,
            people.by_email,
            people.names,
            {key: course_id for key, (course_id, _) in courses.items()},
            dict(courses.values()),
        )

    def person(self, row: int, staff_code: str | None, email: str | None, faults: list[Fault]) -> uuid.UUID | None:
        """Who is named; where code and address name two people, that is a fault."""
        by_code = self.people_by_code.get(code_key(staff_code)) if staff_code else None
        by_email = self.people_by_email.get(email) if email else None
        if staff_code and by_code is None:
            faults.append(
                Fault(row, "staff_code", staff_code, "nobody has this staff code; import the staff list first")
            )
        elif email and not staff_code and by_email is None:
            faults.append(Fault(row, "email", email, "nobody has this address; give the staff code in its place"))
        elif staff_code and by_email is not None and by_email != by_code:
            faults.append(Fault(row, "email", email or "", f"this is not the address of {staff_code}"))
            return None
        return by_code or by_email

    def course(self, row: int, code: str, faults: list[Fault]) -> uuid.UUID | None:
        course_id = self.course_ids.get(course_key(code))
        if course_id is None:
            faults.append(Fault(row, "course_code", code, "no course has this code; import the courses first"))
        return course_id
