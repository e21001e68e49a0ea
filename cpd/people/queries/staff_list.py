"""What is known about everybody, in a few large reads, for imports to compare a file with."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.people.models import Away, JobTitleRule, Person, Post, School, StaffGroup
from cpd.people.seeds import seeded_job_titles

PostKey = tuple[uuid.UUID, uuid.UUID, str, dt.date]
PERSON_COLUMNS = (
    "id",
    "staff_code",
    "first_name",
    "last_name",
    "preferred_name",
    "email",
    "induction_started_on",
    "induction_ended_on",
)
POST_COLUMNS = (
    "id",
    "person_id",
    "school_id",
    "job_title",
    "staff_group",
    "fte",
    "weekly_hours",
    "weeks_per_year",
    "working_days",
    "started_on",
    "ended_on",
    "line_manager_id",
)
Known = Mapping[str, Any]


def code_key(staff_code: str) -> str:
    """How staff codes are compared: ``t001`` is ``T001``."""
    return staff_code.casefold()


def post_key(person_id: uuid.UUID, school_id: uuid.UUID, job_title: str, started_on: dt.date) -> PostKey:
    """What tells one post from another; the title without regard to case."""
    return person_id, school_id, job_title.casefold(), started_on


@dataclass(frozen=True)
class KnownStaff:
    """People, posts and schools as the database has them."""

    school_ids: Mapping[int, uuid.UUID]
    school_names: Mapping[uuid.UUID, str]
    urns: Mapping[uuid.UUID, int]
    people: Mapping[str, Known]
    people_by_id: Mapping[uuid.UUID, Known]
    emails: Mapping[str, Known]
    posts: Mapping[PostKey, Known]


def known_staff(session: Session) -> KnownStaff:
    """Everything a staff list is compared with: three reads, whatever the length of the list."""
    schools = session.execute(select(School.id, School.urn, School.name)).all()
    people = _rows(session, Person, PERSON_COLUMNS)
    posts = _rows(session, Post, POST_COLUMNS)
    return KnownStaff(
        school_ids={school.urn: school.id for school in schools},
        school_names={school.id: school.name for school in schools},
        urns={school.id: school.urn for school in schools},
        people={code_key(person["staff_code"]): person for person in people if person["staff_code"]},
        people_by_id={person["id"]: person for person in people},
        emails={person["email"]: person for person in people if person["email"]},
        posts={
            post_key(post["person_id"], post["school_id"], post["job_title"], post["started_on"]): post
            for post in posts
        },
    )


def _rows(session: Session, model: type[Person | Post], columns: tuple[str, ...]) -> list[Known]:
    found = session.execute(select(*(getattr(model, name) for name in columns)))
    return [dict(zip(columns, row, strict=True)) for row in found]


def job_title_table(session: Session) -> tuple[tuple[str, StaffGroup], ...]:
    """The trust's table from words to staff groups, top down; the shipped one until the trust has its own."""
    rows = session.execute(select(JobTitleRule.words, JobTitleRule.staff_group).order_by(JobTitleRule.position)).all()
    return tuple((row.words, row.staff_group) for row in rows) or seeded_job_titles()


def schools_by_urn(session: Session) -> dict[int, School]:
    return {school.urn: school for school in session.scalars(select(School))}


def away_by_person(session: Session) -> dict[uuid.UUID, list[Away]]:
    """Every period away, by person."""
    periods: dict[uuid.UUID, list[Away]] = {}
    for period in session.scalars(select(Away).order_by(Away.started_on)):
        periods.setdefault(period.person_id, []).append(period)
    return periods


def people_by_code(session: Session) -> dict[str, Person]:
    """People with a staff code, by the key that codes are compared by."""
    people = session.scalars(select(Person).where(Person.staff_code.is_not(None)))
    return {code_key(person.staff_code or ""): person for person in people}
