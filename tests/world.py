"""A small trust with one person for each part somebody can play, written through the same door as everything else.

Hazel Down and Larch Lane are primaries, Foxglove is a special school; Rosa is the teacher everything is about.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cpd.accounts.models import Account
from cpd.core.names import fold
from cpd.people.models import (
    ContactKind,
    Person,
    Phase,
    Post,
    Role,
    RoleGrant,
    School,
    SchoolContact,
    StaffGroup,
    Trust,
)

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
STARTED = dt.date(2024, 9, 1)

# Each has an access.py beside its tests; see tests/architecture/test_access_matrix.py.
ROOMS = ("people", "accounts", "standards", "training", "coaching", "appraisal", "insight")

LEADER, TEACHER = StaffGroup.LEADER, StaffGroup.TEACHER
ASSISTANT, SUPPORT = StaffGroup.TEACHING_ASSISTANT, StaffGroup.SUPPORT


@dataclass
class World:
    """Identifiers of the small trust; rows are read again by whoever needs them."""

    schools: dict[str, uuid.UUID] = field(default_factory=dict)
    people: dict[str, uuid.UUID] = field(default_factory=dict)
    accounts: dict[str, uuid.UUID] = field(default_factory=dict)

    def person(self, persona: str) -> uuid.UUID:
        return self.people[persona]

    def school(self, name: str) -> uuid.UUID:
        return self.schools[name]


# persona: (first name, last name, staff code, school, job title, staff group). No staff code: not staff.
PEOPLE: dict[str, tuple[str, str, str | None, str | None, str, StaffGroup | None]] = {
    "teacher": ("Rosa", "Quill", "T001", "hazel", "Class Teacher", TEACHER),
    "ta": ("Łukasz", "Thorn", "A001", "hazel", "Teaching Assistant", ASSISTANT),
    "ambassador": ("Siân", "O'Neill", "T002", "hazel", "Class Teacher", TEACHER),
    "other_ambassador": ("Ike", "Marlow", "T101", "larch", "Class Teacher", TEACHER),
    "line_manager": ("Petra", "Vane", "L002", "hazel", "Phase Leader", LEADER),
    "appraiser": ("Greta", "Stone", "L003", "hazel", "Assistant Headteacher", LEADER),
    "head": ("Harriet", "Dale", "L001", "hazel", "Headteacher", LEADER),
    "other_head": ("Owen", "Brook", "L101", "larch", "Headteacher", LEADER),
    "executive_head": ("Edith", "Fenn", "L201", "foxglove", "Executive Headteacher", LEADER),
    "deputy": ("Dev", "Rao", "L004", "hazel", "Deputy Headteacher", LEADER),
    "trainer": ("Tess", "Arden", "T201", "foxglove", "Teacher", TEACHER),
    "office": ("Olive", "Munro", "S001", "hazel", "School Administrator", SUPPORT),
    "development_lead": ("Della", "Frost", "C001", "central", "Director of Education", LEADER),
    "trustee": ("Tomas", "Wren", None, None, "", None),
    "administrator": ("Ada", "Locke", "C002", "central", "Systems Administrator", SUPPORT),
    "stranger": ("Stan", "Gale", "T102", "larch", "Class Teacher", TEACHER),
}

# persona, role, school, over whom
GRANTS: list[tuple[str, Role, str | None, str | None]] = [
    ("ambassador", Role.AMBASSADOR, "hazel", None),
    ("other_ambassador", Role.AMBASSADOR, "larch", None),
    ("appraiser", Role.APPRAISER, "hazel", "teacher"),
    ("appraiser", Role.APPRAISER, "hazel", "ta"),
    ("head", Role.HEAD, "hazel", None),
    ("other_head", Role.HEAD, "larch", None),
    ("executive_head", Role.HEAD, "foxglove", None),
    ("executive_head", Role.HEAD, "larch", None),
    ("trainer", Role.TRAINER, "foxglove", None),
    ("office", Role.OFFICE, "hazel", None),
    ("development_lead", Role.DEVELOPMENT_LEAD, None, None),
    ("trustee", Role.TRUSTEE, None, None),
    ("administrator", Role.ADMINISTRATOR, None, None),
]


def build_world(session: Session) -> World:
    world = World()
    session.add(
        Trust(name="Saltmarsh Learning Trust", named_person="Ivy Chard", named_person_reached_by="01632 960100")
    )
    for key, urn, name, phase in (
        ("hazel", 190001, "Hazel Down Primary School", Phase.PRIMARY),
        ("larch", 190002, "Larch Lane Primary School", Phase.PRIMARY),
        ("foxglove", 190003, "Foxglove Special School", Phase.SPECIAL),
        ("central", 900000, "Central team", Phase.CENTRAL),
    ):
        school = School(urn=urn, name=name, sort_name=fold(name), phase=phase)
        session.add(school)
        session.flush()
        world.schools[key] = school.id
        session.add_all(
            SchoolContact(school_id=school.id, kind=kind, name=who, reached_by="01632 960101")
            for kind, who in ((ContactKind.SAFEGUARDING_LEAD, "Nell Ash"), (ContactKind.HEAD, "Harriet Dale"))
        )
    for persona in PEOPLE:
        _add_person(session, world, persona)
    manager = world.people["line_manager"]
    session.flush()
    post = session.query(Post).filter_by(person_id=world.people["teacher"]).one()
    post.line_manager_id = manager
    for persona, role, school_key, of in GRANTS:
        grant_role(session, world, persona, role, school_key, of)
    grant_role(
        session,
        world,
        "deputy",
        Role.HEAD,
        "hazel",
        delegated_by_id=world.people["head"],
        ended_on=TODAY + dt.timedelta(days=30),
    )
    session.flush()
    return world


def _add_person(session: Session, world: World, persona: str) -> None:
    first, last, code, school_key, job_title, group = PEOPLE[persona]
    # The TA has no email: signs in with staff code and a code from a letter.
    email = None if persona == "ta" else f"{fold(first)}.{fold(last).replace(' ', '')}@saltmarsh.example"
    person = Person(
        staff_code=code,
        first_name=first,
        last_name=last,
        sort_first_name=fold(first),
        sort_last_name=fold(last),
        email=email,
    )
    session.add(person)
    session.flush()
    world.people[persona] = person.id
    account = Account(person_id=person.id, created_at=NOW)
    session.add(account)
    session.flush()
    world.accounts[persona] = account.id
    if school_key is not None and group is not None:
        add_post(session, person.id, world.schools[school_key], job_title, group)


def add_post(
    session: Session,
    person_id: uuid.UUID,
    school_id: uuid.UUID,
    job_title: str,
    group: StaffGroup,
    **more: Any,
) -> Post:
    post = Post(
        person_id=person_id,
        school_id=school_id,
        job_title=job_title,
        staff_group=group,
        **{"started_on": STARTED, "fte": Decimal(1)} | more,
    )
    session.add(post)
    session.flush()
    return post


def grant_role(
    session: Session,
    world: World,
    persona: str,
    role: Role,
    school_key: str | None = None,
    of: str | None = None,
    **more: Any,
) -> None:
    session.add(
        RoleGrant(
            person_id=world.people[persona],
            role=role,
            school_id=world.schools[school_key] if school_key else None,
            of_person_id=world.people[of] if of else None,
            **{"started_on": STARTED} | more,
        )
    )
